"""The sentences of the segment report follow the figures."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mktlab.segment import choosing, factors, findings, scoring
from mktlab.segment.refreshing import Choice

DAY = date(2020, 2, 1)


def found(natural=None, k=1, reason=""):
    if natural is None:
        return SimpleNamespace(verdict=None, evidence=None, reason=reason)
    signs = pd.DataFrame(
        [(n, sign, value) for n in (1, 2, 3) for sign, value in
         ((choosing.PREDICTION_STRENGTH, [1, 0.9, 0.5][n - 1]), (choosing.BIC, -n),
          (choosing.SILHOUETTE, 1 / n))],
        columns=["k", "sign", "value"],
    )  # fmt: skip
    verdict = SimpleNamespace(natural=natural, k=k, reads=pd.DataFrame(index=[2, 3]))
    return SimpleNamespace(verdict=verdict, evidence=SimpleNamespace(signs=signs), reason="")


def model(kind=scoring.TIER, by=scoring.GRID):
    return SimpleNamespace(kind=kind, by=by)


SEGMENTS = pd.DataFrame(
    {
        "segment_name": ["Big", "Small"],
        "customers": [100, 300],
        "spend": [900, 100],
        "spend_share": [0.9, 0.1],
        "boundary_share": [0.1, 0.3],
        "jaccard": [0.95, 0.8],
        "stability": ["highly stable", "valid"],
        "rule_fidelity": [0.9, 0.4],
    }
)


def compared(first, gain):
    """Two groupings; ``gain`` is how much more the first explains, a hundredth uncertain."""
    frame = pd.DataFrame(
        {"explained": [first, first - gain]}, index=["The segment", "The RFM cell (125)"]
    )
    return frame.assign(
        low=frame["explained"] - 0.05, high=frame["explained"] + 0.05,
        gain_low=[0, gain - 0.01], gain_high=[0, gain + 0.01],
    )  # fmt: skip


PLAN = {"as_of": "2020-02-01", "currency": "EUR", "caution": "Made up."}
STAYED = {"known": 400, "stayed": 0.5, "moved": 0.3, "noise": 0.2}


def headline(segments=None, compared=None, stayed=None, changed=None):
    segments = SEGMENTS if segments is None else segments
    changed = pd.Series({"a": 0.1, "b": 0.2}) if changed is None else changed
    choice = Choice(model(), None, (), None)
    return findings.headline(
        found(False), choice, "Learned so.", segments, compared, 12, stayed, changed, PLAN
    )


def test_it_is_told_when_segments_were_learned_and_why_anew():
    kept = SimpleNamespace(as_of=date(2020, 1, 1))
    assert findings.learned(Choice(kept, None, (), None), DAY, None) == ""
    on = findings.learned(Choice(kept, kept, (), 0.01), DAY, 0.876)
    assert "learned on 2020-01-01, 31 days ago; no refresh is due" in on
    assert "index of 0.88 of 1" in on
    anew = findings.learned(Choice(model(), kept, ("it is old", "it has drifted"), 0.3), DAY, None)
    assert "learned anew, since the kept plan's model of 2020-01-01" in anew
    assert "it is old; it has drifted. Names may stand for other customers" in anew
    assert "Rand" not in anew
    assert "Learned so." in headline().sureness


def test_the_verdict_is_yes_no_or_cannot_tell():
    assert findings.verdict(found(True, 3)).startswith("Yes: customers fall into 3 groups")
    assert findings.verdict(found(False)).startswith("No natural segments here: no cut into 2 to 3")
    assert findings.verdict(found(reason="too few")) == (
        "Cannot tell whether there are natural segments: too few."
    )


def test_what_is_in_use_is_called_what_it_is():
    assert "are the segments" in findings.in_use(
        found(False), model(scoring.NATURAL, scoring.CENTRES), SEGMENTS
    )
    assert "because params ask" in findings.in_use(
        found(False), model(by=scoring.CENTRES), SEGMENTS
    )
    assert "through a cloud" in findings.in_use(found(False), model(), SEGMENTS)
    untold = findings.in_use(found(reason="too few"), model(), SEGMENTS)
    assert "2 named tiers" in untold
    assert "cloud" not in untold


@pytest.mark.parametrize(
    ("first", "gain", "said"),
    [
        (0.01, 0, "did not clearly help"),
        (0.4, 0, "no less than anything as simple"),
        (0.4, 0.2, "no less than anything as simple"),
        (0.4, -0.2, "the RFM cell (125) explained 60\u00a0%, so use segments to name what to do"),
    ],
)
def test_whether_segments_pay_follows_the_intervals(first, gain, said):
    told = findings.pays(compared(first, gain), 12, DAY)
    assert said in told
    assert "over the 12 weeks to 2020-02-01" in told


def test_too_little_time_is_told():
    assert "cannot be told" in findings.pays(None, 0, DAY)
    told = headline()
    assert [number.value for number in told.numbers[1:]] == ["–", "–"]


def test_the_headline_names_the_greatest_segment_and_weighs_borders():
    told = headline(compared=compared(0.4, 0), stayed=STAYED)
    assert "Big" in told.numbers[0].label
    assert [n.value for n in told.numbers] == ["90\u00a0%", "40\u00a0%", "50\u00a0%"]
    assert "25\u00a0% of customers lie so near a border" in told.sureness
    assert "rename up to 20\u00a0%" in told.sureness
    assert "Small, has a Jaccard similarity of 0.80" in told.sureness
    assert told.sureness.endswith("Made up.")


def test_a_segment_that_is_not_firm_is_named():
    weak = SEGMENTS.assign(jaccard=[0.9, 0.4], stability=["highly stable", "dissolved"])
    assert "Not every segment is firm" in headline(weak).sureness
    assert "was not measured" in headline(SEGMENTS.assign(jaccard=np.nan)).sureness


def test_disagreement_of_the_signs_is_shown():
    told = findings.signs(found(False), 0.8)
    assert "BIC likes 3" in told
    assert "the silhouette likes 2" in told
    assert "prediction strength accepts up to 2" in told
    assert "none but 1" in findings.signs(found(False), 0.95)


def test_signs_that_agree_are_not_said_to_disagree():
    looked = found(False)
    two = looked.evidence.signs["k"] == 2
    bic = looked.evidence.signs["sign"] == choosing.BIC
    looked.evidence.signs.loc[two & bic, "value"] = -9
    assert findings.signs(looked, 0.8).startswith("The signs agree on 2;")


def test_the_chart_of_signs_says_which_number_fails_what():
    assert "Cut into 3" in findings.searched(found(True, 3))
    reads = pd.DataFrame(
        {"strong": [True, False], "stable": [True, True], "beyond": [False, True]}, index=[2, 3]
    )
    looked = found(False)
    looked.verdict.reads = reads
    assert findings.searched(looked) == (
        "No number of groups passes all three tests: 2 strong and stable, but no tighter than a like "
        "cloud; 3 tighter than a like cloud, but not strong and stable"
    )
    looked.verdict.reads = reads & False
    assert "none is strong" in findings.searched(looked)


def test_drift_is_told_of_variables_that_do_not_grow():
    frame = pd.DataFrame(
        [
            ("purchase_days", 0.9, 0.01, True, "shifted"),
            ("discount_share", 0.2, 0.01, True, "moved"),
        ],
        columns=["variable", "psi", "critical", "beyond", "convention"],
    )
    told = findings.drifted(frame, DAY)
    assert told.startswith("1 of the 1 variables")
    assert "discounts as a share of value" in told
    assert "cannot be told" in findings.drifted(frame.head(1), DAY)
    assert "No variable" in findings.drifted(frame.tail(1).assign(beyond=False), DAY)


def test_factors_are_told_by_what_loads_most():
    loadings = pd.DataFrame({"Factor 1": [0.9, 0.1]}, index=["spend", "stores"])
    told = findings.loaded(
        factors.Factors(loadings, pd.Series({"Factor 1": 0.4}), loadings["Factor 1"])
    )
    assert told == "Factor 1 (40\u00a0%) is spend"


def test_other_sentences_carry_their_figures():
    assert "puts 90\u00a0% of customers" in findings.explained(SEGMENTS, 0.9)
    assert "the short rules for Small hold for others too" in findings.explained(SEGMENTS, 0.9)
    assert "from 10\u00a0% to 20\u00a0%" in findings.neighbouring(pd.Series({"a": 0.1, "b": 0.2}))
    cells = pd.DataFrame(4, index=[5, 4, 3, 2, 1], columns=[1, 2, 3, 4, 5])
    assert findings.named(cells).startswith("8\u00a0% of customers bought lately")
    square = pd.DataFrame([[1, 0.3], [0.3, 1]], index=["A", "B"], columns=["A", "B"])
    told = findings.agreed(square, pd.Series([0, 1]))
    assert told.startswith("Ways of cutting agree little")
    assert "0.30 (A and B)" in told
    assert "for 50\u00a0% of customers none of the others agrees" in told
    assert "Only one way" in findings.agreed(square.iloc[:1, :1], pd.Series([0]))
    moved = {"known": 10, "stayed": 0.5, "moved": 0.3, "noise": 0.2}
    assert "50\u00a0% of 10 customers stayed" in findings.moved(moved, DAY, DAY)
    assert findings.foreseen(compared(0.4, 0)) == (
        "The segment explains most of the differences in spend, 40\u00a0%"
    )
    assert findings.foreseen(compared(0.4, -0.2)).endswith(
        "60\u00a0%; the segment explains 40\u00a0%"
    )
    nothing = findings.foreseen(compared(-0.004, 0).assign(explained=-0.004))
    assert nothing.startswith("No way of telling customers apart foresees their spend")


def test_who_came_back_is_told_of_the_least_and_the_most():
    back = pd.DataFrame(
        {"customers": [50, 60, 5], "share": [0.5, 0.9, np.nan]}, index=["A", "B", "C"]
    )
    told = findings.returned(back, DAY, DAY)
    assert "called A on 2020-02-01, 50\u00a0% bought again" in told
    assert "called B 90\u00a0%" in told
    assert "cannot be told" in findings.returned(None, None, DAY)
    assert "Too few" in findings.returned(back.tail(1), DAY, DAY)


@pytest.mark.parametrize(
    ("search", "own", "said"),
    [
        (found(True, 3), model(scoring.NATURAL, scoring.CENTRES), "2 natural segments."),
        (found(False), model(), "No natural segments; 2 named tiers are used instead."),
        (found(False), model(by=scoring.CENTRES), "No natural segments; 2 groups cut by k-means are used instead."),
        (found(reason="few"), model(), "Cannot tell whether there are natural segments; 2 named tiers are used instead."),
        (found(True, 3), model(), "There are natural segments; 2 named tiers are used instead."),
    ],
)  # fmt: skip
def test_the_line_for_the_index_claims_no_more_than_the_verdict(search, own, said):
    assert findings.line(search, own, SEGMENTS) == said


def test_figures_stand_behind_the_numbers_that_are_told():
    told = headline(compared=compared(0.4, 0), stayed=STAYED)
    spend, explained, stayed = (number.measure for number in told.numbers)
    assert (spend.at, stayed.at) == (0.9, 0.5)
    assert (explained.low, explained.at, explained.high) == (0.35, 0.4, 0.45)
    assert "Big" not in told.numbers[0].called
    assert [number.measure for number in headline().numbers[1:]] == [None, None]
