"""What is known, side by side: where each criterion comes from, and what is left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marketing import shipped_inputs

from mktlab.market import inputs
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence import gathering, rivalry
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.rivalry import Crowding

NUMBERS, NAMES, CUSTOMERS = [1, 2, 3], ["Champions", "Loyal", "Lapsed"], [400, 500, 5]
DRAWS, GIVEN = 60, 8  # wanted, and those of 30_clv
SEGMENTS = pd.DataFrame({"segment": NUMBERS, "segment_name": NAMES, "customers": CUSTOMERS})


def clv_draws(**columns: list) -> pd.DataFrame:
    """Give draws of 30_clv: purchases always, other columns by segment and draw where given."""
    rows = pd.MultiIndex.from_product([range(GIVEN), NUMBERS], names=["draw", "segment"])
    frame = rows.to_frame(index=False)
    key = frame["draw"] + 100.0 * frame["segment"]
    frame["expected_purchases"] = key * frame["segment"].map(
        dict(zip(NUMBERS, CUSTOMERS, strict=True))
    )
    frame["expected_clv_mean"] = key
    frame["net_gain"] = -key
    return frame.assign(**columns)


def growth(draws: int = DRAWS) -> Growth:
    rate = np.arange(draws)[:, None] + np.array([1e3, 2e3, 3e3])
    return Growth(rate, rate + 7, rate + 8, rate + 9, rate, pd.DataFrame(), (8, 4), 900.0)


def crowding(draws: int = DRAWS) -> Crowding:
    index = np.arange(draws)[:, None] + np.array([1e3, 2e3, 3e3])
    return Crowding(index, index, pd.DataFrame(index=NUMBERS))


def told(context: dict | None = None, fits: dict | None = None, own: bool = False):
    """Give inputs with these segments in their tables; ``own`` where they are no examples."""
    written = {}
    if context is not None:
        written["market_context"] = inputs.MarketContext(illustrative=not own, segments=context)
    if fits is not None:
        written["resource_fit"] = inputs.ResourceFit(illustrative=not own, segments=fits)
    return shipped_inputs().model_copy(update=written)


def gather(segment_draws=None, least=10, draws=DRAWS, seed=1, **parts):
    given = {"growth": growth(draws), "crowding": crowding(draws), "inputs": shipped_inputs()}
    return gathering.gather(
        SEGMENTS,
        clv_draws() if segment_draws is None else segment_draws,
        **(given | parts),
        currency="USD",
        least=least,
        draws=draws,
        seed=seed,
    )


def fit(low, likely, high):
    return {"low": low, "likely": likely, "high": high, "why": "so"}


@given(draws=st.integers(1, 40))
def test_draws_that_are_too_few_are_taken_in_turn(draws):
    laid = gathering.values(clv_draws(), [2, 1], "net_gain", draws)
    assert laid.shape == (draws, 2)
    assert laid[:, 0].tolist() == [-(200.0 + number % GIVEN) for number in range(draws)]
    assert laid[:, 1].tolist() == [-(100.0 + number % GIVEN) for number in range(draws)]


def test_draws_are_laid_out_by_their_numbers_not_their_rows():
    frame = clv_draws()
    shuffled = frame.sample(frac=1, random_state=1)
    one = gathering.values(frame, NUMBERS, "expected_clv_mean")
    assert one.shape == (GIVEN, 3)
    assert (gathering.values(shuffled, NUMBERS, "expected_clv_mean") == one).all()


def test_a_segment_without_draws_is_not_a_number_and_no_draws_are_none():
    laid = gathering.values(clv_draws(), [1, 9], "net_gain")
    assert np.isnan(laid).tolist() == [[False, True]] * GIVEN
    assert gathering.values(clv_draws(net_gain=np.nan), NUMBERS, "net_gain") is None
    assert gathering.values(clv_draws(), [9], "net_gain") is None


def test_all_criteria_are_laid_side_by_side_in_their_order():
    found = gather(inputs=told({"Loyal": {"satisfaction": {"low": 1, "likely": 2, "high": 3}}}))
    assert list(found.draws) == list(CRITERIA)
    assert {part.shape for part in found.draws.values()} == {(DRAWS, 2)}
    assert found.absent == {}
    assert found.sources == {
        "size": "orders", "growth": "orders", "competition": "orders", "value": "30_clv",
        "satisfaction": "example", "fit": "example",
    }  # fmt: skip


def test_small_segments_are_left_out_of_everything():
    found = gather()
    assert (found.segments, found.names) == (NUMBERS[:2], NAMES[:2])
    assert found.customers.tolist() == CUSTOMERS[:2]
    assert found.draws["growth"].tolist() == growth().rate[:, :2].tolist()
    assert found.draws["competition"].tolist() == crowding().index[:, :2].tolist()
    assert found.gains.shape == (GIVEN, 2)
    # Their customers are customers all the same.
    assert (found.draws["size"].sum(axis=1) < sum(CUSTOMERS)).all()
    assert gather(least=5).names == NAMES
    assert gather(least=5).draws["size"].sum(axis=1) == pytest.approx(sum(CUSTOMERS))


def test_values_are_money_where_amounts_are_known():
    found = gather()
    assert found.unit == "USD"
    assert found.draws["value"][:, 1].tolist() == [200.0 + spot % GIVEN for spot in range(DRAWS)]


def test_without_amounts_a_customer_is_worth_purchase_days():
    found = gather(clv_draws(expected_clv_mean=np.nan, net_gain=np.nan))
    assert found.unit == "purchase days"
    assert found.sources["value"] == "30_clv"
    # Purchase days of all, by customer.
    assert found.draws["value"][:, 1] == pytest.approx(200 + np.arange(DRAWS) % GIVEN)
    assert found.gains is None


def test_the_mean_value_is_that_of_a_customer_of_all_segments():
    sizes = pd.Series(CUSTOMERS, index=NUMBERS)
    found = gathering.mean_value(clv_draws(), sizes, 10)
    whole = (100 * 400 + 200 * 500 + 300 * 5) / 905
    assert found == pytest.approx(whole + np.arange(10) % GIVEN)
    # In whichever unit there is, and in no order of segments.
    days = clv_draws(expected_clv_mean=np.nan)
    assert gathering.mean_value(days, sizes, 10) == pytest.approx(found)
    assert gathering.mean_value(clv_draws(), sizes.iloc[::-1], 10) == pytest.approx(found)
    nothing = clv_draws(expected_clv_mean=np.nan, expected_purchases=np.nan)
    assert gathering.mean_value(nothing, sizes, 10) is None


def test_gains_keep_their_own_draws():
    assert gather().gains.tolist() == [
        [-(100.0 + draw), -(200.0 + draw)] for draw in range(GIVEN)
    ]  # fmt: skip


def test_what_is_not_known_says_why():
    found = gather(
        growth=None, crowding=None, inputs=told({"Champions": {}}, {"Nobody": fit(1, 2, 3)})
    )
    assert list(found.draws) == ["size", "value"]
    assert set(found.sources) == {"size", "value"}
    assert "history is too short" in found.absent["growth"]
    assert "no makers" in found.absent["competition"]
    assert "market_context.yaml" in found.absent["satisfaction"]
    assert "resource_fit.yaml" in found.absent["fit"]


@pytest.mark.parametrize("own", [True, False])
def test_who_wrote_a_guess_is_told(own):
    context = {"Loyal": {"satisfaction": fit(1, 2, 3) | {}, "rivals": {"A": 60, "B": 40}}}
    del context["Loyal"]["satisfaction"]["why"]
    found = gather(crowding=None, inputs=told(context, {"Loyal": fit(1, 2, 3)}, own))
    wrote = "analyst" if own else "example"
    assert {found.sources[name] for name in ("competition", "satisfaction", "fit")} == {wrote}


def test_a_guess_missing_of_one_segment_is_not_a_number_there():
    found = gather(inputs=told(fits={"Loyal": fit(4, 5, 7)}, own=True))
    assert np.isnan(found.draws["fit"][:, 0]).all()
    assert ((found.draws["fit"][:, 1] >= 4) & (found.draws["fit"][:, 1] <= 7)).all()
    assert found.sources["fit"] == "analyst"
    # A guess about a small segment alone is none about those told of.
    assert "fit" in gather(inputs=told(fits={"Lapsed": fit(4, 5, 7)})).absent


def test_guesses_are_drawn_from_their_triangles():
    found = gather(
        draws=8_000, inputs=told(fits={"Loyal": fit(2, 3, 7), "Champions": fit(6, 6, 6)})
    )
    drawn = found.draws["fit"]
    assert (drawn[:, 0] == 6).all()
    assert drawn[:, 1].mean() == pytest.approx(4, abs=0.06)
    assert drawn[:, 1].var() == pytest.approx((4 + 9 + 49 - 6 - 14 - 21) / 18, rel=0.08)


def test_rivals_are_used_where_makers_are_not_counted():
    context = {"Loyal": {"rivals": {"A": 60, "B": 40}}, "Lapsed": {"rivals": {"A": 100}}}
    written = told(context, own=True)
    assert gather(inputs=written).sources["competition"] == "orders"
    assert (gather(inputs=written).draws["competition"] == crowding().index[:, :2]).all()
    found = gather(crowding=None, inputs=written)
    assert found.sources["competition"] == "analyst"
    assert np.isnan(found.draws["competition"][:, 0]).all()
    assert found.draws["competition"][:, 1] == pytest.approx(rivalry.herfindahl([60, 40]))
    # Rivals of a small segment alone tell nothing.
    alone = gather(crowding=None, inputs=told({"Lapsed": {"rivals": {"A": 100}}}))
    assert "competition" in alone.absent


def test_the_same_seed_gives_the_same_evidence_and_another_does_not():
    first, again, other = (gather(seed=seed) for seed in (1, 1, 2))
    for name in ("size", "fit"):
        assert (first.draws[name] == again.draws[name]).all()
        assert (first.draws[name] != other.draws[name]).any()


@pytest.mark.parametrize(
    ("parts", "least", "name"),
    [
        (
            {"segment_draws": clv_draws(expected_clv_mean=np.nan, expected_purchases=np.nan)},
            10, "value",
        ),
        (
            {"crowding": Crowding(np.full((DRAWS, 3), np.nan), np.full((1, 3), np.nan), pd.DataFrame())},
            10, "competition",
        ),
        ({}, 10_000, "value"),
        ({"growth": None}, 10, "growth"),
        ({"inputs": told(fits={})}, 10, "fit"),
    ],
)  # fmt: skip
def test_a_criterion_is_drawn_or_absent(parts, least, name):
    found = gather(least=least, **parts)
    assert set(found.draws) | set(found.absent) == set(CRITERIA)
    assert not set(found.draws) & set(found.absent)
    assert name in found.absent
    assert all(np.isfinite(part).any() for part in found.draws.values() if part.size)
