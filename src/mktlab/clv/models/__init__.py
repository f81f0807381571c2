"""Models of purchases and of spend: one definition each, read by numpy and by PyMC.

=============== ==============================================================
``algebra``     functions for numbers and for PyMC's graphs alike
``design``      which customers share parameters, and how parameters vary
``bg_nbd``      the BG/NBD and MBG/NBD models of purchases
``pareto_nbd``  the Pareto/NBD model of purchases
``named``       models of purchases by the names that params know
``counting``    chances of at least k purchases
``gamma_gamma`` the Gamma-Gamma model of spend
=============== ==============================================================
"""
