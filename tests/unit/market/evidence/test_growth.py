"""Growth: blocks counted by hand, trends held against PyMC and against known truths.

The model of ``fit`` is written down a second time here, in PyMC, from its description; and data drawn
from it say whether its intervals hold the truth as often as they claim.
"""

from datetime import date, timedelta
from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.market.evidence import growth

AS_OF = date(2024, 1, 1)
DAY = {"as_of": "date", "customer_id": "string", "segment": "int64"}
WEEK = {
    "customer_id": "string",
    "week": "int64",
    "orders": "int64",
    "net_amount": "decimal(18, 2)",
}
EARLY, LATE = AS_OF - timedelta(weeks=8), AS_OF - timedelta(weeks=4)
HISTORY = [(EARLY, "moves", 1), (EARLY, "refunded", 1), (EARLY, "gone", 2),
           (LATE, "moves", 2), (LATE, "refunded", 1), (LATE, "new", 2)]  # fmt: skip
WEEKS = [
    ("moves", -8, 1, 100), ("moves", -7, 1, 10), ("moves", -4, 1, 5.5), ("moves", -3, 1, 20),
    ("moves", 0, 2, 30), ("moves", 1, 1, 50),
    # Money back alone is no purchase; with one, it is less spend.
    ("refunded", -5, 0, -4), ("refunded", -1, 1, 8), ("refunded", 0, 0, -3),
    # Customers of no segment at the time.
    ("gone", -2, 1, 7), ("new", -6, 1, 9), ("never in", 0, 1, 99),
]  # fmt: skip
SEGMENTS, BLOCKS, LENGTH = 3, 4, 8
SIMULATED = 120


def table(rows, schema):
    return ibis.memtable(pd.DataFrame(rows, columns=list(schema)), schema=schema)


def blocks(history=HISTORY, weeks=WEEKS, as_of=AS_OF):
    money = [(*row[:3], Decimal(str(row[3]))) for row in weeks]
    return growth.blocks(table(history, DAY), table(money, WEEK), as_of)


def laid(found):
    order = ["start", "segment", "weeks", "customers", "active", "spend", "squares"]
    return [tuple(row) for row in found[order].itertuples(index=False)]


def trade(
    growing=(0.0,),
    blocks=8,
    weeks=13,
    customers=1_000,
    active=0.4,
    each=5.0,
    seed=1,
    absent=(),
    wobble=0.0,
):
    """Draw blocks of trade that grows by so much a year in each segment, all in who is active."""
    rng = np.random.default_rng(seed)
    rows = []
    for block in range(blocks):
        start = AS_OF - timedelta(weeks=weeks * (blocks - block))
        for segment, rate in enumerate(growing, 1):
            if (segment, block) in absent:
                continue
            years = weeks * (block + 0.5) / growth.WEEKS_PER_YEAR
            there = int(customers * np.exp(rng.normal(0, wobble))) if wobble else customers
            bought = rng.binomial(there, active * (1 + rate) ** years)
            paid = rng.gamma(4.0, weeks * each / 4, bought)
            rows.append((start, segment, weeks, there, bought, paid.sum(), (paid**2).sum()))
    names = ["start", "segment", "weeks", "customers", "active", "spend", "squares"]
    return pd.DataFrame(rows, columns=names)


def sizes(counted, customers=1_000):
    return pd.Series(customers, index=sorted(counted["segment"].unique()))


def simulate(rng, segments=SEGMENTS, blocks=BLOCKS):
    """Draw a series from the prior: what is seen, the true slopes, and the block to come."""
    between, together, apart = np.abs(rng.normal(0, growth.SPREAD))
    time = (np.arange(blocks) - blocks + 0.5) * LENGTH / growth.WEEKS_PER_YEAR
    sampling = rng.uniform(0.001, 0.05, (segments, blocks))
    level = rng.normal(0, growth.LEVEL, (segments, 1))
    slope = rng.normal(0, growth.COMMON) + rng.normal(0, between, (segments, 1))
    shock, noise = rng.normal(0, together, blocks), np.sqrt(apart**2 + sampling)
    seen = level + slope * time + shock + noise * rng.standard_normal(sampling.shape)
    ahead = LENGTH / 2 / growth.WEEKS_PER_YEAR
    after = level[:, 0] + slope[:, 0] * ahead + rng.normal(0, together)
    after = after + rng.normal(0, apart, segments)
    return growth.Series(seen, sampling, time), slope[:, 0], after, ahead


