"""Tables of targets, and the frame of the bullet chart."""

import numpy as np
import pytest
from aiming import AS_OF, judged, laid, simulated

from mktlab.review.targets import measuring, written
from mktlab.review.targets.attaining import VERDICTS

OWN = [
    judged("missed", 0.5, name="Cost", family="cost", perspective="financial", illustrative=True),
    judged("reached", 1.2, basis="target", baseline=None, name="Coverage", family="efficiency", measure="segment_coverage"),
    judged("not measurable", None, measure="", name="Joy", family="satisfaction", perspective="learning"),
    judged("too few", -0.1, measure="churn", name="Churn"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "unit", "said"),
    [
        (0.8512, "share", "85.1\u00a0%"),
        (-0.05, "share", "−5.0\u00a0%"),
        (12.345, "currency", "$12.35"),
        (48_000.0, "currency", "$48,000"),
        (-5.5, "currency", "−$5.50"),
        (1.234, "number", "1.23"),
        (1_234.5, "number", "1,234"),
        (7.44, "score", "7.4"),
        (8.0, "ratio", "8"),
        (1.1161, "ratio", "1.12"),
        (250.0, "ratio", "250"),
        (None, "share", "–"),
        (np.nan, "share", "–"),
    ],
)
def test_figures_in_their_units(figure, unit, said):
    assert written.value(figure, unit, "USD") == said


def test_every_target_by_family():
    found = written.families(OWN, "USD")
    assert found["Target"].tolist() == ["Coverage", "Churn (proxy)", "Cost (example, proxy)", "Joy"]
    assert found["Family"].tolist() == ["efficiency", "effect", "cost", "satisfaction"]
    assert found["Attained"].tolist() == [
        "120\u00a0% of the aim", "−10\u00a0% of the way", "50\u00a0% of the way", "–",
    ]  # fmt: skip
    assert found["Verdict"].tolist() == ["reached", "too few", "missed", "not measurable"]
    assert found["Before"].tolist() == ["–", "80.0\u00a0%", "80.0\u00a0%", "–"]
    assert set(found["Aim"]) == {"≥\u00a090\u00a0%"}
    assert set(found["After"]) == {"3\u00a0months"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": None, "change": 0.3, "baseline": "computed"}, "+30\u00a0%"),
        (
            {"target": None, "change": -0.18, "baseline": "computed", "direction": "down"},
            "−18\u00a0%",
        ),
        ({"target": 25.0, "unit": "currency", "direction": "down"}, "≤\u00a0$25.00"),
        ({"target": 0.855}, "≥\u00a085.5\u00a0%"),
    ],
)
def test_aims_are_written_as_they_were_set(changes, said):
    own = {"baseline": None} | changes
    kpi = judged(baseline=None).kpi.model_copy(update=own)
    assert written.aim(judged().__class__(kpi, judged().period, judged().attained), "USD") == said


def test_what_is_far_beyond_is_said_without_digits():
    assert written.attained(judged("reached", 10.5)) == "beyond 1000\u00a0%"
    assert written.attained(judged("missed", -88.0)) == "beyond −1000\u00a0%"
    assert written.attained(judged("reached", float("inf"))) == "beyond 1000\u00a0%"


def test_the_scorecard_counts_every_target_once():
    found = written.scorecard(OWN).set_index("Perspective")
    assert found.index.tolist() == ["financial", "customer", "process", "learning"]
    assert found["Targets"].tolist() == ["1", "2", "0", "1"]
    counted = found[list(written.VERDICTS)].astype(int).sum(axis=1)
    assert counted.tolist() == found["Targets"].astype(int).tolist()
    assert found["Which were missed"].tolist() == ["Cost", "–", "–", "–"]
    assert {own for group in written.VERDICTS.values() for own in group} == set(VERDICTS)


def test_measures_by_horizon():
    frames = simulated(300, 5)
    found = measuring.measure(laid(frames | {"members": None}), AS_OF, [1, 3, 6])
    table = written.horizons(found, (1, 3, 6), "USD", 10).set_index("Measure")
    assert list(table.columns) == [
        "What it counts",
        "After 1\u00a0month",
        "After 3\u00a0months",
        "After 6\u00a0months",
    ]
    row = table.loc["Order value"]
    own = found["order_value", 3]
    assert row["After 3\u00a0months"].startswith(
        f"${own.actual.value:.2f} (${own.interval[0]:.2f} to "
    )
    assert row["After 3\u00a0months"].endswith(f", before ${own.baseline.value:.2f}")
    assert row["After 6\u00a0months"] == "not yet"
    assert table.loc["Segment coverage", "After 3\u00a0months"] == "not measurable"
    assert ", before" not in table.loc["Contact precision", "After 3\u00a0months"]
    assert "Churn (proxy)" in table.index
    hidden = written.horizons(found, (1, 3, 6), "USD", 1_000)
    assert set(hidden["After 3\u00a0months"]) == {"too few customers", "not measurable"}


def test_the_frame_of_the_chart():
    found = written.bullets(OWN)
    assert found["label"].tolist() == ["Coverage", "Churn", "Cost", "Joy"]
    assert found["group"].tolist() == ["Efficiency", "Effect", "Cost", "Satisfaction"]
    assert found["length"].fillna(-9).tolist() == [1.2, -0.1, 0.5, -9]
    assert found["mark"].fillna(-9).tolist() == [-9, 0, 0, -9]
    assert found["hatched"].tolist() == [False, True, False, False]
    assert found["said"].tolist() == [
        "120\u00a0%, reached",
        "−10\u00a0%, too few",
        "50\u00a0%, missed",
        "not measurable",
    ]
    assert written.bullets([]).empty
