"""The sentences on the choice, computed so that they stay true when the data changes."""

import numpy as np
import pandas as pd

from mktlab.figures import count, exact, listed, money, share
from mktlab.market.choice import gains, testing
from mktlab.market.choice.deciding import NEXT, TARGET, Choice, Rival
from mktlab.market.choice.entering import Entry
from mktlab.market.choice.judging import Board, Judgement
from mktlab.market.choice.testing import FAILED, OPEN
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence.gathering import EXAMPLE, Evidence
from mktlab.market.evidence.leaning import Leaning
from mktlab.market.settings import Tests

AGREE = 0.9  # P(best) from which the first is called clear
NEVER = 0.001  # a chance below which a weight is called out of reach


def words(settings: Tests) -> tuple[dict[str, str], dict[str, str]]:
    """Put passing and failing each of the four tests into words, by test."""
    amount = exact(abs(settings.growth))
    if settings.growth < 0:
        grows = (
            f"shrinks by no more than {amount} a year",
            f"shrinks by more than {amount} a year",
        )
    elif settings.growth > 0:
        grows = (f"grows by {amount} a year", f"grows by less than {amount} a year")
    else:
        grows = ("does not shrink", "shrinks")
    both = {
        "large": ("is large enough", "is not large enough"),
        "growing": grows,
        "uncrowded": (
            "is not dominated by a few large makers",
            "is dominated by a few large makers",
        ),
        "valuable": (
            "has customers who are worth enough",
            "has customers who are worth too little",
        ),
    }
    return {test: own[0] for test, own in both.items()}, {
        test: own[1] for test, own in both.items()
    }


def ranked(judged: Judgement) -> str:
    """Say who scores best, and how sure that is."""
    names, best = judged.board.names, judged.best
    first = judged.first
    if len(names) == 1:
        return f"{names[0]} is the only segment judged, so there is nothing to choose between"
    others = [place for place in range(len(names)) if place != first]
    second = max(others, key=lambda place: best[place])
    if np.isclose(best[first], best[second]):
        return f"{names[first]} and {names[second]} score best equally often ({share(float(best[first]), 1)} each)"
    text = f"{names[first]} scores best in {share(float(best[first]), 1)} of draws of facts and weights"
    if best[first] < AGREE and best[second] > 0:
        return f"{text}, {names[second]} in {share(float(best[second]), 1)}"
    return text


def which(judged: Judgement, choice: Choice, settings: Tests) -> str:
    """Say which segments to target."""
    targets = choice.targets
    if targets:
        first = judged.board.names[judged.first]
        but = "" if first in targets else f", but {first} {_failing(choice, first, settings)}"
        return f"Target {listed(targets)}: {ranked(judged)}{but}."
    waiting = list(choice.decisions.index[choice.decisions["decision"] == NEXT])
    if waiting:
        return (
            f"No segment is a target: {listed(waiting)} {'fails' if len(waiting) == 1 else 'fail'} no test, but "
            f"{_hindered(choice)} no money for {'it' if len(waiting) == 1 else 'them'}. {ranked(judged)}."
        )
    first = judged.board.names[judged.first]
    each = "it" if len(judged.board.names) == 1 else "each"
    return (
        f"No segment is a target: {each} fails a test or would lose money. {ranked(judged)}; {first} "
        f"{_failing(choice, first, settings)}."
    )


def line(choice: Choice) -> str:
    """Say in one line which segments to target."""
    return f"Target {listed(choice.targets)}" if choice.targets else "No segment is a target"


