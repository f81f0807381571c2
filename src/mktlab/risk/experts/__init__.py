"""From experts' quantiles to distributions, and how far experts agree.

============= ===================================================================
``eliciting`` a distribution through an expert's quantiles
``pooling``   several experts' distributions as one, weighted by how well they did
``agreeing``  rounds of experts: spread, concordance, when to stop
============= ===================================================================
"""
