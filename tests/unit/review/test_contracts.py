"""The review contracts hold what the design names."""

from mktlab.review.contracts import ALL


def test_the_tables_the_design_names_are_promised():
    named = {"kpis", "forecasts", "campaigns", "experiments", "programme", "actions"}
    assert set(ALL) == named
    assert ALL["campaigns"].key == ("campaign_id",)
    assert {"att", "low", "high", "claim", "words", "expected_change"} <= set(
        ALL["campaigns"].columns
    )
    assert {"attainment", "verdict", "baseline", "target"} <= set(ALL["kpis"].columns)


def test_nothing_is_claimed_by_a_missing_value():
    """What could not be estimated is null; what may be said of it never is."""
    for name in ("campaigns", "experiments"):
        columns = ALL[name].columns
        assert not columns["claim"].nullable
        assert not columns["words"].nullable
    assert ALL["campaigns"].columns["att"].nullable
    assert not ALL["actions"].columns["verdict"].nullable
