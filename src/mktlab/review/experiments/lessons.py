"""What the next plan takes from experiments: arms kept or stopped, and what the uplift was.

A simulated experiment and an example teach nothing about these customers, so no lesson is drawn from them.
"""

from mktlab.figures import exact, share
from mktlab.review.closing.lessons import Lesson, Update
from mktlab.review.experiments import findings
from mktlab.review.experiments.comparing import Comparison
from mktlab.review.experiments.gains import Gain, Terms, gains
from mktlab.review.experiments.reading_out import Readout
from mktlab.review.targets.attaining import ENOUGH

UPLIFT = "clv.economics.uplift"
TO_TEST = 10  # weeks in which a test can be run
TO_SEND = 1  # weeks until the list that stands is sent with its holdout


def lessons(readouts: list[Readout], terms: Terms, owner: str, least: int) -> list[Lesson]:
    """Draw lessons from experiments.

    Parameters
    ----------
    readouts
        Of :func:`mktlab.review.experiments.reading_out.read_out`.
    terms
        What differences are turned into money by.
    owner
        Role that sees to an experiment where there is none.
    least
        Customers of an arm from which anything is told of it.
    """
    real = [own for own in readouts if not own.experiment.illustrative]
    if not real:
        return [_first(terms, owner)]
    return [lesson for own in real for lesson in _of(own, terms, least)]


def _first(terms: Terms, owner: str) -> Lesson:
    """The lesson where nothing was tried: to begin, without promising more than one round can tell."""
    why = "No experiment of the plan's contacts is registered, so what they bring rests on assumptions."
    # Customers move between segments: a list made weeks ago is not the one to send.
    act = "Make the contact list anew, send it with its holdout, and enter it in experiments.csv"
    check = (
        f"A row of experiments.csv that can be read out with {ENOUGH} customers or more in each arm"
    )
    if terms.coarse:
        example = ", which is an example" if terms.illustrative else ""
        why += (
            f" One round of the list tells an uplift of {share(terms.detectable, 1)} or more from none, not the "
            f"{share(terms.uplift, 1)} assumed{example}: that would take about {terms.rounds} rounds of this size, or more customers, more of them left alone, or a "
            "stronger offer."
        )
        act += (
            f"; about {terms.rounds} rounds of its size would settle the uplift, so first decide on a larger test, or to do without "
            "an answer"
        )
        check = "An uplift over all rounds whose interval leaves out 0, or is narrow enough to give contacts up"
    return Lesson("Experiments", "change", why, act, check, owner, TO_SEND)


def _of(readout: Readout, terms: Terms, least: int) -> list[Lesson]:
    own = readout.experiment
    if readout.refused or readout.least < least:
        return [
            Lesson(
                own.name, "cannot tell", findings.read(readout, least), "Find out why, and run it again",
                f"Experiment {own.id} can be read out", own.owner, TO_TEST,
            )
        ]  # fmt: skip
    found = gains(readout, terms)
    told = [_judge(readout, gain, terms) for gain in found]
    silent = [arm for arm in own.arms[1:] if arm not in {gain.arm for gain in found}]
    said = " ".join(p.words for c, p in readout.deciding if c.arm in silent)
    if silent:
        told.append(
            Lesson(
                own.name, "cannot tell", f"{said} What it brings in money cannot be told.",
                "Run it again with spend among its metrics and enough customers",
                f"Net gain of {own.id} per customer, with an interval that leaves out 0", own.owner, TO_TEST,
            )
        )  # fmt: skip
    return told


def _judge(readout: Readout, gain: Gain, terms: Terms) -> Lesson:
    own = readout.experiment
    about, why = f"{own.name}: {gain.arm}", findings.gained(readout, gain, terms)
    check = f"Net gain per customer of the next test of “{gain.arm}”"
    updates = _updates(readout, gain.arm)
    if gain.low > 0:
        act = (
            f"Go on with “{gain.arm}”, and leave {exact(own.planned[own.control])} alone at random"
        )
        return Lesson(about, "keep", why, act, check, own.owner, TO_TEST, updates)
    if gain.high < 0:
        return Lesson(about, "stop", why, f"Stop “{gain.arm}”", check, own.owner, updates=updates)
    act = "Test it on more customers before it is grown"
    return Lesson(about, "cannot tell", why, act, check, own.owner, TO_TEST)


def _updates(readout: Readout, arm: str) -> tuple[Update, ...]:
    """Suggest the uplift that a kept contact list has shown, where a difference in spend may be told of."""
    own = next(c for c in readout.comparisons if c.metric == "spend" and c.arm == arm)
    if not readout.experiment.kept or own.relative is None:
        return ()
    low, high = _relative(own, readout.peeked)
    why = f"Measured on {readout.experiment.name}, from {readout.window.first} to {readout.window.last}"
    values = {"low": low, "likely": own.relative, "high": high}
    return tuple(
        Update(f"{UPLIFT}.{name}", round(max(value, 0.0), 4), why) for name, value in values.items()
    )


def _relative(own: Comparison, peeked: bool) -> tuple[float, float]:
    if peeked:
        return own.relative_low_any_time, own.relative_high_any_time
    return own.relative_low, own.relative_high
