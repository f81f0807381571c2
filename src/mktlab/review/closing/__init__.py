"""What the next plan takes from this review.

============ ====================================================================
``lessons``  what is kept, changed or stopped, with what to do, by whom, until when
``acting``   all lessons in the order in which they need doing, with dates
``findings`` the verdict in a few sentences
``written``  tables of it
============ ====================================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