def firmness(
    judged: Judgement, flips: pd.DataFrame, choice: Choice, settings: Tests, currency: str
) -> str:
    """Say how firm the choice is, and what knowing more would be worth.

    It is called firm where the first is clear, no weight within the doubt about it changes that, and every target
    surely passes its tests. Without a target it says why there is none.
    """
    knows = gains.knows(choice, currency)
    if not choice.targets:
        return " ".join(filter(None, (which(judged, choice, settings), knows)))
    unsure = open_tests(choice, settings)
    several = len(judged.board.names) > 1
    flip = nearest_flip(flips) if several else None
    moves = flip is not None and flip["chance"] >= NEVER
    if not (judged.best[judged.first] >= AGREE and judged.board.leader == judged.first):
        word, weight = "Not firm", ""
    elif moves:
        word, weight = "Firm as weights stand", ""
    else:
        word = "Firm in rank, not in every test" if unsure else "Firm"
        weight = ", whatever any one criterion weighs within the doubt about it" if several else ""
    if moves:
        weight = (
            f"; {flip['segment']} would if {CRITERIA[flip['criterion']].title.lower()} weighed {share(flip['at'])} "
            f"instead of {share(flip['weight'])}"
        )
    return " ".join(filter(None, (f"{word}: {ranked(judged)}{weight}.", unsure, knows)))


def _hindered(choice: Choice) -> str:
    """Name what keeps money from every segment."""
    if choice.portfolio is not None and choice.portfolio.bound == ["worst"]:
        return "the limit on losses in the worst outcomes leaves"
    return "the limits on money leave"


def _failing(choice: Choice, name: str, settings: Tests) -> str:
    row = choice.decisions.loc[name]
    if row["failed"]:
        return words(settings)[1][row["failed"]]
    return "would lose money" if row["losing"] else "gets no money within the limits"


def nearest_flip(flips: pd.DataFrame) -> pd.Series | None:
    """Give the weight most likely to change the choice; None where none can."""
    known = flips.dropna(subset=["at"])
    if known.empty:
        return None
    apart = (known["at"] - known["weight"]).abs()
    order = np.lexsort([apart.to_numpy(), -known["chance"].to_numpy()])
    return known.iloc[order[0]]


def mind(
    judged: Judgement, flips: pd.DataFrame, choice: Choice, rival: Rival | None, settings: Tests
) -> str:
    """Say what would change the choice: uplifts that are not alike, weights, tests that are open."""
    if len(judged.board.names) == 1:
        first = "With one segment no weight can change the choice."
    else:
        flip, leader = nearest_flip(flips), judged.board.names[judged.board.leader]
        if flip is None:
            first = f"No weight of a single criterion puts another segment before {leader}."
        elif flip["chance"] < NEVER:
            first = f"No weight of a single criterion, within the doubt about it, puts another segment before {leader}."
        else:
            first = (
                f"{flip['segment']} would score best if {CRITERIA[flip['criterion']].title.lower()} weighed "
                f"{share(flip['at'])} instead of {share(flip['weight'])}, which the doubt about weights makes "
                f"{share(flip['chance'], 1)} likely."
            )
        if judged.board.leader != judged.first:
            first = (
                f"At the mean of facts and weights {leader} scores better, though "
                f"{judged.board.names[judged.first]} does in more draws. {first}"
            )
    apart = gains.unlike(rival)
    return " ".join(filter(None, [apart, first, open_tests(choice, settings)]))


def open_tests(choice: Choice, settings: Tests) -> str:
    """Say which tests of the targets are neither passed nor failed for sure."""
    told = []
    for test, title in tests_title(settings).items():
        chances = choice.tests.loc[list(choice.targets), test]
        still = [
            (name, share(float(chance)))
            for name, chance in chances.items()
            if testing.verdict(float(chance), settings.sure) == OPEN
        ]
        names = [
            f"{name} ({chance}{'' if place else ' probability'})"
            for place, (name, chance) in enumerate(still)
        ]
        if names:
            told.append(
                f"Nobody can tell whether {listed(names)} {'passes' if len(names) == 1 else 'pass'} the test "
                f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}."
            )
    return " ".join(told)


def tests_title(tests: Tests) -> dict[str, str]:
    """Name the four tests with their thresholds."""
    growth = (
        f"Grows by {exact(tests.growth)} a year"
        if tests.growth >= 0
        else f"Shrinks by no more than {exact(-tests.growth)} a year"
    )
    return {
        "large": f"At least {exact(tests.share)} of customers",
        "growing": growth,
        "uncrowded": f"Makers' index below {count(tests.concentration)}",
        "valuable": f"A customer worth {tests.value:g} × the mean",
    }


