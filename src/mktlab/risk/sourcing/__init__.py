"""Decisions on resources: whom to buy from, and how a budget is split.

=========== =====================================================================
``vendors`` vendors by weighted score, and what would change who is first
``budget``  shares of a budget against usual ranges, and how far each may move
``findings`` sentences and tables on both
=========== =====================================================================
"""
