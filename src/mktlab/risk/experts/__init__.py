"""From experts' quantiles to distributions, and how far experts agree.

============= ===================================================================
``asking``    from rows of estimates to what experts say of each risk
``eliciting`` a distribution through an expert's quantiles
``pooling``   several experts' distributions as one, weighted by how well they did
``agreeing``  rounds of experts: spread, concordance, when to stop
``findings``  sentences and tables on experts
============= ===================================================================
"""
