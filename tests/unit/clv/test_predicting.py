"""Predictions for every customer, against each model's story told many times over."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from valuing import BG, PARETO, SPEND, around, cells, histories, members, point, simulated

from mktlab.clv import fitting, forgetting, predicting
from mktlab.clv.economics import Economics
from mktlab.clv.fitting import Posterior
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.design import COMMON, Design
from mktlab.clv.models.gamma_gamma import GammaGamma
from mktlab.clv.models.pareto_nbd import PARETO_NBD
from mktlab.clv.states import States

MODELS = {"bg_nbd": (BG_NBD, BG), "mbg_nbd": (MBG_NBD, BG), "pareto_nbd": (PARETO_NBD, PARETO)}
SPENDING, TREND = GammaGamma(), GammaGamma(trend=True, centre=1.0)
TERMS = Economics(horizon=39.0, margin=0.3, discount_rate=0.15)
# Frequency, recency and T in days, mean amount, customers.
FOUR = cells(
    [
        (0, 0, 100, np.nan, 5),
        (4, 150, 200, 28.0, 3),
        (30, 190, 200, 90.0, 2),
        (200, 264, 266, 35.0, 1),
    ]
)
# Many more, of all kinds, some in the same state with other amounts.
MANY = cells(
    [
        (x, x and min(T - 1, 10 * x + T // 3), T, np.nan if x == 0 else m, 1 + (x + T) % 4)
        for x in (0, 1, 2, 5, 11)
        for T in (60, 61, 150, 266)
        for m in (4.0, 35.5, 200.0)
        if x or m == 4.0
    ]
)
MONEY = ["expected_spend", "clv_mean", "clv_sd", "value_at_risk", *predicting.RISKED, *predicting.LEVELS]  # fmt: skip


def predict(given, model="bg_nbd", *, sd=0.1, spend=SPENDING, segments=1, memory=None, draws=100):
    own, p = MODELS[model]
    money = None if spend is None else around(spend, SPEND | {"trend": 0.2}, sd, draws, seed=2)
    return predicting.predict(
        given.drop(columns="customers"), members(given, segments), around(own, p, sd, draws),
        money, TERMS, draws, 1, memory,
    )  # fmt: skip


def future(cell, purchases, spend, memory, size):
    """Let a customer go on: draw parameters, a rate and a life of their own, then buy after buy.

    Returns
    -------
    tuple of numpy.ndarray
        How many purchases, what was spent, and the margin on it discounted to the day of each.
    """
    rng = np.random.default_rng(3)
    model, weekly = purchases.model, TERMS.weekly
    picked = rng.integers(0, 100, (2, size))
    own = {name: values[picked[0], 0] for name, values in purchases.draws.items()}
    money = {name: values[picked[1], 0] for name, values in spend.draws.items()}
    x, t_x, T = cell["frequency"], cell["recency_days"] / 7, cell["T_days"] / 7
    active = rng.random(size) >= special.expit(model.log_odds_gone(own, x, t_x, T))
    kept = 1.0 if memory is None else forgetting.discount(T, memory)
    rate = np.maximum(rng.gamma(kept * (own["r"] + x)), 1e-300) / (kept * (own["alpha"] + T))
    until, leaves = np.full(size, TERMS.horizon), np.zeros(size)
    if model is PARETO_NBD:
        death = rng.gamma(own["s"]) / (own["beta"] + T)
        until = np.minimum(until, rng.exponential(1, size) / death)
    else:
        leaves = rng.beta(own["a"], own["b"] + x + model.chances)
    spent_so_far = x * np.nan_to_num(cell["monetary_value"])
    level = spend.model.level(money, x) + spent_so_far
    scale = level / rng.gamma(money["q"] + money["p"] * x)
    number, amount, worth, week = (np.zeros(size) for _ in range(4))
    while active.any():
        week = week + rng.exponential(1, size) / rate
        active &= week <= until
        each = np.where(active, rng.gamma(money["p"]) * scale, 0.0)
        number += active
        amount += each
        worth += TERMS.margin * each * np.exp(-weekly * np.where(active, week, 0))
        active &= rng.random(size) >= leaves
    return number, amount, worth


@pytest.mark.parametrize("place", range(4), ids=["0", "4", "30", "200"])
@pytest.mark.parametrize(
    ("model", "spend", "memory"),
    [
        ("bg_nbd", SPENDING, None),
        ("mbg_nbd", TREND, None),
        ("pareto_nbd", SPENDING, None),
        ("bg_nbd", TREND, 15.0),
    ],
)
def test_predictions_are_what_the_story_brings(model, spend, memory, place, monkeypatch):
    monkeypatch.setattr(predicting, "CHANCE_DRAWS", 100)  # all there are; see the next test
    own, p = MODELS[model]
    found = predict(FOUR, model, spend=spend, memory=memory).cells.iloc[place]
    size = 20_000 if found["frequency"] == 200 else 60_000
    drawn = future(
        found, around(own, p, 0.1), around(spend, SPEND | {"trend": 0.2}, 0.1, seed=2), memory, size
    )
    number, amount, worth = drawn
    for name, values in {
        "p_purchase": number > 0,
        "expected_purchases": number,
        "expected_spend": amount,
        "clv_mean": worth,
    }.items():
        assert found[name] == pytest.approx(values.mean(), abs=4 * values.std() / np.sqrt(size))
    assert found["sd_purchases"] == pytest.approx(number.std(), rel=0.03)
    # A newcomer's spend has no fourth moment, so that simulation tells its deviation but roughly.
    assert found["clv_sd"] == pytest.approx(worth.std(), rel=0.15 if place == 0 else 0.07)
    for name, level in predicting.LEVELS.items():
        low, high = np.quantile(worth, np.clip([level - 0.012, level + 0.012], 0, 1))
        assert 0.98 * low <= found[name] <= 1.02 * high


@pytest.mark.parametrize("model", MODELS)
def test_chances_averaged_over_some_draws_are_nearly_those_of_all(model, monkeypatch):
    some = predict(FOUR, model, draws=400).cells
    monkeypatch.setattr(predicting, "CHANCE_DRAWS", 400)
    every = predict(FOUR, model, draws=400).cells
    for name in ("sd_purchases", "clv_sd", *predicting.LEVELS):
        assert some[name].to_numpy() == pytest.approx(every[name].to_numpy(), rel=0.06, abs=0.1)
    for name in ("p_alive", "p_purchase", "expected_purchases", "clv_mean"):
        assert np.array_equal(some[name], every[name])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("spend", [SPENDING, TREND], ids=["plain", "trend"])
def test_segments_add_up_to_what_their_customers_are_expected_to_bring(model, spend):
    found = predict(MANY, model, spend=spend, segments=3)
    weights = MANY["customers"].to_numpy()
    segment = members(MANY, 3)["segment"].to_numpy()
    by_draw = found.totals.groupby(["segment", "draw"]).sum()
    for total, each in {
        "expected_purchases": "expected_purchases",
        "expected_spend": "expected_spend",
        "expected_clv": "clv_mean",
        "value_at_risk": "value_at_risk",
    }.items():
        of_customers = (found.cells[each] * weights).groupby(segment).sum()
        of_draws = by_draw[total].groupby("segment").mean()
        assert of_draws.to_numpy() == pytest.approx(of_customers.to_numpy(), rel=1e-9)
    assert found.totals["customers"].groupby(
        found.totals["segment"]
    ).unique().explode().tolist() == (
        members(MANY, 3).groupby("segment")["customers"].sum().tolist()
    )
    each = found.totals["expected_clv"] / found.totals["customers"]
    assert found.totals["expected_clv_mean"].to_numpy() == pytest.approx(each.to_numpy())


def test_cutting_customers_otherwise_changes_no_customer_and_no_whole():
    one, five = predict(MANY), predict(MANY, segments=5)
    pd.testing.assert_frame_equal(one.cells, five.cells)
    whole = five.totals.groupby("draw")[["expected_purchases", "expected_clv"]].sum()
    for name in whole:
        assert whole[name].to_numpy() == pytest.approx(one.totals[name].to_numpy(), rel=1e-9)


def test_a_cell_may_be_shared_between_segments():
    half = members(MANY, 1)
    both = pd.concat([half, half.assign(segment=2)], ignore_index=True)
    found = predicting.predict(
        MANY.drop(columns="customers"), both, around(BG_NBD, BG, 0.1),
        around(SPENDING, SPEND, 0.1), TERMS, 100, 1,
    )  # fmt: skip
    first, second = (found.totals[found.totals["segment"] == n]["expected_clv"] for n in (1, 2))
    assert first.to_numpy() == pytest.approx(second.to_numpy())


@pytest.mark.parametrize("model", MODELS)
def test_the_order_of_rows_does_not_matter(model):
    plain = predict(MANY, model, segments=3)
    shuffled = np.random.default_rng(1).permutation(len(MANY))
    given = MANY.iloc[shuffled].reset_index(drop=True)
    of = members(MANY, 3).iloc[shuffled].assign(cell=np.arange(len(MANY)))
    own, p = MODELS[model]
    again = predicting.predict(
        given.drop(columns="customers"), of.sample(frac=1, random_state=1), around(own, p, 0.1),
        around(SPENDING, SPEND, 0.1, seed=2), TERMS, 100, 1,
    )  # fmt: skip
    pd.testing.assert_frame_equal(
        again.cells, plain.cells.iloc[shuffled].reset_index(drop=True), rtol=1e-9
    )
    pd.testing.assert_frame_equal(again.totals, plain.totals, rtol=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_threads_and_blocks_do_not_matter(model, monkeypatch):
    one, two = predict(MANY, model, segments=2), predict(MANY, model, segments=2)
    pd.testing.assert_frame_equal(one.cells, two.cells, check_exact=True)
    pd.testing.assert_frame_equal(one.totals, two.totals, check_exact=True)
    monkeypatch.setattr(predicting, "AT_ONCE", 1)
    monkeypatch.setattr(predicting, "CUSTOMERS_AT_ONCE", 2)
    cut = predict(MANY, model, segments=2)
    pd.testing.assert_frame_equal(one.cells, cut.cells, rtol=1e-9)


def test_equal_customers_get_equal_predictions():
    twice = pd.concat([MANY, MANY], ignore_index=True)
    found = predict(twice, segments=4).cells
    pd.testing.assert_frame_equal(
        found.head(len(MANY)), found.tail(len(MANY)).reset_index(drop=True), check_exact=True
    )


def test_profiles_are_predicted_by_their_own_parameters():
    apart = Design(("a", "b"), np.array([0, 1]), (), np.zeros((2, 0)))
    slow = BG | {"alpha": 9.0}
    kept = around(BG_NBD, BG, 0.0)
    z = {"log_sd_log_alpha": 0.0, "log_sd_logit_phi": 0.0}
    shift = np.array([0.0, np.log(9.0 / BG["alpha"])])
    grouped = Posterior(
        BG_NBD,
        apart,
        kept.links
        | {name: np.full(100, value) for name, value in z.items()}
        | {"z_log_alpha": np.tile(shift, (100, 1)), "z_logit_phi": np.zeros((100, 2))},
        kept.checks,
    )
    money = around(SPENDING, SPEND, 0.0)
    same = Posterior(
        SPENDING,
        apart,
        money.links | {"log_sd_log_gamma": np.zeros(100), "z_log_gamma": np.zeros((100, 2))},
        money.checks,
    )

    def predicted(given, purchases, spend):
        plain = given.drop(columns="customers")
        return predicting.predict(plain, members(given), purchases, spend, TERMS, 100, 1).cells

    both = pd.concat([FOUR, FOUR.assign(profile=1)], ignore_index=True)
    found = predicted(both, grouped, same)
    for profile, p in enumerate((BG, slow)):
        alone = predicted(FOUR, point(BG_NBD, p), point(SPENDING, SPEND))
        here = found[found["profile"] == profile].reset_index(drop=True)
        # The points that stand for spend's draws are as many more as its parameters.
        pd.testing.assert_frame_equal(
            here.drop(columns="profile"), alone.drop(columns="profile"), rtol=1e-6
        )


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 60), st.integers(0, 400), st.integers(0, 400),
            st.none() | st.floats(0, 1e5), st.integers(1, 9),
        ),
        min_size=1, max_size=6,
    ),
    model=st.sampled_from(list(MODELS)),
)  # fmt: skip
@settings(max_examples=25)
def test_whatever_the_customers_predictions_hold_together(rows, model):
    given = cells(
        [(x, x and min(a, b), max(a, b), m if x else None, c) for x, a, b, m, c in rows]
    ).astype({"monetary_value": "float64"})
    found = predict(given, model, draws=10, segments=2)
    own = found.cells
    assert np.isfinite(own.drop(columns="monetary_value")).all(axis=None)
    assert own["p_alive"].between(0, 1).all()
    assert (own["p_purchase"] <= own["p_alive"] + 1e-12).all()
    assert (own["p_purchase"] <= own["expected_purchases"] + 1e-9).all()
    assert (np.diff(own[list(predicting.LEVELS)], axis=1) >= 0).all()
    assert (own["value_at_risk_p05"] <= own["value_at_risk_p95"]).all()
    assert found.totals["expected_lapsing"].between(0, found.totals["customers"]).all()
    assert (own[[*MONEY, "sd_purchases"]] >= 0).all(axis=None)
    # Discounting takes at most a year's rate and never adds.
    most = TERMS.margin * own["expected_spend"]
    assert (own["clv_mean"] <= most * (1 + 1e-9)).all()
    assert (own["clv_mean"] >= most / (1 + TERMS.discount_rate)).all()
    assert (found.totals[["purchases", "clv"]] >= 0).all(axis=None)


def test_without_amounts_there_is_no_money():
    found = predict(MANY, spend=None, segments=2)
    assert set(found.cells) == {
        *predicting.KEYS, "monetary_value", "p_alive", "p_purchase", "expected_purchases",
        "sd_purchases",
    }  # fmt: skip
    assert list(found.totals) == [
        "draw", "segment", "customers", "expected_purchases", "expected_lapsing", "purchases"
    ]  # fmt: skip
    with_money = predict(MANY, segments=2).cells
    pd.testing.assert_frame_equal(found.cells, with_money[list(found.cells)])


def test_totals_as_they_come_have_customers_chance_in_them():
    # With sure parameters all that differs between draws is chance: customers' variances added up.
    found = predicting.predict(
        MANY.drop(columns="customers"), members(MANY, 2), point(BG_NBD, BG, 4000),
        point(SPENDING, SPEND, 4000), TERMS, 4000, 1,
    )  # fmt: skip
    segment = members(MANY, 2)["segment"].to_numpy()
    for name, sd in {"purchases": "sd_purchases", "clv": "clv_sd"}.items():
        drawn = found.totals.groupby("segment")[name]
        expected = found.totals.groupby("segment")[f"expected_{name}"]
        assert expected.std().to_numpy() == pytest.approx([0, 0], abs=1e-9)
        variance = (found.cells[sd] ** 2 * MANY["customers"]).groupby(segment).sum()
        apart = np.sqrt(variance.to_numpy())
        assert drawn.mean().to_numpy() == pytest.approx(
            expected.mean().to_numpy(), abs=4 * apart.max() / np.sqrt(4000)
        )
        assert drawn.std().to_numpy() == pytest.approx(apart, rel=0.06)


def test_what_is_sure_comes_as_expected():
    totals = pd.DataFrame({"segment": [1, 2], "expected_clv": [5.0, 0.0]})
    of = pd.DataFrame({"cell": [0, 1], "segment": [1, 2], "customers": [3, 4]})
    drawn = predicting._as_it_comes(
        totals, "expected_clv", pd.Series([0.0, 0.0]), of, np.random.default_rng(1)
    )
    assert drawn.tolist() == [5.0, 0.0]


def test_fewer_customers_make_a_less_sure_forecast():
    def width(customers):
        known = simulated(BG_NBD, BG | {"r": 0.8}, customers, 3)
        posterior = fitting.fit(BG_NBD, known, COMMON, draws=200, seed=1)
        found = predicting.predict(
            MANY.drop(columns="customers"), members(MANY), posterior, None, TERMS, 200, 1
        ).totals["expected_purchases"]
        return found.std() / found.mean()

    assert width(30) > 2 * width(3000)


def test_customers_who_never_came_back_can_be_predicted():
    known = cells([(0, 0, T, np.nan, 20) for T in (30, 60, 90)])
    posterior = fitting.fit(BG_NBD, States.of(known), COMMON, draws=100, seed=1)
    found = predicting.predict(
        known.drop(columns="customers"), members(known), posterior, None, TERMS, 100, 1
    ).cells
    assert (found["p_alive"] == 1).all()  # BG/NBD: nobody leaves before a repeat purchase
    assert found["expected_purchases"].is_monotonic_decreasing
    assert (found["p_purchase"] < 0.5).all()


@pytest.mark.parametrize("model", MODELS)
def test_a_new_customer_comes_back_as_the_story_says(model):
    own, p = MODELS[model]
    weeks = np.array([0, 1, 10, 52])
    curve = predicting.new_customers(point(own, p), weeks, 100)
    assert curve.index.tolist() == weeks.tolist()
    assert (curve["low"] == curve["high"]).all()
    assert curve["mean"].iloc[0] == 0
    for week in weeks[1:]:
        number, _ = histories(own, p, np.full(60_000, float(week)), np.random.default_rng(1))
        assert curve.loc[week, "mean"] == pytest.approx(
            number.mean(), abs=4 * number.std() / np.sqrt(60_000)
        )


def test_a_new_customers_curve_rises_within_its_range():
    curve = predicting.new_customers(around(BG_NBD, BG, 0.2), np.arange(53), 50)
    assert (curve.diff().dropna() > 0).all(axis=None)
    later = curve.iloc[1:]
    assert (later["low"] < later["mean"]).all()
    assert (later["mean"] < later["high"]).all()


def test_spend_needs_as_many_draws_as_purchases():
    with pytest.raises(ValueError, match="spend has fewer draws"):
        predicting.predict(
            FOUR.drop(columns="customers"), members(FOUR), around(BG_NBD, BG, 0.1),
            around(SPENDING, SPEND, 0.1, draws=50), TERMS, 100, 1,
        )  # fmt: skip


def purchases_and_money(model="bg_nbd", sd=0.1, draws=100):
    own, p = MODELS[model]
    return around(own, p, sd, draws), around(SPENDING, SPEND | {"trend": 0.2}, sd, draws, seed=2)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("memory", [None, 15.0])
def test_groups_that_are_segments_add_up_to_the_totals(model, memory):
    found = predict(MANY, model, segments=3, memory=memory)
    again = predicting.sums(
        found.cells, members(MANY, 3), *purchases_and_money(model), TERMS, 100, 1, memory
    )
    pd.testing.assert_frame_equal(again, found.totals, rtol=1e-9)


def test_without_amounts_groups_add_up_too():
    found = predict(MANY, spend=None, segments=2)
    purchases, _ = purchases_and_money()
    again = predicting.sums(found.cells, members(MANY, 2), purchases, None, TERMS, 100, 1)
    pd.testing.assert_frame_equal(again, found.totals, rtol=1e-9)


def test_a_customer_may_be_in_two_groups():
    found = predict(MANY).cells
    own, size = members(MANY, 3), MANY["customers"]
    some = pd.DataFrame({"cell": [4, 7], "segment": 9, "customers": [size[4], 1]})
    together = pd.concat([own, own.assign(segment=8), some], ignore_index=True)
    totals = predicting.sums(found, together, *purchases_and_money(), TERMS, 100, 1)
    by_group = totals.pivot(index="draw", columns="segment", values="expected_clv")
    assert by_group[8].to_numpy() == pytest.approx(by_group[[1, 2, 3]].sum(axis=1).to_numpy())
    value = found["clv_mean"]
    assert by_group[9].mean() == pytest.approx(size[4] * value[4] + value[7])
    counted = totals.groupby("segment")["customers"].first()
    assert counted[9] == size[4] + 1
    assert counted[8] == counted[[1, 2, 3]].sum() == size.sum()
    # What may come of two customers varies as they do.
    deviation = np.sqrt(size[4] * found["clv_sd"][4] ** 2 + found["clv_sd"][7] ** 2)
    many = predicting.sums(found, some, *purchases_and_money(sd=0.0, draws=2000), TERMS, 2000, 1)
    assert many["clv"].std() == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("memory", [None, 15.0])
def test_values_are_what_predictions_expect(model, memory):
    found = predict(MANY, model, memory=memory).cells
    again = predicting.values(found, *purchases_and_money(model), TERMS, memory)
    assert again == pytest.approx(found["clv_mean"].to_numpy(), rel=1e-9)


def test_values_by_other_parameters_do_not_mind_the_order_of_cells():
    found = predict(MANY).cells
    other = point(PARETO_NBD, PARETO, 1), point(SPENDING, SPEND, 1)
    whole = predicting.values(found, *other, TERMS)
    shuffled = np.random.default_rng(1).permutation(len(MANY))
    again = predicting.values(found.iloc[shuffled].reset_index(drop=True), *other, TERMS)
    assert again == pytest.approx(whole[shuffled], rel=1e-12)
    long = predicting.predict(
        MANY.drop(columns="customers"), members(MANY), point(PARETO_NBD, PARETO),
        point(SPENDING, SPEND), TERMS, 100, 1,
    ).cells  # fmt: skip
    assert whole == pytest.approx(long["clv_mean"].to_numpy(), rel=1e-9)


def below(given, thresholds, model="bg_nbd"):
    return predicting.predict(
        given.drop(columns="customers"), members(given), *purchases_and_money(model), TERMS, 100, 1,
        thresholds=thresholds,
    ).below  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_the_chance_to_stay_below_a_quantile_is_its_level(model):
    shuffled = MANY.sample(frac=1, random_state=1).reset_index(drop=True)
    quantiles = predict(shuffled, model).cells[list(predicting.LEVELS)].to_numpy()
    found = below(shuffled, quantiles, model)
    levels = np.broadcast_to(list(predicting.LEVELS.values()), found.shape)
    some = quantiles > 0
    assert some.sum() > len(MANY)
    assert found[some] == pytest.approx(levels[some], abs=1e-6)
    # Where a quantile is nothing, nothing is at least as likely as that.
    assert (~some).any()
    assert (found[~some] >= levels[~some] - 1e-9).all()


def test_chances_to_stay_below_rise_from_that_of_no_purchase_to_one():
    thresholds = np.r_[-1.0, 0.0, np.geomspace(0.01, 1e6, 40), np.inf][None]
    found = below(MANY, thresholds)
    assert found.shape == (len(MANY), thresholds.size)
    assert (found[:, 0] == 0).all()
    assert (np.diff(found, axis=1) >= -1e-12).all()
    none = 1 - predict(MANY).cells["p_purchase"].to_numpy()
    assert found[:, 1] == pytest.approx(none, abs=0.01)
    assert found[:, -1] == pytest.approx(np.ones(len(MANY)), abs=1e-4)


def test_thresholds_are_the_same_for_all_or_each_cells_own():
    shared = np.array([[5.0, 50.0]])
    own = np.tile(shared, (len(MANY), 1)) * np.arange(1, len(MANY) + 1)[:, None]
    found = below(MANY, own)
    for cell in (0, 7, len(MANY) - 1):
        assert found[cell].tolist() == pytest.approx(below(MANY, own[[cell]])[cell].tolist())
    assert predict(MANY).below.shape == (len(MANY), 0)


@pytest.mark.parametrize("place", range(4), ids=["0", "4", "30", "200"])
def test_the_chance_to_stay_below_is_that_of_the_story(place, monkeypatch):
    monkeypatch.setattr(predicting, "CHANCE_DRAWS", 100)
    own, money = purchases_and_money()
    _, _, worth = future(FOUR.iloc[place], own, money, None, 20_000)
    thresholds = np.quantile(worth[worth > 0], [0.2, 0.5, 0.8])
    found = below(FOUR, thresholds[None])[place]
    told = (worth[:, None] <= thresholds).mean(axis=0)
    assert found == pytest.approx(told, abs=0.02)


@pytest.mark.parametrize("place", range(4), ids=["0", "4", "30", "200"])
@pytest.mark.parametrize(("model", "memory"), [("bg_nbd", None), ("mbg_nbd", 15.0), ("pareto_nbd", None)])  # fmt: skip
def test_value_at_risk_is_what_one_who_buys_is_worth_times_the_chance_of_none(model, memory, place):
    found = predict(FOUR, model, sd=0.0, memory=memory).cells.iloc[place]
    own, p = MODELS[model]
    money = point(SPENDING, SPEND | {"trend": 0.2})
    number, _, worth = future(found, point(own, p), money, memory, 60_000)
    buys = worth[number > 0]
    exact = (1 - found["p_purchase"]) * buys.mean()
    error = (1 - found["p_purchase"]) * buys.std() / np.sqrt(len(buys))
    assert found["value_at_risk"] == pytest.approx(exact, abs=4 * error)
    # With sure parameters there is nothing for it to lie between.
    ends = found[["value_at_risk_p05", "value_at_risk_p95"]].tolist()
    assert ends == pytest.approx([found["value_at_risk"]] * 2)


@pytest.mark.parametrize("model", MODELS)
def test_value_at_risk_is_worked_out_draw_by_draw(model):
    size = 60
    own, money = purchases_and_money(model, sd=0.3, draws=size)
    given = FOUR.drop(columns="customers")

    def predicted(purchases, spend, draws):
        return predicting.predict(given, members(FOUR), purchases, spend, TERMS, draws, 1).cells

    def one(posterior, draw):
        links = {name: values[[draw, draw]] for name, values in posterior.links.items()}
        return Posterior(posterior.model, posterior.design, links, posterior.checks)

    drawn = []
    for draw in range(size):
        alone = predicted(one(own, draw), one(money, draw), 2)
        p = alone["p_purchase"]
        drawn.append(((1 - p) * alone["clv_mean"] / p).to_numpy())
    found = predicted(own, money, size)
    assert found["value_at_risk"].to_numpy() == pytest.approx(np.mean(drawn, axis=0))
    ends = np.quantile(drawn, [0.05, 0.95], axis=0)
    assert found["value_at_risk_p05"].to_numpy() == pytest.approx(ends[0])
    assert found["value_at_risk_p95"].to_numpy() == pytest.approx(ends[1])
    assert (found["value_at_risk_p05"] < found["value_at_risk"]).all()
    assert (found["value_at_risk"] < found["value_at_risk_p95"]).all()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("spend", [SPENDING, None], ids=["money", "none"])
def test_customers_expected_to_lapse_are_those_who_may_not_buy(model, spend):
    found = predict(MANY, model, spend=spend, segments=3)
    segment = members(MANY, 3)["segment"].to_numpy()
    each = ((1 - found.cells["p_purchase"]) * MANY["customers"]).groupby(segment).sum()
    told = found.totals.groupby("segment")["expected_lapsing"].mean()
    assert told.to_numpy() == pytest.approx(each.to_numpy(), rel=1e-9)


def test_value_at_risk_of_all_is_that_of_segments_in_every_draw():
    one, five = predict(MANY), predict(MANY, segments=5)
    whole = five.totals.groupby("draw")[["value_at_risk", "expected_lapsing"]].sum()
    for name in whole:
        assert whole[name].to_numpy() == pytest.approx(one.totals[name].to_numpy(), rel=1e-9)
        assert whole[name].nunique() > 1
