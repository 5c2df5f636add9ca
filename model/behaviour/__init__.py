"""What happens in a quarter: one small file per event, one function per decision.

Every function takes records (fields with names, see `model.records`) and changes them in
place.  Compiled it is the engine's; its plain-Python original serves the reference.
"""
