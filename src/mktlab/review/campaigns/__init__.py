"""What campaigns did, as far as their design lets that be said.

============= ===================================================================
``gathering`` customers by day and their contacts, made small by the engine
``comparing`` contacted customers against others with the same history, doubly robust
``judging``   one campaign: the difference, and the checks that decide what may be said
``faking``    fake campaigns: how often the procedure claims what is not there, and finds what is
``gate``      the wording that a design and its checks permit
``reviewing`` all campaigns, one after another, by type and by segment
``adding``    campaigns of one type together, groups of customers shrunk towards their mean
``starting``  the first contact of each customer: staggered starts
``finding``   everything about campaigns, in one go
``paying``    what campaigns return for their cost, and the uplift that shows
``returning`` regression to the mean: what looks like an effect of choosing by outcome
``findings``  what the report says of campaigns
``written``   tables of campaigns
============= ===================================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
