"""What segments are like, by criterion, each with its uncertainty.

============= ===================================================================
``sizes``     how many customers, and how much of the value the best of them hold
``growth``    whether a segment buys more than it did, without choosing on outcomes
``rivalry``   how crowded by makers what a segment buys is
``gathering`` all criteria as draws, with where each comes from
============= ===================================================================
"""
