"""Losses in money by simulation, and the conventional views beside them.

============== ===================================================================
``simulating`` yearly losses of many risks with common causes, and their tail
``scoring``    the register in money, before and after controls, and what controls return
``matrix``     five by five cells, and the pairs of risks they put in the wrong order
``grading``    fuzzy comprehensive evaluation
``findings``   sentences on what risks cost
``written``    tables of it, and frames for charts
============== ===================================================================
"""
