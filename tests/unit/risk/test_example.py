"""The shipped example as a whole: read, scored and simulated with the shipped settings."""

import pytest
from asked import ROOT

from mktlab import risk
from mktlab.lab import settings


@pytest.fixture(scope="module")
def scored():
    """Give the section, what was read and seen, and the result."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DVC_ROOT", str(ROOT))
        own = settings.load(None, risk=risk.Settings)
    inputs = risk.reading.read(ROOT / risk.reading.FOLDER, "USD")
    seen = risk.asking.views(inputs, risk.asking.skill(inputs.estimates))
    result = risk.scoring.score(inputs.risks, seen, own.risk, own.shared.seed)
    return own.risk, inputs, seen, result


def test_fifteen_risks_at_least_are_scored(scored):
    _, inputs, seen, result = scored
    assert len(result.risks) == len(seen) >= 15
    assert set(result.risks.index) <= set(inputs.risks)
    assert inputs.illustrative and not inputs.left_out


def test_the_matrix_puts_a_pair_in_the_wrong_order_and_ties_others(scored):
    *_, result = scored
    pairs = risk.scoring.misordered(result)
    assert len(pairs) >= 1
    assert (pairs["times"] > 1).all()
    assert len(risk.scoring.tied(result)) >= 1


def test_exact_and_simulated_totals_agree(scored):
    own, _, seen, result = scored
    tails = risk.scoring.tail(result, own.tail)
    for name, exact in (
        ("before", sum(told.before.expected for told in seen.values())),
        ("after", sum(told.after.expected for told in seen.values())),
    ):
        assert tails.loc[name, "expected"] == pytest.approx(exact)
        assert abs(tails.loc[name, "simulated"] - exact) < 4 * tails.loc[name, "error"]
    assert result.expected_after < result.expected


def test_some_point_of_the_line_is_passed_before_controls(scored):
    own, _, _, result = scored
    held = risk.scoring.against(result, own.tolerance)
    assert (held["before"] > held["borne"]).any()
    assert (held["after"] < held["before"]).all()


def test_common_causes_make_the_worst_years_worse(scored):
    own, inputs, seen, result = scored
    joint = risk.scoring.dependence(seen, result, own, 1)
    assert joint["causes"]
    assert set(joint["causes"]) <= {r.shared_cause for r in inputs.risks.values()}


def test_experts_draw_nearer_and_their_skill_is_known(scored):
    _, inputs, *_ = scored
    rounds = risk.asking.rounds(inputs.estimates)
    assert len(rounds) >= 2
    assert rounds[-1].spread.mean() < rounds[0].spread.mean()
    skill = risk.asking.skill(inputs.estimates)
    assert skill.questions >= risk.asking.FEW_QUESTIONS
    assert skill.weights.sum() == pytest.approx(1) and skill.weights.max() > skill.weights.min()


def test_where_orders_are_in_another_currency_the_example_is_left_out():
    found = risk.reading.read(ROOT / risk.reading.FOLDER, "EUR")
    assert not found.risks and "USD" in found.left_out
