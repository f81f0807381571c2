"""The dated forecast: whole distributions, naive forecasts beside them, and nothing of later days."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import ibis
import numpy as np
import pandas as pd
import pytest
from valuing import BG, PARETO, SPEND, around, histories, members, point
from valuing import cells as made_cells

from mktlab.clv import cells, forecasts, predicting
from mktlab.clv.contracts import ALL
from mktlab.clv.economics import Economics
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.gamma_gamma import GammaGamma
from mktlab.clv.models.pareto_nbd import PARETO_NBD
from mktlab.lab.tables import Folder

MODELS = {"bg_nbd": (BG_NBD, BG), "mbg_nbd": (MBG_NBD, BG), "pareto_nbd": (PARETO_NBD, PARETO)}
AS_OF, WEEKS = date(2024, 3, 6), 4
# In an order that is not that of the work: frequencies, ages and recencies are mixed.
SOME = made_cells(
    [
        (3, 40, 90, 12.0, 1),
        (0, 0, 0, np.nan, 4),
        (25, 180, 200, 8.0, 1),
        (0, 0, 200, np.nan, 9),
        (3, 88, 90, 70.0, 2),
        (1, 5, 300, 20.0, 3),
        (3, 40, 90, 3.0, 1),
        (120, 364, 365, 5.0, 1),
    ]
).drop(columns="customers")
# Frequency, recency and T in days, mean amount, spend.
CUSTOMERS = [
    (0, 0, 0, None, "7.00"),
    (0, 0, 90, None, "-2.50"),
    (3, 40, 90, 12.0, "55.25"),
    (3, 40, 90, -4.0, "1.00"),  # more was given back than paid
    (6, 80, 91, 3.5, "30.10"),
]
# Customer, days after as_of, whether anything was bought, net amount.
ORDERS = [
    (0, 0, True, "7.00"),
    (2, -27, True, "5.25"),
    (2, -27, True, "4.00"),  # the same day again
    (2, -5, True, "6.10"),
    (2, -5, False, "-1.10"),
    (3, -3, False, "-9.00"),
    (4, -28, True, "8.00"),  # a day too early
    (4, -11, True, "2.20"),
    (4, 0, True, "2.30"),
]
LATER = [(name, day, True, "99.00") for name in range(5) for day in (1, 2, 28, 40)]


@pytest.mark.parametrize("memory", [None, 9.0])
@pytest.mark.parametrize("model", MODELS)
def test_chances_are_those_of_the_predictions(model, memory):
    own, p = MODELS[model]
    posterior = around(own, p, 0.2, 400)
    thinned = posterior.thinned(forecasts.DRAWS)
    found = forecasts.at_least(SOME, thinned, WEEKS, memory).to_pylist()
    terms = Economics(float(WEEKS), 1.0, 0.0)
    few, all_draws = (
        predicting.predict(
            SOME, members(SOME.assign(customers=1)), part, None, terms, 400, 1, memory
        ).cells
        for part in (thinned, posterior)
    )
    natural = {name: values[:, 0, None] for name, values in posterior.draws.items()}
    for place, chances in enumerate(found):
        assert all(0 < chance <= 1 for chance in chances)
        assert (np.diff(chances) <= 0).all()
        assert chances[-1] >= forecasts.LEAST
        cut = 1e-5 * few["expected_purchases"][place] + 2e-5  # chances left out and digits
        assert sum(chances) == pytest.approx(few["expected_purchases"][place], abs=cut)
        assert chances[0] == pytest.approx(few["p_purchase"][place], abs=1e-6)
        # Fewer draws leave an error of their own.
        x = float(SOME["frequency"][place])
        row = SOME.iloc[[place]][["recency_days", "T_days"]].to_numpy()
        each = [
            predicting.chances(
                own, {name: v[[draw]] for name, v in natural.items()}, x, row, float(WEEKS), memory
            )[0, 0]
            for draw in range(0, 400, 20)
        ]
        error = np.std(each) / np.sqrt(forecasts.DRAWS)
        assert chances[0] == pytest.approx(all_draws["p_purchase"][place], abs=4 * error + 1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_chances_are_those_of_the_story(model):
    own, p = MODELS[model]
    new = SOME.iloc[[1]]
    (found,) = forecasts.at_least(new, point(own, p), 30, None).to_pylist()
    number, _ = histories(own, p, np.full(60_000, 30.0), np.random.default_rng(2))
    for k, chance in enumerate(found, start=1):
        error = np.sqrt(max(chance * (1 - chance), 1e-5) / 60_000)
        assert chance == pytest.approx((number >= k).mean(), abs=4 * error)
    assert (number > len(found)).mean() < 1e-4


def test_every_cell_has_its_own_chances_whatever_the_order():
    posterior = around(BG_NBD, BG, 0.2, 60)
    found = forecasts.at_least(SOME, posterior, WEEKS, None).to_pylist()
    for place in range(len(SOME)):
        (alone,) = forecasts.at_least(SOME.iloc[[place]], posterior, WEEKS, None).to_pylist()
        # Counts go as far as those of the others who bought as often, but for chances left out.
        assert alone == found[place]
    order = [5, 0, 7, 2, 1, 6, 4, 3]
    shuffled = forecasts.at_least(SOME.iloc[order], posterior, WEEKS, None).to_pylist()
    assert shuffled == [found[place] for place in order]
    assert found[0] == found[6]  # amounts do not matter


def test_cells_take_the_parameters_of_their_profile():
    one, two = point(BG_NBD, BG, 3), point(BG_NBD, BG | {"r": 0.5}, 3)
    both = SimpleNamespace(
        model=BG_NBD,
        draws={name: np.hstack([one.draws[name], two.draws[name]]) for name in one.draws},
    )
    known = pd.concat([SOME.assign(profile=1), SOME.assign(profile=0)])
    found = forecasts.at_least(known, both, WEEKS, None).to_pylist()
    wanted = [forecasts.at_least(SOME, part, WEEKS, None).to_pylist() for part in (two, one)]
    assert found == wanted[0] + wanted[1]


def test_who_will_hardly_buy_has_no_chances_told():
    gone = made_cells([(60, 10, 2000, 5.0, 1)]).drop(columns="customers")
    found = forecasts.at_least(gone, point(BG_NBD, BG), 1, None)
    assert found.to_pylist() == [[]]


def test_the_forecast_is_of_net_amounts_without_margin_or_discount():
    purchases, spend = around(BG_NBD, BG, 0.1), around(GammaGamma(), SPEND, 0.1)
    found = forecasts.forecast(
        SOME, members(SOME.assign(customers=2)), purchases, spend, WEEKS, 1, 20.0
    ).to_pandas()
    levels = [f"spend_p{level}" for level in ("05", "25", "50", "75", "95")]
    assert list(found) == [
        *cells.CELL, "p_purchase", "expected_purchases", "expected_spend", *levels, "p_at_least",
    ]  # fmt: skip
    wanted = predicting.predict(
        SOME, members(SOME.assign(customers=2)), purchases, spend,
        Economics(float(WEEKS), 0.5, 0.0), 100, 1, 20.0,
    ).cells  # fmt: skip
    # At half the margin a value is half of the net amount.
    for name in levels:
        value = wanted[name.replace("spend", "clv")]
        assert found[name].to_numpy() == pytest.approx(2 * value.to_numpy())
    assert found["expected_spend"].to_numpy() == pytest.approx(2 * wanted["clv_mean"].to_numpy())
    pd.testing.assert_frame_equal(found[cells.CELL], SOME[cells.CELL], check_dtype=False)


def orders(rows) -> ibis.Table:
    frame = pd.DataFrame(
        [
            {"customer_id": f"c{name}", "order_date": AS_OF + timedelta(days=day),
             "is_purchase": bought, "net_amount": Decimal(paid)}
            for name, day, bought, paid in rows
        ]
    )  # fmt: skip
    schema = {"customer_id": "string", "order_date": "date", "is_purchase": "boolean",
              "net_amount": "decimal(18, 2)"}  # fmt: skip
    return ibis.memtable(frame, schema=schema)


def described(unit: str = "day") -> ibis.Table:
    by = cells.DAYS_PER_UNIT[unit]
    rows = [
        {"customer_id": f"c{place}", "frequency": x, "recency": t_x / by, "T": T / by,
         "monetary_value": m, "spend": Decimal(spend)}
        for place, (x, t_x, T, m, spend) in enumerate(CUSTOMERS)
    ]  # fmt: skip
    schema = {"customer_id": "string", "frequency": "int64", "recency": "float64", "T": "float64",
              "monetary_value": "float64", "spend": "decimal(18, 2)"}  # fmt: skip
    history = ibis.memtable(pd.DataFrame(rows), schema=schema)
    names = [f"c{place}" for place in range(len(CUSTOMERS))]
    named = ibis.memtable(
        {"customer_id": names, "segment": [1, 2, 1, 2, 1], "segment_name": list("ABABA"),
         "rfm_cell": ["111"] * 5}
    )  # fmt: skip
    return cells.describe(history, named, None, unit)


def made(con, rows, unit="day", spend=True) -> tuple[pd.DataFrame, ibis.Table]:
    """The cells' forecast and the table that is written."""
    of = ibis.memtable(con.to_pyarrow(described(unit)))
    known, of_segments = cells.split(cells.count(of))
    posterior = around(GammaGamma(), SPEND, 0.1) if spend else None
    found = forecasts.forecast(
        known.drop(columns="customers"), of_segments, around(BG_NBD, BG, 0.1), posterior, WEEKS,
        1, None,
    )  # fmt: skip
    contract = ALL["forecast"]
    table = forecasts.table(of, orders(rows), found, AS_OF, WEEKS, contract)
    written = Folder("30_test", con, ALL).write("forecast", table)
    return found.to_pandas(), written


