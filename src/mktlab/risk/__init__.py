"""Room 50, risk: what could go wrong, how much it costs, when to act.

So far the arithmetic; the stage that uses it is being built.

=========== ===================================================================
``experts`` from experts' quantiles to distributions, and how far experts agree
``losses``  losses in money by simulation, and the conventional views beside them
=========== ===================================================================
"""
