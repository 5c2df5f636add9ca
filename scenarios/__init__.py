"""What may happen and what to do: policy files, forecasts and their analyses."""
