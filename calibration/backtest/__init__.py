"""The backtest: would the model have forecast what came, from what was known before?"""
