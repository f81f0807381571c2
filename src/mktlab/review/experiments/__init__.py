"""What experiments showed: customers drawn at random into arms, compared.

=============== =================================================================
``reading``     ``experiments.csv`` and ``experiment_arms.csv``, validated
``simulating``  a worked example with known truth
``gathering``   per customer, what was bought before and during; who is set aside
``summing``     sums by arm, exact, as tea-tasting takes them
``ratio``       whether arms are as large as drawn
``anytime``     intervals that hold at any look (confidence sequences)
``comparing``   differences between arms: CUPED, delta method, Holm's correction
``reading_out`` an experiment read out: sample ratio first, then the permitted wording
``powering``    how many customers the next test needs
``gains``       what an arm brings after the cost of contacts
``wording``     words for metrics, differences and chances
``findings``    sentences
``lessons``     what the next plan takes from experiments
``written``     tables for reports, frames for charts
``records``     rows of the table ``experiments``, figures for comparing runs
=============== =================================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
