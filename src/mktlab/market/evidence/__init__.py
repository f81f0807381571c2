"""What segments are like, by criterion, each with its uncertainty.

============= ===================================================================
``sizes``     how many customers, and how much of the value the best of them hold
``growth``    whether a segment buys more than it did, without choosing on outcomes
``rivalry``   how crowded by makers what a segment buys is
``standing``  growth and relative share, from what the analyst knows of the market
``leaning``   whether what segments are worth leans on one customer
``staying``   who was in the targets some weeks ago and still is
``gathering`` all criteria as draws, with where each comes from
``findings``  the sentences on it
``written``   its tables as a reader reads them
============= ===================================================================
"""
