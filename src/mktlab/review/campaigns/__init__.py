"""What campaigns did, as far as their design lets that be said.

============= ===================================================================
``gate``      the wording that a design and its checks permit
``returning`` regression to the mean: what looks like an effect of choosing by outcome
============= ===================================================================
"""