def reasons(
    segments: pd.DataFrame,
    judged: Judgement | None,
    choice: Choice | None,
    settings: Tests,
    least: int,
) -> pd.Series:
    """Say why each segment is a target, next or rejected: by name.

    Parameters
    ----------
    segments
        ``segment_name``, ``customers``: all there are.
    judged, choice
        What was found; None where there was nothing to judge.
    settings
        Thresholds of the tests, and how sure one has to be to be called passed or failed.
    least
        Fewest customers of a segment that is looked at.
    """
    found = {}
    for row in segments.itertuples():
        name = row.segment_name
        if row.customers < least:
            found[name] = f"fewer than {least} customers"
        elif choice is None or judged is None:
            found[name] = "no criterion with a weight is known"
        else:
            found[name] = _reason(name, judged, choice, settings)
    return pd.Series(found)


def _reason(name: str, judged: Judgement, choice: Choice, settings: Tests) -> str:
    row = choice.decisions.loc[name]
    place = judged.board.names.index(name)
    if row["decision"] == TARGET:
        told = f"fails no test; scores best in {share(float(judged.best[place]), 1)} of draws"
        still = [
            words(settings)[0][test]
            for test, chance in choice.tests.loc[name].items()
            if testing.verdict(chance, settings.sure) == OPEN
        ]
        return f"{told}; whether it {' and '.join(still)}, nobody can tell" if still else told
    if row["failed"]:
        failed = [
            f"{words(settings)[1][test]} ({share(1 - float(chance))} probability)"
            for test, chance in choice.tests.loc[name].items()
            if testing.verdict(chance, settings.sure) == FAILED
        ]
        return " and ".join(failed)
    if row["losing"]:
        return "contacting it is expected to cost more than it brings"
    if choice.portfolio is None:
        return "fails no test, but another scores better"
    if not choice.portfolio.customers.sum():
        return f"fails no test, but {_hindered(choice)} no money for it"
    return "fails no test, but money brings more elsewhere"


def small(segments: pd.DataFrame, least: int) -> str:
    """Say how many segments are too small to be judged."""
    number = int((segments["customers"] < least).sum())
    if not number:
        return ""
    return (
        f"{count(number)} {'segment has' if number == 1 else 'segments have'} fewer than {least} customers and "
        f"{'is' if number == 1 else 'are'} not judged."
    )


def tested(choice: Choice, settings: Tests) -> str:
    """Say how many segments fail none of the four tests."""
    held = [name for name, row in choice.decisions.iterrows() if not row["failed"]]
    whole = len(choice.decisions)
    if not held:
        whom = "The one segment does not get" if whole == 1 else f"None of {whole} segments gets"
        return f"{whom} past the four tests."
    return (
        f"{listed(held)} {'fails' if len(held) == 1 else 'fail'} none of the four tests; a test counts as failed where "
        f"that is at least {share(settings.sure)} likely."
    )


