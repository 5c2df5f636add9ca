"""The cheapest set of lever values with which chosen targets are met likely enough."""
