"""Differences between arms: CUPED, delta method, Holm's correction.

All arithmetic of tests and intervals is tea-tasting's: Welch's test; CUPED, which takes out of a metric what the
same metric before the experiment tells of it (A. Deng, Y. Xu, R. Kohavi and T. Walker, 2013); spend per purchase,
a ratio of two sums, by the delta method (A. Deng, U. Knoblich and J. Lu, 2018); S. Holm's correction (1979) over
all metrics and arms of an experiment, which holds however these hang together.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scipy import stats
from tea_tasting import adjust_fwer
from tea_tasting.aggr import Aggregates
from tea_tasting.experiment import ExperimentResult
from tea_tasting.metrics import Mean, RatioOfMeans
from tea_tasting.metrics.mean import MeanResult

from mktlab.review.experiments import anytime

# What a metric is divided by.
PER = {"order_value": ("spend", "purchases")}
NEAR = 1e-12  # share of a variance that is rounding


@dataclass(frozen=True)
class Comparison:
    """One metric of one treated arm against control.

    Attributes
    ----------
    arm, metric
        What is compared.
    customers, control_customers
        In the arm and in control.
    mean, control_mean
        As they came.
    difference, low, high
        Difference with its fixed interval, adjusted by what came before where that helps; None (as all that follows)
        where it cannot be estimated.
    low_any_time, high_any_time
        Interval of the same level that holds at any look.
    relative, relative_low, relative_high
        Difference by the control mean, with its fixed interval.
    relative_low_any_time, relative_high_any_time
        The one that holds at any look.
    p_value, p_any_time
        Of no difference: for one look, and for any.
    variance_cut
        Share by which CUPED has cut the variance of the difference; 0 where nothing before is known.
    p_adjusted
        After Holm's correction: of ``p_value``, or of ``p_any_time`` where results were looked at before the end.
    judged_low, judged_high
        Interval of the level that Holm's correction leaves to this comparison: it leaves out zero where
        ``p_adjusted`` is below alpha.
    missing
        Why the difference cannot be estimated.
    """

    arm: str
    metric: str
    customers: int
    control_customers: int
    mean: float | None = None
    control_mean: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    low_any_time: float | None = None
    high_any_time: float | None = None
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None
    relative_low_any_time: float | None = None
    relative_high_any_time: float | None = None
    p_value: float | None = None
    p_any_time: float | None = None
    variance_cut: float | None = None
    p_adjusted: float | None = None
    judged_low: float | None = None
    judged_high: float | None = None
    missing: str = ""


def metric_of(name: str, before: bool, **options) -> Mean | RatioOfMeans:
    """Give tea-tasting's metric, with what came before as covariate where it is wanted.

    Parameters
    ----------
    name
        One of ``reading.METRICS``.
    before
        Whether to adjust by the same metric before.
    options
        Further arguments of the metric; nothing is taken from tea-tasting's global configuration.
    """
    options = {"alternative": "two-sided", "equal_var": False, "use_t": True} | options
    if name in PER:
        top, bottom = PER[name]
        covariates = (f"{top}_before", f"{bottom}_before") if before else (None, None)
        return RatioOfMeans(top, bottom, *covariates, **options)
    return Mean(name, f"{name}_before" if before else None, **options)


def needed(name: str) -> tuple[str, ...]:
    """Give the columns a metric is made of."""
    return PER.get(name, (name,))


def has_before(name: str, arms: Iterable[Aggregates]) -> bool:
    """Say whether a metric can be adjusted by the same metric before: known, and above 0 where divided by."""
    columns = [f"{column}_before" for column in needed(name)]
    for own in arms:
        if not set(columns) <= set(own.mean_) or (len(columns) > 1 and own.mean(columns[1]) <= 0):
            return False
    return True


def compare(
    sums: Mapping[str, Aggregates],
    control: str,
    treated: Iterable[str],
    metrics: Iterable[str],
    alpha: float,
    *,
    peeked: bool = False,
) -> tuple[Comparison, ...]:
    """Compare treated arms with control on every metric.

    Parameters
    ----------
    sums
        By arm, of :func:`mktlab.review.experiments.summing.aggregate`.
    control, treated, metrics
        Arms and metrics; an arm without customers is told as such.
    alpha
        Level of the whole family.
    peeked
        Whether results were looked at before the end; what is judged then holds at any look.

    Returns
    -------
    tuple
        By arm and metric, in the order given.
    """
    found = []
    for arm in treated:
        for name in metrics:
            pair = tuple(_only(sums[own], name) if own in sums else None for own in (control, arm))
            found.append((pair, *_one(*pair, arm, name, alpha)))
    return _adjusted(found, alpha, peeked)


def _only(own: Aggregates, name: str) -> Aggregates:
    """Leave only the sums that a metric is made of: tea-tasting adds up all there are."""
    columns = {*needed(name), *(f"{column}_before" for column in needed(name))}
    return Aggregates(
        count_=own.count_,
        mean_={column: value for column, value in own.mean_.items() if column in columns},
        var_={column: value for column, value in own.var_.items() if column in columns},
        cov_={pair: value for pair, value in own.cov_.items() if columns.issuperset(pair)},
    )


def _one(
    control: Aggregates | None, arm: Aggregates | None, title: str, name: str, alpha: float
) -> tuple[Comparison, MeanResult | None]:
    counts = [own.count() if own else 0 for own in (arm, control)]
    empty = Comparison(title, name, *counts)
    if control is None or arm is None or min(counts) < 2:
        return replace(empty, missing="an arm has fewer than two customers"), None
    if not set(needed(name)) <= set(control.mean_):
        return replace(empty, missing="orders have no amounts"), None
    if name in PER and min(own.mean(PER[name][1]) for own in (control, arm)) <= 0:
        return replace(empty, missing="nobody in an arm bought anything"), None
    own = [float(part.mean(needed(name)[0])) for part in (arm, control)]
    if name in PER:
        own = [
            part / whole.mean(PER[name][1]) for part, whole in zip(own, (arm, control), strict=True)
        ]
    empty = replace(empty, mean=own[0], control_mean=own[1])
    plain = math.sqrt(sum(spread(name, False, control, arm)))
    if plain == 0:
        return replace(empty, missing="it is the same for every customer"), None
    before = has_before(name, (control, arm))
    squares = spread(name, before, control, arm)
    error = math.sqrt(sum(squares))
    if error == 0:
        return replace(empty, missing="what came before tells it wholly"), None
    result = metric_of(name, before, confidence_level=1 - alpha).analyze_aggregates(control, arm)
    reach = anytime.multiplier(alpha, alpha)
    difference = result.effect_size
    told = replace(
        empty,
        difference=difference,
        low=result.effect_size_ci_lower,
        high=result.effect_size_ci_upper,
        low_any_time=difference - reach * error,
        high_any_time=difference + reach * error,
        p_value=result.pvalue,
        p_any_time=anytime.p_value(difference / error, alpha),
        variance_cut=1 - (error / plain) ** 2,
    )
    if min(result.control, result.treatment) > 0:
        means = result.control, result.treatment
        log_error = math.sqrt(sum(s / m**2 for s, m in zip(squares, means, strict=True)))
        ratio, apart = 1 + result.rel_effect_size, math.exp(reach * log_error)
        told = replace(
            told,
            relative=result.rel_effect_size,
            relative_low=result.rel_effect_size_ci_lower,
            relative_high=result.rel_effect_size_ci_upper,
            relative_low_any_time=ratio / apart - 1,
            relative_high_any_time=ratio * apart - 1,
        )
    return told, result


def spread(name: str, before: bool, control: Aggregates, arm: Aggregates) -> tuple[float, float]:
    """Give the squared standard errors of control's and the arm's mean, as tea-tasting has them.

    Both are 0 where they are nothing but rounding, which tea-tasting would take the root of.

    Parameters
    ----------
    name, before
        Metric, and whether it is adjusted by what came before.
    control, arm
        Sums of both.
    """
    top, bottom = PER.get(name, (name, None))
    then = [f"{column}_before" if column else None for column in (top, bottom)]
    total, slope = control + arm, 0.0
    if before and total.ratio_var(*then) > 0:
        slope = total.ratio_cov(top, bottom, *then) / total.ratio_var(*then)
    squares, scale = [], 0.0
    for own in (control, arm):
        left = own.ratio_var(top, bottom)
        if slope:
            left += slope**2 * own.ratio_var(*then) - 2 * slope * own.ratio_cov(top, bottom, *then)
        squares.append(max(left, 0.0) / own.count())
        scale += own.var(top) / own.mean(bottom) ** 2 / own.count()
    return (squares[0], squares[1]) if sum(squares) > NEAR * scale else (0.0, 0.0)


def _adjusted(found: list[tuple], alpha: float, peeked: bool) -> tuple[Comparison, ...]:
    """Correct for the number of comparisons by Holm's step-down method."""
    results: dict[str, dict] = {}
    for _, own, result in found:
        if result is not None:
            p = own.p_any_time if peeked else own.p_value
            results.setdefault(own.arm, {})[own.metric] = result._replace(pvalue=p)
    if not results:
        return tuple(own for _, own, _ in found)
    adjusted = adjust_fwer(
        {arm: ExperimentResult(own) for arm, own in results.items()},
        alpha=alpha,
        arbitrary_dependence=True,
        method="bonferroni",
    )
    return tuple(
        own if result is None else _judged(own, adjusted[own.arm][own.metric], pair, alpha, peeked)
        for pair, own, result in found
    )


def _judged(own: Comparison, holm: Mapping, pair, alpha: float, peeked: bool) -> Comparison:
    """Add the interval of the level that Holm's correction leaves."""
    level = holm["alpha_adj"]
    squares = spread(own.metric, has_before(own.metric, pair), *pair)
    if peeked:
        reach = anytime.multiplier(level, alpha)
    else:
        # Welch's degrees of freedom, as tea-tasting has them at the level of the family.
        least = sum(s**2 / (arm.count() - 1) for s, arm in zip(squares, pair, strict=True))
        reach = float(stats.t.isf(level / 2, sum(squares) ** 2 / least))
    reach *= math.sqrt(sum(squares))
    return replace(
        own,
        p_adjusted=holm["pvalue_adj"],
        judged_low=own.difference - reach,
        judged_high=own.difference + reach,
    )
