"""Sentences on targets: how many were reached, which stayed furthest from their aim, what nobody can tell."""

import math
from collections.abc import Sequence

from mktlab.figures import count, listed, share
from mktlab.review.targets.attaining import ENOUGH
from mktlab.review.targets.catalogue import COMPUTED, ENTERED
from mktlab.review.targets.judging import Judged
from mktlab.review.targets.measuring import Found
from mktlab.review.targets.periods import Period
from mktlab.review.targets.reading import TARGETS
from mktlab.review.targets.written import OPEN, ends, months, reached, value

SHOWN = 5  # names in one sentence


def _be(number: int, past: bool = True) -> str:
    if past:
        return "was" if number == 1 else "were"
    return "is" if number == 1 else "are"


def named(judged: Sequence[Judged], shown: int = SHOWN) -> str:
    """Name targets, and say how many more there are."""
    names = [f"“{own.kpi.name}”" for own in judged[:shown]]
    more = len(judged) - len(names)
    return listed([*names, f"{count(more)} more"] if more else names)


def _of(judged: Sequence[Judged], *verdicts: str) -> list[Judged]:
    return [own for own in judged if own.verdict in verdicts]


def standing(judged: Sequence[Judged]) -> str:
    """Say how many targets were reached and missed, and of how many that cannot be told: the answer."""
    if not judged:
        return f"No targets are set in {TARGETS}, so nothing can be held against them."
    example = ""
    if any(own.kpi.illustrative for own in judged):
        everyone = all(own.kpi.illustrative for own in judged)
        example = " (examples)" if everyone else " (some are examples)"
    met, missed, open_, due, never = (
        len(_of(judged, *verdicts))
        for verdicts in (("reached",), ("missed",), OPEN, ("not yet",), ("not measurable",))
    )
    parts = []
    if met or missed or open_:
        parts.append(f"{count(met)} {_be(met)} reached")
        parts.append(f"{count(missed)} {_be(missed)} missed")
    if open_:
        parts.append(f"{count(open_)} cannot be told")
    if due:
        parts.append(f"{count(due)} {_be(due, past=False)} not due yet")
    if never:
        parts.append(f"{count(never)} {_be(never, past=False)} not measurable with this data")
    many = len(judged)
    return f"Of {count(many)} target{'' if many == 1 else 's'}{example}, {listed(parts)}."


def title(judged: Sequence[Judged]) -> str:
    """Say how the targets stand that have a figure: the title of the bullet chart."""
    told = _of(judged, "reached", "missed", *OPEN)
    if not told:
        return "No target can be judged yet"
    numbers = [len(_of(told, *own)) for own in (("reached",), ("missed",), OPEN)]
    said = [
        f"{count(number)} {word}"
        for number, word in zip(numbers, ("reached", "missed", "that cannot be told"), strict=True)
        if number
    ]
    return (
        f"Of {count(len(told))} target{'' if len(told) == 1 else 's'} with a figure: {listed(said)}"
    )


def told(own: Judged, currency: str) -> str:
    """Tell one target: what was aimed at, what came, and the verdict."""
    kpi = own.kpi
    example = " (example)" if kpi.illustrative else ""
    if own.actual is None:
        return f"“{kpi.name}”{example}: {own.verdict}, as {own.why}."
    came = f"{value(own.actual, kpi.unit, currency)} came"
    if own.baseline is not None:
        came += f" after {value(own.baseline, kpi.unit, currency)}"
    if own.interval is not None:
        came += f" (95\u00a0% interval {ends(own, currency)})"
    sought = "" if own.target is None else f"; {value(own.target, kpi.unit, currency)} was aimed at"
    part = ""
    if own.attained.share is not None:
        part = f", {reached(own)}"
    why = f", as {own.why}" if own.why else ""
    return f"“{kpi.name}”{example}: {came}{sought}{part}. Verdict: {own.verdict}{why}."


def furthest(judged: Sequence[Judged], currency: str) -> str:
    """Name the missed target that stayed furthest from its aim; empty where none was missed."""
    missed = [
        own for own in _of(judged, "missed")
        if own.attained.share is not None and math.isfinite(own.attained.share)
    ]  # fmt: skip
    if not missed:
        return ""
    own = min(missed, key=lambda each: each.attained.share)
    unit, part = own.kpi.unit, own.attained.share
    example = " (example)" if own.kpi.illustrative else ""
    was = (
        "" if own.baseline is None
        else f"{value(own.baseline, unit, currency)} before and "
    )  # fmt: skip
    way = (
        _moved(own) if own.attained.basis == "way" and part < 0
        else f"{reached(own)} was reached"
    )  # fmt: skip
    return (
        f"Furthest from its aim is “{own.kpi.name}”{example}: {was}{value(own.actual, unit, currency)} after, where "
        f"{value(own.target, unit, currency)} was aimed at; {way}."
    )


