"""Simulated orders follow the models they are named after, and the seed alone decides them."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import hyp2f1

from mktlab.collect import simulate
from mktlab.collect.simulate import Truth


def made(customers, seed=1, **truth):
    return pa.concat_tables(simulate.orders(customers, seed, Truth(**truth)))


def expected_repeats(t, r, alpha, a, b):
    """E[X(t)] of the BG/NBD model: Fader, Hardie and Lee (2005), equation (9)."""
    z = t / (alpha + t)
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, z))


@pytest.mark.parametrize("days", [60, 365])
def test_repeat_purchases_have_the_models_mean(days):
    truth = Truth()
    n = 150_000
    orders = made(n, entry_days=1, days=days)
    repeats = np.bincount(orders["customer"], minlength=n) - 1
    mean = expected_repeats(days, truth.r, truth.alpha, truth.a, truth.b)
    assert repeats.mean() == pytest.approx(mean, abs=4 * repeats.std() / np.sqrt(n))
    # Nobody has bought again with the chance that the gamma rate gives: (alpha / (alpha + t))^r.
    none = (truth.alpha / (truth.alpha + days)) ** truth.r
    assert (repeats == 0).mean() == pytest.approx(none, abs=4 * np.sqrt(none / n))


def test_amounts_have_the_models_mean():
    truth = Truth()
    amounts = made(20_000)["amount"].to_numpy()
    assert amounts.mean() == pytest.approx(truth.p * truth.gamma / (truth.q - 1), rel=0.03)
    assert (np.round(amounts, 2) == amounts).all()


def test_the_seed_alone_decides():
    assert made(3000).equals(made(3000))
    assert not made(3000).equals(made(3000, seed=2))


def test_a_larger_simulation_begins_with_a_smaller_one(monkeypatch):
    monkeypatch.setattr(simulate, "CUSTOMERS_AT_ONCE", 100)
    small, large = made(200), made(350)
    assert large.slice(0, small.num_rows).equals(small)
    assert len(set(large["customer"].to_pylist())) == 350


def test_orders_are_sorted_and_every_customer_has_one():
    table = made(500)
    frame = table.to_pandas()
    assert frame.equals(frame.sort_values(["customer", "date"], kind="stable"))
    assert frame["customer"].nunique() == 500
    with pytest.raises(ValueError, match="at least one customer"):
        next(simulate.orders(0, 1))


def test_lines_are_the_orders_item_by_item():
    whole = pa.concat_tables(simulate.orders(3_000, 5)).to_pandas()
    lines = pa.concat_tables(simulate.lines(3_000, 5)).to_pandas()
    rolled = lines.groupby("order").agg(
        customer=("customer", "first"), date=("date", "first"), amount=("amount", "sum")
    )
    assert list(rolled.index) == list(range(len(whole)))
    assert (rolled["customer"].to_numpy() == whole["customer"].to_numpy()).all()
    assert (rolled["date"].to_numpy() == whole["date"].to_numpy()).all()
    cents_apart = (rolled["amount"].to_numpy() - whole["amount"].to_numpy()) * 100
    sizes = lines.groupby("order").size().to_numpy()
    assert (abs(cents_apart) <= sizes + 1e-6).all()  # each line is rounded, and never nothing
    assert 2.8 < sizes.mean() < 3.2
    assert (lines[["amount", "quantity"]] > 0).all().all()


def test_some_products_are_bought_far_more_often():
    lines = pa.concat_tables(simulate.lines(2_000, 5)).to_pandas()
    often = lines["product"].value_counts(normalize=True)
    assert often.iloc[:50].sum() > 0.4
    assert lines["product"].between(1, simulate.PRODUCTS - 1).all()
    assert lines.groupby("order")["store"].nunique().max() == 1
