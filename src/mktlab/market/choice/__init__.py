"""From what segments are like to which of them to target.

============= ===================================================================
``weighing``  weights of criteria, the analyst's and others
``ranking``   alternatives ranked under doubt about values and weights
``judging``   the segments ranked every way, and what would change the order
``testing``   the four target tests, the segment index, and criteria that say the same
``stakes``    what a choice may cost, and what knowing more would be worth
``spreading`` how much money to put on which segments
``entering``  how to enter a segment: strategy and route, by visible rules
``deciding``  target, next in line or rejected, and why
``findings``  the sentences on it
``gains``     the sentences on money
``written``   its tables as a reader reads them
============= ===================================================================
"""
