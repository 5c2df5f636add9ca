"""The thirteen events of a quarter, as passes over the county.

Enterprises are visited in slot order.  Events of one enterprise that need nothing from the
others are done in one visit: a pass costs what it moves through memory, and the outcome is
that of one event after the other, to the last bit.  What enterprises share (harvest, labour
pool, peers, land, public money) is gathered or rationed between passes.
"""
