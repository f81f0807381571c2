"""Whom other models would contact, against lists made customer by customer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from valuing import BG, SPEND, around, campaign, histories, members

from mktlab.clv import MODELS, fitting, predicting
from mktlab.clv.contacts import disagreeing, findings
from mktlab.clv.contacts.choosing import Size
from mktlab.clv.fitting import Posterior
from mktlab.clv.models.bg_nbd import BG_NBD
from mktlab.clv.models.design import COMMON
from mktlab.clv.models.gamma_gamma import GammaGamma
from mktlab.clv.states import States

MONEY = around(GammaGamma(), SPEND, 0.1, seed=2)


@pytest.fixture(scope="module")
def known():
    """Customers who buy as BG/NBD says, in cells."""
    rng = np.random.default_rng(1)
    T = np.resize([10.0, 20.0, 40.0], 300)
    frequency, recency = histories(BG_NBD, BG | {"r": 0.8}, T, rng)
    frame = pd.DataFrame(
        {"profile": 0, "frequency": frequency.astype("int64"), "T_days": (7 * T).astype("int64"),
         "recency_days": np.ceil(7 * recency).astype("int64"),
         "monetary_value": np.where(frequency > 0, rng.choice([5.0, 20.0, 60.0], 300), np.nan)}
    )  # fmt: skip
    return frame.groupby(list(frame), as_index=False, dropna=False).size().rename(
        columns={"size": "customers"}
    )  # fmt: skip


@pytest.fixture(scope="module")
def modes(known):
    """Each model's most likely parameters, as often as draws are to be taken."""
    found = {}
    for name, model in MODELS.items():
        mode = fitting.most_likely(model, States.of(known), COMMON)
        links = {link: np.repeat(values, 100, axis=0) for link, values in mode.links.items()}
        found[name] = Posterior(model, COMMON, links, mode.checks)
    return found


def predict(known, purchases, own):
    """Predict the long way, with sure parameters of spend."""
    sure = {link: np.full(100, values.mean()) for link, values in MONEY.links.items()}
    spend = Posterior(MONEY.model, COMMON, sure, MONEY.checks)
    return predicting.predict(
        known.drop(columns="customers"), members(known), purchases, spend, own.terms, 100, 1
    ).cells.assign(customers=known["customers"])


def size_of(predicted, own):
    gaining = predicted["customers"][own.response.gain(predicted["clv_mean"]) > 0].sum()
    return Size.of(int(gaining), own.response, own.contacts)


def taken(gains, customers, most):
    """Take customers one by one; give how many of each cell."""
    each = [(-gain, cell) for cell, gain in enumerate(gains) for _ in range(customers[cell])]
    best = [cell for loss, cell in sorted(each) if loss < 0][: int(most)]
    return [best.count(cell) for cell in range(len(gains))]


def lists(known, predicted, own, size, models=MODELS):
    return disagreeing.lists(
        models.values(), predicted, States.of(known), COMMON, MONEY, None, own, size
    )


@given(
    cells=st.lists(
        st.tuples(st.sampled_from([-1.0, 0.0, 1.0]) | st.floats(-5, 5), st.integers(1, 5)),
        min_size=1, max_size=12,
    ),
    most=st.integers(0, 60),
)  # fmt: skip
def test_those_who_gain_are_taken_best_first(cells, most):
    gains, customers = (np.array(part) for part in zip(*cells, strict=True))
    found = disagreeing._taken(gains, customers.astype(float), most)
    assert found.tolist() == taken(gains, customers, most)


@pytest.mark.parametrize("budget", [None, 12.0], ids=["no limit", "a budget"])
def test_lists_are_those_that_models_would_make(known, modes, budget):
    own = campaign(budget=budget, holdout=0.0)
    predicted = predict(known, modes["bg_nbd"], own).assign(
        clv_mean=lambda frame: frame["clv_mean"] * np.linspace(0.5, 1.5, len(frame))
    )
    size, customers = size_of(predicted, own), known["customers"].tolist()
    assert (size.listed < size.gaining) == (budget is not None)
    found = lists(known, predicted, own, size)
    made = taken(own.response.gain(predicted["clv_mean"]), customers, size.listed)
    assert list(found.index) == [model.title for model in MODELS.values()]
    for name, model in MODELS.items():
        value = predict(known, modes[name], own)["clv_mean"].to_numpy()
        gain = 0.1 / 3 * value - 1
        best = taken(gain, customers, size.listed if budget else sum(customers))
        row = found.loc[model.title]
        assert row["value"] == pytest.approx(value @ known["customers"])
        assert row["contact"] == sum(best)
        assert row["common"] == sum(min(pair) for pair in zip(best, made, strict=True))
        assert row["best"] == pytest.approx(best @ gain)
        assert row["lost"] == pytest.approx(best @ gain - made @ gain)
        assert 0 < row["lost"] < row["best"]


@pytest.mark.parametrize("budget", [None, 12.0], ids=["no limit", "a budget"])
def test_the_model_that_made_the_list_gives_nothing_up(known, modes, budget):
    own = campaign(budget=budget, holdout=0.0)
    predicted = predict(known, modes["bg_nbd"], own)
    size = size_of(predicted, own)
    found = lists(known, predicted, own, size).loc[BG_NBD.title]
    assert found["contact"] == found["common"] == size.listed
    assert found["lost"] == pytest.approx(0, abs=1e-6)


def test_a_budget_for_nobody_leaves_all_lists_empty(known, modes):
    own = campaign(budget=0.0)
    predicted = predict(known, modes["bg_nbd"], own)
    found = lists(known, predicted, own, size_of(predicted, own))
    assert (found[["contact", "common", "best", "lost"]] == 0).all(axis=None)
    assert (found["value"] > 0).all()


def test_a_model_may_find_someone_where_the_list_is_empty(known, modes):
    own = campaign()
    predicted = predict(known, modes["bg_nbd"], own)
    vain = predicted.assign(clv_mean=0.0)
    found = lists(known, vain, own, size_of(vain, own))
    assert (found["contact"] > 0).all()
    assert (found["common"] == 0).all()
    assert found["lost"].tolist() == found["best"].tolist()


def test_where_contacts_cost_nothing_all_agree(known, modes):
    own = campaign(cost=0.0)
    predicted = predict(known, modes["bg_nbd"], own)
    found = lists(known, predicted, own, size_of(predicted, own))
    assert (found["contact"] == known["customers"].sum()).all()
    assert (found["common"] == found["contact"]).all()
    assert found["lost"].tolist() == pytest.approx([0, 0, 0])


def test_an_empty_budget_is_not_told_as_nobody_worth_a_contact(known, modes):
    own = campaign(budget=0.0)
    predicted = predict(known, modes["bg_nbd"], own)
    size = size_of(predicted, own)
    assert size.gaining > 0
    said = findings.same_list(lists(known, predicted, own, size), BG_NBD.title, size, "EUR")
    assert "finds anyone worth a contact" not in said


def test_the_list_that_is_told_of_is_the_one_made(known, modes):
    own = campaign()
    predicted = predict(known, modes["bg_nbd"], own)
    predicted["clv_mean"] *= 1.2  # a posterior's mean is not what is expected at its mode
    size = size_of(predicted, own)
    said = findings.same_list(lists(known, predicted, own, size), BG_NBD.title, size, "EUR")
    assert f"on a list of {size.listed};" in said