def _moved(own: Judged) -> str:
    """Say whether a figure moved away from its aim by more than chance."""
    high = own.attained.high
    sure = high is not None and high < 0
    return (
        "it moved away from its aim"
        if sure
        else "it moved away from its aim, by no more than chance"
    )


def unmeasured(judged: Sequence[Judged]) -> str:
    """Say what is not measurable, and which data would make it so."""
    own = _of(judged, "not measurable")
    if not own:
        return ""
    each = [
        f"“{one.kpi.name}” ({one.why}{f'; it needs: {one.kpi.needs}' if one.kpi.needs else ''})"
        for one in own
    ]
    return f"Not measurable with this data: {'; '.join(each)}."


def later(judged: Sequence[Judged]) -> str:
    """Say what is not due yet, and when it will be."""
    own = _of(judged, "not yet")
    if not own:
        return ""
    if not any(one.verdict in ("reached", "missed", *OPEN) for one in judged):
        return f"Nothing can be held against its aim yet: {own[0].why}."
    each = [f"“{one.kpi.name}” on {one.period.end}" for one in own]
    return f"Not due yet: {listed(each)}."


def few(judged: Sequence[Judged], least: int) -> str:
    """Say which figures rest on too few customers for a verdict."""
    own = [one for one in judged if one.customers is not None and one.customers < ENOUGH]
    if not own:
        return ""
    each = [
        f"“{one.kpi.name}” "
        f"({count(one.customers) if one.customers >= least else f'fewer than {count(least)}'})"
        for one in own
    ]
    return f"Figures of fewer than {ENOUGH} customers have no verdict: {listed(each)}."


def entered(judged: Sequence[Judged]) -> str:
    """Say which figures were entered by hand."""
    own = [one for one in judged if one.kpi.measure == ENTERED and one.actual is not None]
    if not own:
        return ""
    said = f"Entered by hand, not computed: {named(own, len(own))}"
    exact = [one for one in own if one.interval is None]
    return (
        f"{said}; taken as exact, as no interval was entered: {named(exact, len(exact))}."
        if exact
        else f"{said}."
    )


def proxies(judged: Sequence[Judged]) -> str:
    """Say which figures stand in for something else."""
    own = [one for one in judged if one.proxy]
    if not own:
        return ""
    return f"Proxies: {'; '.join(f'for “{one.kpi.name}” {one.proxy}' for one in own)}."


def season(judged: Sequence[Judged]) -> str:
    """Say what a difference from a computed baseline cannot be read as."""
    periods: dict[int, Period] = {
        one.kpi.horizon_months: one.period
        for one in judged
        if one.kpi.baseline == COMPUTED and one.actual is not None
    }
    if not periods:
        return ""
    length, own = max(periods.items())
    return (
        f"Baselines are of as many days before the plan (for {months(length)}: {own.days} days up to {own.as_of}), and "
        f"what came is of the days after it (up to {own.end}): other days of the year. A difference holds the season "
        "and all else that changed, so it is no measure of what the plan did."
    )


def listed_customers(found: Found, length: int, least: int) -> str:
    """Say how well the contact list picked, against customers it passed over; empty where that is not known."""
    own, lift = found.get(("contact_precision", length)), found.get(("contact_lift", length))
    if own is None or lift is None or lift.actual.value is None:
        return ""
    if min(own.actual.customers, own.baseline.customers) < least:
        return ""
    low, high = lift.interval or (math.nan, math.nan)
    said = (
        f"Of {count(own.actual.customers)} customers on the list {share(own.actual.value, 1)} bought within "
        f"{months(length)}, of {count(own.baseline.customers)} it passed over {share(own.baseline.value, 1)}: "
        f"{lift.actual.value:.2f} times as many"
    )
    if lift.interval is not None:
        said += f" (95\u00a0% interval {low:.2f} to {high:.2f})"
    return f"{said}. That says whom the list picked, not what contacts brought, nor whether the list was sent."


def easy(judged: Sequence[Judged], found: Found) -> str:
    """Say where an aim of precision asks for less than a list of anybody would give."""
    for one in judged:
        everyone = found.get(("conversion", one.kpi.horizon_months))
        if one.kpi.measure != "contact_precision" or one.actual is None or everyone is None:
            continue
        bought = everyone.actual.value
        if one.target is not None and bought is not None and bought >= one.target:
            return (
                f"The aim of “{one.kpi.name}”, {share(one.target)}, asks for less than a list of anybody would give: "
                f"{share(bought, 1)} of all customers bought."
            )
    return ""


def texts(judged: Sequence[Judged], example: str) -> dict[str, str]:
    """Give title, subtitle and alt text of the chart of targets."""
    said = title(judged)
    return {
        "title": said,
        "subtitle": "Bar: share of the way from where it began (diamond) to the target (line), of the target itself without a diamond; "
        f"hatched: cannot be told; 95 % intervals, cut off at an arrow{example}",
        "alt": f"Bars of how far each target was reached. {said}.",
    }