# Blocks.


def test_blocks_are_those_counted_by_hand():
    assert laid(blocks()) == [
        (EARLY, 1, 4, 2, 1, 15.5, 240.25),
        (EARLY, 2, 4, 1, 0, 0, 0),
        (LATE, 1, 4, 1, 1, 5, 25),
        (LATE, 2, 4, 2, 1, 50, 2500),
    ]


def test_who_brought_back_more_than_they_bought_has_bought_all_the_same():
    found = blocks([(LATE, "a", 1)], [("a", -1, 1, 10), ("a", 0, 0, -12)])
    assert laid(found) == [(LATE, 1, 4, 1, 1, -2, 4)]


def test_a_block_does_not_know_how_its_customers_are_classified_later():
    later = [(day, name, 3 - segment if day == LATE else segment) for day, name, segment in HISTORY]
    changed = blocks(history=[*later, (LATE, "gone", 1)])
    assert laid(changed)[:2] == laid(blocks())[:2]
    assert laid(changed)[2:] != laid(blocks())[2:]


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(1)
    shuffled = [[rows[spot] for spot in rng.permutation(len(rows))] for rows in (HISTORY, WEEKS)]
    pd.testing.assert_frame_equal(blocks(*shuffled), blocks())


def test_customers_classified_on_the_day_of_the_plan_alone_have_no_blocks():
    nothing = blocks(history=[(AS_OF, "moves", 1)])
    assert nothing.empty
    assert set(nothing.columns) == set(blocks().columns)


def test_without_earlier_days_there_are_no_blocks():
    assert blocks(history=[]).empty


@given(before=st.sets(st.integers(1, 80), min_size=1, max_size=5))
@settings(max_examples=12)
def test_each_week_since_the_first_day_is_counted_once(before):
    days = [AS_OF - timedelta(days=number) for number in sorted(before)]
    whole = max(before) // 7
    found = blocks([(day, "a", 1) for day in days], [("a", -week, 1, 1) for week in range(20)])
    assert found["weeks"].sum() == whole
    assert found["spend"].tolist() == found["weeks"].tolist()
    assert found["squares"].tolist() == (found["weeks"] ** 2).tolist()


def test_spend_may_be_large_as_in_yen_or_rupiah():
    found = blocks(history=[(LATE, "a", 1)], weeks=[("a", 0, 1, 100_000_000)])
    assert found["squares"].tolist() == [1e16]


# Series.


def test_a_series_is_the_one_worked_by_hand():
    counted = trade(growing=(0.0, 0.0), blocks=3, weeks=8)
    counted.loc[counted["segment"] == 2, ["customers", "active", "spend", "squares"]] = [
        (10, 4, 80.0, 1_900.0),
        (10, 0, 0.0, 0.0),
        (10, 1, 16.0, 256.0),
    ]
    found = growth.series(counted, pd.Series({2: 12, 1: 1_000}), AS_OF)
    assert found["active"].time == pytest.approx(np.array([-20, -12, -4]) / growth.WEEKS_PER_YEAR)
    assert found["active"].values[0] == pytest.approx(np.log([4.5 / 11, 0.5 / 11, 1.5 / 11]))
    # Customers are counted on the days of classification, and on the day of the plan.
    days = np.array([-24, -16, -8, 0]) / growth.WEEKS_PER_YEAR
    assert found["customers"].time == pytest.approx(days)
    assert found["customers"].values[0] == pytest.approx(np.log([10.5, 10.5, 10.5, 12.5]))
    half = [0.5 / 10.5] * 3 + [0.5 / 12.5]  # of a customer, to which counts are rounded
    assert found["customers"].sampling[0] == pytest.approx(np.square(half))
    assert found["active"].sampling[0] == pytest.approx(
        [(1 - 4.5 / 11) / 4.5, (1 - 0.5 / 11) / 0.5, (1 - 1.5 / 11) / 1.5]
    )
    assert found["share"].values[0] == pytest.approx(np.log([4.5 / 6.5, 0.5 / 10.5, 1.5 / 9.5]))
    assert found["share"].sampling[0] == pytest.approx(
        [1 / 4.5 + 1 / 6.5, 1 / 0.5 + 1 / 10.5, 1 / 1.5 + 1 / 9.5]
    )
    # 80 of four in eight weeks: a mean of 20, and squares of 1900 leave a variance of 100 of a customer.
    assert found["spend"].values[0] == pytest.approx(
        [np.log(2.5), np.nan, np.log(2.0)], nan_ok=True
    )
    variance = (1_900 / 4 - 20**2) / 3 / 20**2
    assert found["spend"].sampling[0] == pytest.approx([variance, np.nan, 1.0], nan_ok=True)


