"""Sentences on experiments."""

from mktlab.figures import count, exact, listed, money, share
from mktlab.review.experiments import anytime
from mktlab.review.experiments.gains import Gain, Terms
from mktlab.review.experiments.powering import Power
from mktlab.review.experiments.reading import Inputs
from mktlab.review.experiments.reading_out import Readout
from mktlab.review.experiments.wording import NAMES, percent
from mktlab.review.experiments.written import before, example


def marked(readout: Readout) -> str:
    """Say before anything else that an experiment is simulated or an example; empty for others."""
    if readout.experiment.is_simulated:
        return "Simulated example, not your customers: "
    return "Example: " if readout.experiment.illustrative else ""


def there(inputs: Inputs, readouts: list[Readout]) -> str:
    """Say how many experiments there are to be read."""
    real = [own for own in readouts if not own.experiment.is_simulated]
    left = f" {inputs.left_out}." if inputs.left_out else ""
    if not real:
        return (
            "No experiment of your own is registered in data/inputs/experiments.csv, so nothing here "
            f"shows what contacts change.{left}"
        )
    read = [own for own in real if not own.refused]
    said = f"{count(len(real))} experiment{'s are' if len(real) > 1 else ' is'} registered"
    return f"{said}, and {count(len(read))} can be read.{left}"


def read(readout: Readout, least: int) -> str:
    """Say what an experiment shows: its finding first, as far as it may be told."""
    own = readout.experiment
    start = f"{marked(readout)}{own.question} "
    if readout.refused:
        return f"{start}Cannot tell: {readout.refused}."
    if readout.least < least:
        return f"{start}Cannot tell: an arm has fewer than {least} customers."
    return start + " ".join(permit.words for _, permit in readout.deciding)


def method(readout: Readout, least: int) -> str:
    """Say how it was read, and what weakens it."""
    said = [readout.window.said] if readout.window else []
    said += [aside(readout, least), peeking(readout), adjusted(readout)]
    return " ".join(filter(None, said))


def aside(readout: Readout, least: int) -> str:
    """Say who is set aside, and why."""
    if not readout.aside:
        return ""

    def told(many: int) -> str:
        return count(many) if many >= least else f"fewer than {least}"

    parts = [f"{told(many)} {reason}" for reason, many in sorted(readout.aside.items())]
    return f"Customers set aside: {listed(parts)}."


def peeking(readout: Readout) -> str:
    """Warn where results were looked at before the end; empty where not."""
    own = readout.experiment
    if not readout.peeked or readout.refused:
        return ""
    why = []
    if own.looks > 1:
        why.append(f"results were looked at {count(own.looks)} times")
    if readout.window and readout.window.is_early:
        why.append("it is read before its end")
    wide = anytime.multiplier(own.alpha, own.alpha)
    return (
        f"Peeking: {listed(why)}, so the usual {exact(1 - own.alpha)} interval, which holds for one look, is wrong more "
        f"often than it says. It is judged by an interval that holds at any look and is wider: {wide:.1f} standard "
        "errors to each side."
    )


def adjusted(readout: Readout) -> str:
    """Say how far what came before has cut the variance; empty where nothing before is known."""
    own = [c for c, _ in readout.deciding if c.variance_cut]
    if not own:
        return ""
    cut = own[0].variance_cut
    name = NAMES[own[0].metric]
    return (
        f"Taking out what the same days before tell of each customer (CUPED) cut the variance of the difference in "
        f"{name} by {share(cut)}, as {1 / (1 - cut):.1f} times as many customers would have."
    )


def true(readout: Readout) -> str:
    """Hold the estimate against the truth of a simulated experiment; empty for others."""
    pairs = [c for c, _ in readout.deciding if c.relative is not None]
    if not readout.truth or not pairs:
        return ""
    own = pairs[0]
    known = readout.truth[own.metric]
    ends = own.relative_low, own.relative_high
    holds = "holds" if ends[0] <= known <= ends[1] else "does not hold"
    level = exact(1 - readout.experiment.alpha)
    return (
        f"The truth is known, as {count(sum(readout.read.values()))} customers were simulated: {NAMES[own.metric]} of “"
        f"{own.arm}” is {percent(known)} against control. The estimate is {percent(own.relative)}, and its {level} "
        f"interval {percent(ends[0])} to {percent(ends[1])} {holds} the truth."
    )


def title(readout: Readout) -> str:
    """Say what the forest of intervals shows: its title."""
    parts = []
    for claim, said in (
        ("caused", "shows a difference in"),
        ("no difference shown", "shows none in"),
        ("cannot tell", "cannot tell of"),
    ):
        names = [
            NAMES[own.metric]
            for own, permit in zip(readout.comparisons, readout.permits, strict=True)
            if permit.claim == claim
        ]
        if names:
            parts.append(f"{said} {listed(list(dict.fromkeys(names)))}")
    return f"{marked(readout)}{readout.experiment.name}: {', '.join(parts)}"


def forest(readout: Readout) -> dict[str, str]:
    """Give title, subtitle and alt text of the forest of intervals."""
    said = title(readout)
    adjusted_by = f"; adjusted by the {before(readout)}" if before(readout) else ""
    return {
        "title": said,
        "subtitle": f"Differences by the control mean{example(readout)}{adjusted_by}; before Holm's correction",
        "alt": f"Points with their intervals beside zero. {said}.",
    }


def curve(readout: Readout, found: Power) -> dict[str, str]:
    """Give title, subtitle and alt text of the power curve."""
    said = powered(found)
    return {
        "title": said,
        "subtitle": (
            f"Chance of finding {percent(found.effect)} by customers in each of two arms, at the level of "
            f"{exact(round(found.level, 6))}{example(readout)}"
        ),
        "alt": f"Curves that rise with the number of customers. {said}.",
    }


def powered(found: Power | None) -> str:
    """Say what the next test needs: the title of the power curve."""
    if found is None:
        return ""
    many = found.per_arm or found.per_arm_plain
    said = (
        f"To find {percent(found.effect)} in {NAMES[found.metric]} with a chance of {share(found.power)}, the next test "
        f"needs {count(many)} customers in each arm"
    )
    if found.per_arm is not None:
        said += f"; {count(found.per_arm_plain)} without what came before"
    return said


def found(power: Power | None) -> str:
    """Say what this experiment could have found."""
    if power is None:
        return ""
    least = power.detectable if power.detectable is not None else power.detectable_plain
    return (
        f"With {count(power.customers)} customers in its smallest arm, this one finds {percent(least)} or more with a "
        f"chance of {share(power.power)}, at the level of {exact(round(power.level, 6))} that its number of comparisons leaves."
    )


def gained(readout: Readout, gain: Gain, terms: Terms) -> str:
    """Say the net gain of a treated arm after the cost of contacts."""
    low, mean, high = (
        money(part, terms.currency, cents=True) for part in (gain.low, gain.mean, gain.high)
    )
    example = ", an example" if terms.illustrative else ""
    return (
        f"{marked(readout)}Net gain of “{gain.arm}” against “{readout.experiment.control}”, at a margin of "
        f"{exact(terms.margin)}{example}, and after the cost of contacts: {mean} per customer, interval {low} to {high}."
    )
