"""Room 40, market: which segments to target, and how sure that is.

So far the arithmetic of choosing under doubt; the stage that uses it is being built.

============ =================================================================
``weighing`` weights of criteria, the analyst's and others
``ranking``  alternatives ranked under doubt about values and weights
``stakes``   what a choice may cost, and what knowing more would be worth
``rivalry``  how crowded a market is
============ =================================================================
"""