def test_sampling_variances_are_those_of_drawn_customers():
    customers, chance, draws = 400, 0.3, 4_000
    rng = np.random.default_rng(1)
    active = rng.binomial(customers, chance, draws)
    paid = np.where(np.arange(customers) < active[:, None], rng.gamma(2.0, 5.0, (draws, 400)), 0)
    rows = pd.DataFrame(
        {"segment": np.arange(draws), "weeks": 4, "customers": customers, "active": active,
         "spend": paid.sum(axis=1), "squares": (paid**2).sum(axis=1)}
    )  # fmt: skip
    days = [AS_OF - timedelta(weeks=4 * number) for number in (3, 2, 1)]
    counted = pd.concat([rows.assign(start=day) for day in days])
    for name, part in growth.series(counted, pd.Series(customers, range(draws)), AS_OF).items():
        if name == "customers":  # counted
            continue
        assert part.sampling[:, 0].mean() == pytest.approx(part.values[:, 0].var(), rel=0.1), name


def test_two_blocks_are_no_series():
    assert growth.series(trade(blocks=2), pd.Series({1: 9}), AS_OF) is None
    assert growth.series(trade(blocks=3), pd.Series({1: 9}), AS_OF) is not None


def test_more_money_back_than_spent_is_not_known_rather_than_wrong():
    counted = trade(blocks=3)
    counted.loc[1, "spend"] = -10.0
    found = growth.series(counted, pd.Series({1: 9}), AS_OF)["spend"]
    assert np.isnan(found.values).tolist() == [[False, True, False]]
    assert np.isnan(found.sampling).tolist() == [[False, True, False]]


# Trends.


def uneven():
    """Give four segments in six blocks, one with little to go by, one with gaps."""
    seen, *_ = simulate(np.random.default_rng(11), segments=4, blocks=6)
    values, sampling = seen.values.copy(), seen.sampling.copy()
    sampling[3] = 0.5
    values[3] += np.random.default_rng(12).normal(0, 0.5, 6)
    values[2, :2] = np.nan
    return growth.Series(values, sampling, seen.time)


