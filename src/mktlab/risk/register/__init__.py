"""The register of the project's risks: read, planned for, linked.

============ ====================================================================
``reading``  ``risk_register.csv``, ``expert_estimates.csv`` and ``team.yaml``, validated
``planning`` the plan of response, what is overdue, what is to be rehearsed
``linking``  which weakness or threat of the SWOT table has which risks
``written``  the register and its plan, as a reader reads them
============ ====================================================================
"""