def leaning(lean: Leaning | None, choice: Choice, settings: Tests, currency: str, unit: str) -> str:
    """Say what one customer does to the values that segments are judged by; empty where none does much.

    Parameters
    ----------
    lean
        From :func:`mktlab.market.evidence.leaning.lean`.
    choice, settings
        The decision, and the thresholds of the tests.
    currency, unit
        Of amounts, and of what value is counted in.
    """
    if lean is None:
        return ""

    def told(value: float) -> str:
        return money(value, currency) if unit == currency else f"{value:.2f} {unit}"

    own = lean.means.loc[lean.segment]
    inside = (
        ""
        if np.isnan(own["rest"])
        else (f", and in {lean.segment} {told(own['rest'])} instead of {told(own['mean'])}")
    )
    text = (
        f"One customer holds {share(lean.share)} of the value expected, {share(lean.within)} of that of "
        f"{lean.segment}: without this one a customer is worth {told(lean.rest)} on average instead of "
        f"{told(lean.mean)}{inside}."
    )
    least = settings.value * lean.rest
    chances = choice.tests["valuable"].dropna()
    saved, sunk = [], []
    for name, chance in chances.items():
        failed = testing.verdict(chance, settings.sure) == FAILED
        if failed and lean.means.loc[name, "rest"] >= least:
            saved.append(name)
        if not failed and lean.means.loc[name, "rest"] < least:
            sunk.append(name)
    if saved:
        text += (
            f" {listed(saved)} {'fails' if len(saved) == 1 else 'fail'} the test on value by that customer "
            "alone: look at the choice again with collect.wholesale_customers."
        )
    if sunk:
        text += f" {listed(sunk)} would not be worth the mean without."
    if not saved and not sunk:
        text += " The test on value would end alike."
    return text


def entered(choice: Choice, entries: list[Entry], names: list[str]) -> str:
    """Say how to enter the targets."""
    told = []
    for name in choice.targets:
        entry = entries[names.index(name)]
        told.append(f"{name}: {entry.strategy}, {entry.route}")
    return f"{'; '.join(told)}." if told else "There is no target to enter."


def sureness(judged: Judgement, choice: Choice, parts: pd.Series) -> str:
    """Say whether facts or weights make the choice doubtful, and how sure further targets are."""
    names = judged.board.names
    told = (
        f"{names[judged.first]} comes first in {share(parts['facts'], 1)} of draws if the weights are taken for certain "
        f"and in {share(parts['weights'], 1)} if the facts are."
    )
    more = []
    for name in choice.targets:
        place = names.index(name)
        if place == judged.first:
            continue
        rank = judged.order.index(place) + 1
        among = share(float(judged.accepted.ranks[place, :rank].sum()), 1)
        more.append(f"{name} is among the first {rank} in {among}")
    return f"{told} {'; '.join(more)}." if more else told


def methods(table: pd.DataFrame, judged: Judgement) -> str:
    """Say whether other methods and weights would choose otherwise."""
    first = judged.board.names[judged.first]
    others = table[table["first"] != first]
    said = [f"{row.method} with {row.weights} weights ({row.first})" for row in others.itertuples()]
    if others.empty:
        told = f"Every method and every weighting tried puts {first} first"
    elif len(others) == len(table):
        told = f"{first}, first when weights are in doubt too, is first by none of these: {listed(said)}"
    else:
        told = (
            f"{first} is not first by {listed(said)}; by the other {len(table) - len(others)} it is"
        )
    by_topsis = share(float(judged.topsis.best[judged.first]), 1)
    return f"{told}. With facts and weights in doubt, {first} comes first in {by_topsis} of draws by TOPSIS."


def reversals(found: pd.DataFrame) -> str:
    """Say whether the order of segments hangs on which others are looked at."""
    if found.empty:
        return "With fewer than three segments, dropping one leaves no order to change."
    moved = found[~found["order"]]
    if moved.empty:
        return "Dropping any one segment leaves the others in their order."
    upset = found[~found["first"]]
    which_first = (
        "who is first of them never changes"
        if upset.empty
        else f"who is first of them changes when {listed(sorted(set(upset['dropped'])))} "
        f"{'is' if upset['dropped'].nunique() == 1 else 'are'} dropped"
    )
    said = [
        f"{len(own)} of {found['dropped'].nunique()} cases by {method}"
        for method, own in moved.groupby("method", sort=False)
    ]
    return f"Dropping one segment changes the order of others in {listed(said)}; {which_first}."


