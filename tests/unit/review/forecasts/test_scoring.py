"""Everything the plan foresaw and that has come, scored in one go."""

from datetime import timedelta

import ibis
import pandas as pd
import pytest
from reviewing import (
    DAY,
    LAST,
    NOT_DUE,
    event,
    forecast,
    foreseen,
    orders,
    register,
    targets,
    warning,
)

from mktlab.lab.tables import Folder
from mktlab.review.due import Due
from mktlab.review.forecasts import scoring

DUE = Due(DAY, LAST, kept=False, why="")
ROWS = [
    ("c0", DAY, True, 500.0),
    ("c0", DAY + timedelta(days=1), True, 30.0),
    ("c0", DAY + timedelta(days=27), True, 10.0),
    ("c1", DAY + timedelta(weeks=12), True, 4.0),
    ("c1", LAST, True, 900.0),
    ("c2", DAY + timedelta(days=40), False, -6.0),
]


def table(frame: pd.DataFrame) -> ibis.Table:
    return ibis.memtable(frame)


def plan(**changes) -> dict:
    """What a plan foresaw of three customers in two segments, and of their segments in four weeks."""
    own = {
        "forecast": forecast(
            [[0.9, 0.5], [0.6], [0.2]], segment=[1, 1, 2], segment_name=["One", "One", "Two"]
        ),
        "segments": table(foreseen(("One", "spend", 12.0, 10.0), ("Two", "spend", 5.0, 1.0), sd=2.0)),
        "targets": table(targets(One=("target", 0.9, 0.8, 0.7), Two=("reject", 0.1, 0.3, 0.2))),
        "register": table(register(A=(0.3, 1000.0))),
        "warnings": table(
            pd.DataFrame(
                [
                    warning(), warning(figure="clv/test/spend/total"),
                    warning(figure="clv/test/held/0.9", side="below", amber=0.85, red=0.8),
                ]
            )
        ),
        "risked": table(pd.DataFrame({"customer_id": ["c0", "c2"], "value_at_risk": [4.0, 6.0]})),
    }  # fmt: skip
    return own | changes


def scored(due: Due = DUE, rows=ROWS, **changes) -> scoring.Scored:
    return scoring.score(due, orders(rows), plan(**changes), [event("A")], 1.0, "EUR", 1)


@pytest.fixture(scope="module")
def whole() -> scoring.Scored:
    return scored()


def test_without_a_plan_nothing_is_scored():
    found = scoring.score(NOT_DUE, orders(ROWS), {}, [event("A")], 1.0, "EUR", 1)
    assert found == scoring.Scored()
    assert found.weeks == 0


def test_everything_that_has_come_is_scored(whole):
    found = whole
    assert found.weeks == 12
    # Twelve weeks after the day, and neither the day itself nor the thirteenth week.
    summed = found.summed.loc["All"]
    assert (summed["customers"], summed["bought"], summed["paid"]) == (3, 3, pytest.approx(38))
    assert found.covered.index.tolist() == [0.5, 0.8, 0.9]
    assert found.shape.sum() == pytest.approx(1, abs=1e-3)
    assert found.segments.set_index("segment_name")["actual"].to_dict() == {"One": 10, "Two": 0}
    assert found.measures.loc["spend", "segments"] == 2
    assert found.choice.first == "One"
    assert found.lapses.told["came"].to_dict() == {"all": 1, "high": 1, "money": 4}
    assert found.choice.segments["each"].to_dict() == pytest.approx({"One": 44 / 24, "Two": 0})
    assert found.risks.loss == 100
    assert found.risks.days == (LAST - DAY).days


def test_warnings_are_held_against_the_same_figures_of_what_came(whole):
    summed = whole.summed.loc["All"]
    assert whole.warned["came"].tolist() == pytest.approx(
        [
            summed["expected_bought"] / summed["bought"],
            summed["expected_paid"] / summed["paid"],
            whole.covered.loc[0.9, "purchases"],
        ]
    )


def test_a_forecast_whose_weeks_are_not_over_waits_and_the_rest_does_not():
    found = scored(Due(DAY, DAY + timedelta(weeks=11), kept=True, why=""))
    assert found.weeks == 12
    assert found.summed is found.covered is found.shape is found.choice is None
    assert len(found.segments) == 2
    assert found.risks.days == 77
    assert found.warned["verdict"].tolist() == ["cannot tell"] * 3


def test_figures_of_segments_wait_for_their_weeks():
    found = scored(Due(DAY, DAY + timedelta(days=27), kept=False, why=""))
    assert found.segments.empty
    assert found.measures.empty


def test_where_nothing_came_ratios_cannot_be_told():
    found = scored(rows=[])
    assert found.summed.loc["All", "bought"] == 0
    assert found.choice is None
    assert found.warned["verdict"].tolist()[:2] == ["cannot tell"] * 2


def test_a_plan_without_customers_or_figures_is_borne():
    frame = {name: own for name, own in plan().items()}
    none = {
        "forecast": frame["forecast"].filter(ibis.literal(False)),
        "segments": frame["segments"].filter(ibis.literal(False)),
        "warnings": frame["warnings"].filter(ibis.literal(False)),
        "register": table(register(A=(None, None))),
    }
    found = scored(**none)
    assert found.weeks == 0
    assert found.summed is found.choice is found.risks is None
    assert found.segments.empty
    assert found.warned.empty


def test_a_plan_is_read_from_the_folders_of_its_day(project, con):
    rows = table(pd.DataFrame({"n": [1]}))
    wanted = {
        "30_clv": ("forecast", "contacts"),
        "40_market": ("forecast", "targets"),
        "50_risk": ("register", "warnings", "customers"),
    }
    folders = []
    for place, (stage, names) in enumerate(wanted.items()):
        folder = Folder(stage, con, {}, plan="2020-02-01")
        assert project in folder.path.parents
        folder.path.mkdir(parents=True)
        for name in names:
            rows.mutate(n=place, name=ibis.literal(name)).to_parquet(
                folder.path / f"{name}.parquet"
            )
        folders.append(folder)
    found = scoring.plan(*folders)
    told = {name: con.to_pyarrow(own).to_pylist()[0] for name, own in found.items()}
    assert told == {
        "forecast": {"n": 0, "name": "forecast"}, "contacts": {"n": 0, "name": "contacts"},
        "segments": {"n": 1, "name": "forecast"}, "targets": {"n": 1, "name": "targets"},
        "register": {"n": 2, "name": "register"}, "warnings": {"n": 2, "name": "warnings"},
        "risked": {"n": 2, "name": "customers"},
    }  # fmt: skip
    # Plans kept by an earlier release do not have it.
    (folders[-1].path / "customers.parquet").unlink()
    assert scoring.plan(*folders)["risked"] is None
