"""Whom to contact, what that brings, and how sure that is.

=============== =================================================================
``choosing``    the list: who gains, within a budget, and who is left alone to learn
``profit``      what contacting the best so many is expected to bring
``learning``    what the customers left alone will be able to tell
``disagreeing`` whom other models would contact
``deciding``    all of that from predictions
``findings``    its sentences
``written``     its tables
=============== =================================================================
"""

from mktlab.clv.contacts import choosing, deciding, disagreeing, findings, written

__all__ = ["choosing", "deciding", "disagreeing", "findings", "written"]
