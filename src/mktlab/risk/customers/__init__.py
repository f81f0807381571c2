"""Customers who may not come back: how many, what that is worth, how far such forecasts hold.

=============== =================================================================
``lapsing``     chances of no purchase and value at risk, by customer and by segment
``calibrating`` whether such chances came true in the weeks before the plan
``silence``     silent customers, and whom it would pay to win back
``findings``    sentences on all of this
``written``     tables of it
=============== =================================================================
"""
