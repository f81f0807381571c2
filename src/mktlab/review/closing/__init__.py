"""What the next plan takes from this review.

============ ====================================================================
``lessons``  what is kept, changed or stopped, with what to do, by whom, until when
============ ====================================================================
"""
