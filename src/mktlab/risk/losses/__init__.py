"""Losses in money by simulation, and the conventional views beside them.

============== ===================================================================
``simulating`` yearly losses of many risks with common causes, and their tail
``matrix``     five by five cells, and the pairs of risks they put in the wrong order
``grading``    fuzzy comprehensive evaluation
============== ===================================================================
"""
