"""What did happen: the county's data, history, priors, posterior, backtest."""
