"""Whether arms are as large as they were drawn (sample-ratio check).

Where they are not, something kept customers out of one arm more than out of another, and the arms cannot be
compared (A. Fabijan and others, 2019). A p-value below 0.001 blocks the read-out.
"""

from collections.abc import Mapping

from scipy import stats

LEAST = 0.001


def mismatch(counts: Mapping[str, int], planned: Mapping[str, float]) -> float | None:
    """Give the p-value of arms as large as these, or further from plan, if drawn as planned.

    Parameters
    ----------
    counts
        Customers by arm; an arm that is missing has none.
    planned
        Shares by arm, which add up to 1.

    Returns
    -------
    float or None
        Exact binomial for two arms, chi-square for more; None without customers.
    """
    own = [int(counts.get(arm, 0)) for arm in planned]
    whole = sum(own)
    if not whole:
        return None
    shares = list(planned.values())
    if len(own) == 2:
        return float(stats.binomtest(own[0], whole, shares[0]).pvalue)
    return float(stats.chisquare(own, [whole * part for part in shares]).pvalue)
