"""What the learner sees in module 22: one file per chapter, what they share, and the numbers behind them."""