def alike(pairs: pd.DataFrame, least: float) -> str:
    """Say which criteria may count one thing twice, and whether that matters."""
    if pairs.empty:
        return (
            "It takes three segments and two criteria to tell whether criteria say the same, so here nobody can "
            "tell."
        )
    told = pairs[pairs["told"]]
    if told.empty:
        return f"No two criteria put segments in so like an order (correlation {least:g} or more) that one counts twice."
    said = [
        f"{CRITERIA[row.one].title.lower()} and {CRITERIA[row.other].title.lower()} ({row.correlation:.2f})"
        for row in told.itertuples()
    ]
    matters = (
        "leaving out either of them does not change who is first"
        if told["first"].all()
        else "leaving one of them out changes who is first"
    )
    pair = listed(said)
    return f"{pair[0].upper()}{pair[1:]} go together over segments, so one thing may count twice; {matters}."


def tornado(frame: pd.DataFrame, judged: Judgement) -> str:
    """Say what moves the lead of the best at mean values most."""
    first = judged.board.names[judged.board.leader]
    row = frame.iloc[0]
    what = f"the {'weight' if row['kind'] == 'weight' else 'value'} of {CRITERIA[row['criterion']].title.lower()}"
    if not (frame["low"] < 0).any():
        return f"Within 90\u00a0% of its doubt nothing on its own takes the lead from {first}; {what} moves it most"
    text = f"{what[0].upper()}{what[1:]} moves the lead of {first} most"
    return f"{text}, and alone can take it away" if row["low"] < 0 else text


# Names of the nine boxes' rows and columns on the chart: shares of the axes.
FIELDS = (
    (0.01, 0.99, "attractive, weak"),
    (0.99, 0.99, "attractive, strong"),
    (0.01, 0.01, "unattractive, weak"),
    (0.99, 0.01, "unattractive, strong"),
)


def nine_box(entries: dict[str, Entry]) -> str:
    """Say which segments are attractive and find us strong."""
    best = [
        name
        for name, own in entries.items()
        if (own.attractiveness, own.strength) == ("high", "high")
    ]
    if not best:
        return "No segment is both highly attractive and one where we are strong"
    told = [f"{name} ({share(entries[name].sure)} probability)" for name in best]
    return f"{listed(told)} {'is' if len(best) == 1 else 'are'} highly attractive, and there we are strong"


def axes_of(board: Board, evidence: Evidence) -> str:
    """Say what the two axes of the nine boxes are made of."""
    told = {
        axis: listed(
            [
                CRITERIA[name].title.lower()
                + (" (example)" if evidence.sources[name] == EXAMPLE else "")
                for name in board.criteria
                if CRITERIA[name].axis == axis
            ]
        )
        for axis in ("strength", "attractiveness")
    }
    return (
        f"Strength ({told['strength']}) and attractiveness ({told['attractiveness']}), each from 0, the worst segment, "
        "to 1; ellipses hold 90\u00a0% of draws of facts; bubbles: customers"
    )


def compared(given, found) -> str:
    """Say whether the analyst's comparisons in pairs agree with each other and with the weights."""
    names, ahp = found
    if ahp is None:
        return "No comparisons in pairs are given."
    if not ahp.consistent:
        return (
            f"The comparisons in pairs contradict each other (consistency ratio {ahp.ratio:.2f}, at most 0.10 is "
            "acceptable), so they are not used."
        )
    own = np.array([given.weights[name] for name in names])
    turned = [
        f"{CRITERIA[one].title.lower()} and {CRITERIA[other].title.lower()}"
        for place, one in enumerate(names)
        for spot, other in enumerate(names)
        if own[place] > own[spot] and ahp.weights[place] < ahp.weights[spot] - 1e-9
    ]
    agree = f"The comparisons in pairs agree with each other (consistency ratio {ahp.ratio:.2f})"
    if turned:
        return f"{agree}, but put {listed(turned)} the other way round than the weights do."
    return f"{agree} and order criteria as the weights do."


def segment_index(index: pd.DataFrame, parts: list[str]) -> str:
    """Say who leads the segment index, which is of these criteria."""
    best = index["mean"].idxmax()
    return f"{best} leads the index of {listed(parts)} with {count(index.loc[best, 'mean'])}, where 100 is a mean segment"