def nuts(seen: growth.Series, ahead: float) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Write the model down in PyMC and sample it: draws × segments, and effective draws of each."""
    from mktlab.clv import fitting  # isort: skip; it sets how numba compiles

    import arviz as az
    import nutpie
    import pymc as pm

    known = np.isfinite(seen.values)
    row, column = np.nonzero(known)
    segments, blocks = seen.values.shape
    with pm.Model() as written:
        between = pm.HalfNormal("between", 0.3)
        together = pm.HalfNormal("together", 0.2)
        apart = pm.HalfNormal("apart", 0.2)
        level = pm.Normal("level", seen.values[known].mean(), 5.0, shape=segments)
        own = between * pm.Normal("own", shape=segments)
        slope = pm.Deterministic("slope", pm.Normal("common", 0, 0.5) + own)
        shock = together * pm.Normal("shock", shape=blocks)
        pm.Normal(
            "y",
            level[row] + slope[row] * seen.time[column] + shock[column],
            (apart**2 + seen.sampling[known]) ** 0.5,
            observed=seen.values[known],
        )
        new = together * pm.Normal("new shock") + apart * pm.Normal("new noise", shape=segments)
        pm.Deterministic("ahead", level + slope * ahead + new)
    compiled = nutpie.compile_pymc_model(written)
    found = nutpie.sample(
        compiled, draws=1_500, tune=800, chains=fitting.CHAINS, cores=2, seed=1,
        target_accept=0.95, progress_bar=False,
    )  # fmt: skip
    names = ["slope", "ahead"]
    effective = az.ess(found, var_names=names)
    return (
        {name: found.posterior[name].to_numpy().reshape(-1, segments) for name in names},
        {name: effective[name].to_numpy() for name in names},
    )


def test_trends_are_those_of_pymc():
    seen, ahead = uneven(), 0.1
    reference, effective = nuts(seen, ahead)
    fits = [growth.fit(seen, ahead, 2_000, seed) for seed in range(10)]
    tried = sum(fit.effective for fit in fits)
    for name, theirs in reference.items():
        ours = np.concatenate([getattr(fit, name) for fit in fits])
        wide = theirs.std(axis=0)
        error = np.sqrt(1 / tried + 1 / effective[name])
        assert (effective[name] > 1_000).all()
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 4 * error * wide).all()
        # Tails are wider than a normal's, so a standard deviation errs more than by error / √2.
        assert ours.std(axis=0) == pytest.approx(wide, rel=4 * error.max())
        together = np.corrcoef(ours.T)
        assert together == pytest.approx(np.corrcoef(theirs.T), abs=4 * error.max())


@pytest.fixture(scope="module")
def simulated():
    """How much of the draws lies below the truth, of slopes and of the block to come."""
    rng = np.random.default_rng(5)
    slopes, after = [], []
    for number in range(SIMULATED):
        seen, slope, coming, ahead = simulate(rng)
        found = growth.fit(seen, ahead, 300, 1_000 + number)
        # One segment of each: those of one series share a trend, so they are right or wrong together.
        slopes.append((found.slope[:, 0] < slope[0]).mean())
        after.append((found.ahead[:, 0] < coming[0]).mean())
    return {"slope": np.array(slopes), "ahead": np.array(after)}


@pytest.mark.parametrize("name", ["slope", "ahead"])
@pytest.mark.parametrize("level", [0.5, 0.9])
def test_intervals_hold_the_truth_as_often_as_they_say(simulated, name, level):
    inside = np.abs(simulated[name] - 0.5) < level / 2
    low, high = stats.binom.interval(0.99, SIMULATED, level)
    assert low <= inside.sum() <= high
    # Nor does the truth lie more often above than below.
    low, high = stats.binom.interval(0.99, SIMULATED, 0.5)
    assert low <= (simulated[name] > 0.5).sum() <= high


def steep(noise: float) -> growth.Series:
    """Give four segments with nearly the same slope, and a fifth seen to rise by 2 a year."""
    time = np.arange(-6, 0) * 13 / growth.WEEKS_PER_YEAR
    slopes = np.array([0.0, 0.1, 0.05, 0.08, 2.0])
    sampling = np.full((5, 6), 1e-4)
    sampling[4] = noise
    return growth.Series(slopes[:, None] * time, sampling, time)


def test_a_noisy_segment_is_pulled_towards_the_others_and_a_sure_one_is_not():
    noisy, sure = (growth.fit(steep(noise), 0.1, 2_000, 1).slope for noise in (1.0, 1e-4))
    assert noisy[:, 4].mean() < 0.6
    assert sure[:, 4].mean() > 1.6
    assert noisy[:, 4].std() > noisy[:, 0].std()
    assert noisy[:, 0].mean() == pytest.approx(0.0, abs=0.15)


def test_the_scale_of_what_is_counted_does_not_matter_to_slopes():
    seen = uneven()
    moved = growth.Series(seen.values + 7, seen.sampling, seen.time)
    first, second = growth.fit(seen, 0.1, 500, 3), growth.fit(moved, 0.1, 500, 3)
    assert second.slope == pytest.approx(first.slope)
    assert second.ahead == pytest.approx(first.ahead + 7)


def test_enough_of_the_draws_count():
    rng = np.random.default_rng(8)
    for seed in range(8):
        seen, _, _, ahead = simulate(rng, segments=4, blocks=6)
        assert growth.fit(seen, ahead, 100, seed).effective > growth.ENOUGH


def test_that_too_few_draws_count_is_told():
    # All customers spend alike in all blocks: a noise of nothing cannot be drawn.
    time = np.arange(-8, 0) * 0.15
    alike = growth.Series(np.zeros((5, 8)), np.zeros((5, 8)), time)
    assert growth.fit(alike, 0.1, 100, 1).effective < growth.ENOUGH


def test_draws_come_in_no_order():
    found = growth.fit(uneven(), 0.1, 4_000, 1)
    spread = np.abs(found.slope[:, 3] - found.slope[:, 3].mean())
    assert np.corrcoef(spread, np.arange(4_000))[0, 1] == pytest.approx(0, abs=0.06)


def test_what_comes_goes_on_from_the_slope_of_the_same_draw():
    found = growth.fit(uneven(), 10.0, 1_000, 1)
    for segment in range(4):
        assert np.corrcoef(found.slope[:, segment], found.ahead[:, segment])[0, 1] > 0.8


def test_of_nothing_known_nothing_is_learned():
    nothing = np.full((2, 3), np.nan)
    with pytest.raises(ValueError, match="no block has a known value"):
        growth.fit(growth.Series(nothing, nothing, np.array([-0.3, -0.2, -0.1])), 0.1, 10, 1)


# Growth.


def test_planted_growth_is_found_with_its_sign():
    counted = trade(growing=(0.5, -0.4, 0.0), wobble=0.02)
    found = growth.grow(counted, sizes(counted), AS_OF, 2_000, 1)
    low, high = np.quantile(found.rate, [0.05, 0.95], axis=0)
    assert low[0] > 0
    assert high[1] < 0
    assert (low < [0.5, -0.4, 0.0]).all()
    assert (high > [0.5, -0.4, 0.0]).all()
    assert found.effective > growth.ENOUGH
    assert found.weeks == (8 * 13, 13)


def test_growth_of_a_segment_is_that_of_its_people_and_of_what_each_spends():
    counted = trade(growing=(0.0, 0.0), wobble=0.02)
    block = counted.groupby("segment").cumcount()
    years = block * 13 / growth.WEEKS_PER_YEAR
    rising = np.where(counted["segment"] == 1, 1.4**years, 1.0)  # as many of them buy, by share
    for name in ("customers", "active", "spend", "squares"):
        counted[name] = counted[name] * rising
    richer = np.where(counted["segment"] == 2, 1.4**years, 1.0)
    counted["spend"] *= richer
    counted["squares"] *= richer**2
    now = pd.Series({1: int(1_000 * 1.4 ** (8 * 13 / growth.WEEKS_PER_YEAR)), 2: 1_000})
    found = growth.grow(counted, now, AS_OF, 1_000, 1)
    assert np.median(found.people, axis=0) == pytest.approx([0.4, 0.0], abs=0.12)
    assert np.median(found.each, axis=0) == pytest.approx([0.0, 0.4], abs=0.12)
    assert (1 + found.people) * (1 + found.each) == pytest.approx(1 + found.rate)


@given(seed=st.integers(0, 1_000))
@settings(max_examples=8)
def test_constant_trade_may_well_be_constant(seed):
    counted = trade(growing=(0.0, 0.0), blocks=6, weeks=8, seed=seed)
    found = growth.grow(counted, sizes(counted), AS_OF, 500, 1)
    low, high = np.quantile(found.rate, [0.01, 0.99], axis=0)
    assert (low < 0).all()
    assert (high > 0).all()
    # What comes is about what was.
    near = np.quantile(found.active, [0.01, 0.99], axis=0)
    assert (near[0] < 400).all()
    assert (near[1] > 400).all()


def test_growth_of_spend_counts_too():
    counted = trade(growing=(0.0,))
    growing = 1.5 ** (np.arange(8) * 13 / growth.WEEKS_PER_YEAR)
    counted["spend"] *= growing
    counted["squares"] *= growing**2
    rate = growth.grow(counted, sizes(counted), AS_OF, 1_000, 1).rate[:, 0]
    assert np.quantile(rate, 0.05) > 0
    assert np.median(rate) == pytest.approx(0.5, abs=0.25)


def test_the_next_block_is_as_long_as_the_last_and_its_middle_is_foreseen(monkeypatch):
    asked = []
    fit = growth.fit
    monkeypatch.setattr(
        growth, "fit", lambda seen, ahead, *rest: asked.append(ahead) or fit(seen, ahead, *rest)
    )
    counted = trade(blocks=3)
    growth.grow(counted, sizes(counted), AS_OF, 10, 1)
    assert asked == pytest.approx([6.5 / growth.WEEKS_PER_YEAR] * 4)


def test_who_will_buy_is_chance_and_makes_spend_less_sure():
    counted = trade(growing=(0.0,), blocks=4)
    last = counted.index[-1]
    # Customers so unlike that the logarithm of their mean has a standard deviation of 3.
    mean = counted.loc[last, "spend"] / counted.loc[last, "active"]
    unlike = (1 + 9 * (counted.loc[last, "active"] - 1)) * mean**2
    counted.loc[last, "squares"] = unlike * counted.loc[last, "active"]
    found = growth.grow(counted, sizes(counted), AS_OF, 2_000, 1)
    assert np.log(found.spend[:, 0]).std() > 2.5


def test_the_naive_forecast_is_the_last_block_with_the_customers_there_are_now():
    counted = trade(growing=(0.0, 0.0))
    last = counted["start"] == counted["start"].max()
    counted.loc[last, ["customers", "active", "spend", "squares"]] = [
        (500, 100, 2_600.0, 1e5),
        (400, 0, 0.0, 0.0),
    ]
    found = growth.grow(counted, pd.Series({2: 60, 1: 250}), AS_OF, 100, 1)
    assert found.before.index.tolist() == [2, 1]
    assert found.before["active"].tolist() == pytest.approx([0, 50])
    assert found.before["spend"].tolist() == pytest.approx([np.nan, 2.0], nan_ok=True)


@pytest.mark.parametrize("active", [0.0, 0.5, 0.99])
def test_no_more_can_be_active_than_there_are(active):
    counted = trade(growing=(0.0, 0.0), blocks=4, customers=30, active=active)
    counted.loc[0, ["active", "spend", "squares"]] = 10, 100.0, 2_000.0  # so that something is
    now = pd.Series({1: 12, 2: 3})
    found = growth.grow(counted, now, AS_OF, 1_000, 1)
    assert (found.active <= now.to_numpy()).all()
    assert (found.active >= 0).all()
    assert (found.active == np.round(found.active)).all()
    assert (found.spend > 0).all()


@pytest.mark.parametrize("known", [0, 1])
def test_a_segment_of_few_or_no_blocks_is_in_more_doubt_and_finite(known):
    absent = {(3, block) for block in range(8 - known)}
    counted = trade(growing=(0.1, 0.1, 0.1), absent=absent)
    found = growth.grow(counted, pd.Series(1_000, index=[1, 2, 3]), AS_OF, 1_000, 1)
    assert all(np.isfinite(part).all() for part in (found.rate, found.active, found.spend))
    logs = np.log1p(found.rate).std(axis=0)
    assert logs[2] > 1.2 * max(logs[:2])
    assert np.isnan(found.before.loc[3, "active"]) == (known == 0)


def test_too_short_a_history_or_no_purchase_has_no_growth():
    short = trade(blocks=2)
    assert growth.grow(short, sizes(short), AS_OF, 100, 1) is None
    nothing = trade(active=0.0)
    assert growth.grow(nothing, sizes(nothing), AS_OF, 100, 1) is None
    assert growth.grow(trade().iloc[:0], pd.Series({1: 5}), AS_OF, 100, 1) is None


def test_neither_the_order_of_blocks_nor_that_of_segments_matters():
    counted = trade(growing=(0.5, -0.4), blocks=4)
    shuffled = counted.sample(frac=1, random_state=1)
    first = growth.grow(counted, pd.Series({1: 500, 2: 900}), AS_OF, 500, 1)
    again = growth.grow(shuffled, pd.Series({1: 500, 2: 900}), AS_OF, 500, 1)
    turned = growth.grow(counted, pd.Series({2: 900, 1: 500}), AS_OF, 500, 1)
    assert (again.rate == first.rate).all()
    assert (again.active == first.active).all()
    # Another order of segments draws other numbers of the same.
    assert np.median(turned.rate[:, ::-1], axis=0) == pytest.approx(
        np.median(first.rate, axis=0), abs=0.1
    )


@pytest.mark.parametrize("seed", [7, 9])
def test_no_proposal_is_too_far_to_be_weighed(seed):
    # Two of the first hundred seeds.
    counted = trade(growing=(0.0, 0.0), blocks=3, customers=100, active=0.5, seed=seed)
    found = growth.grow(counted, sizes(counted, 100), AS_OF, 100, seed)
    assert np.isfinite(found.rate).all()