@pytest.mark.parametrize("unit", ["day", "week"])
def test_every_customer_has_the_forecast_of_their_cell_under_the_contract(project, con, unit):
    assert project
    found, table = made(con, ORDERS, unit)
    told = con.to_pandas(table)
    assert told["customer_id"].tolist() == [f"c{place}" for place in range(5)]
    assert told["segment_name"].tolist() == list("ABABA")
    assert {str(day)[:10] for day in told["as_of"]} == {"2024-03-06"}
    assert set(told["horizon_weeks"]) == {WEEKS}
    for (x, t_x, T, m, _), row in zip(CUSTOMERS, told.itertuples(), strict=True):
        at = (found["frequency"] == x) & (found["recency_days"] == t_x) & (found["T_days"] == T)
        at &= found["monetary_value"].fillna(-1) == (-1 if m is None else max(m, 0))
        (cell,) = found[at].itertuples()
        assert row.expected_purchases == cell.expected_purchases
        assert row.spend_p50 == cell.spend_p50
        assert list(row.p_at_least) == list(cell.p_at_least)


def test_naive_forecasts_are_what_anyone_could_count(project, con):
    assert project
    told = con.to_pandas(made(con, ORDERS)[1]).set_index("customer_id")
    bought, paid = [], []
    for name in range(5):
        own = [row for row in ORDERS if row[0] == name and -7 * WEEKS < row[1] <= 0]
        bought.append(len({day for _, day, is_purchase, _ in own if is_purchase}))
        paid.append(float(sum(Decimal(amount) for *_, amount in own)))
    assert bought == [1, 0, 2, 0, 2]
    assert told["as_before_purchases"].tolist() == bought
    assert told["as_before_spend"].tolist() == pytest.approx(paid)
    assert told["as_all_purchases"].tolist() == [1.0] * 5
    assert told["as_all_spend"].tolist() == pytest.approx([sum(paid) / 5] * 5)
    # Who came on the last day has no rate yet.
    rates = [WEEKS / (T / 7) if T else 0 for _, _, T, _, _ in CUSTOMERS]
    wanted = [x * rate for (x, *_), rate in zip(CUSTOMERS, rates, strict=True)]
    assert told["as_so_far_purchases"].tolist() == pytest.approx(wanted)
    wanted = [float(row[-1]) * rate for row, rate in zip(CUSTOMERS, rates, strict=True)]
    assert told["as_so_far_spend"].tolist() == pytest.approx(wanted)


def test_nothing_of_later_days_is_in_the_forecast(project, con):
    assert project
    one, two = (con.to_pandas(made(con, rows)[1]) for rows in (ORDERS, ORDERS + LATER))
    pd.testing.assert_frame_equal(one, two)
    # What is known does count.
    changed = con.to_pandas(made(con, [*ORDERS, (1, -2, True, "3.00")])[1])
    assert changed["as_before_purchases"].tolist() == [1, 1, 2, 0, 2]


def test_without_amounts_no_spend_is_forecast(project, con):
    assert project
    told = con.to_pandas(made(con, ORDERS, spend=False)[1])
    money = ["expected_spend", *(f"spend_p{level}" for level in ("05", "25", "50", "75", "95"))]
    assert told[money].isna().all(axis=None)
    assert told["expected_purchases"].notna().all()
