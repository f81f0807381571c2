"""RFM: every customer has one name, ties stay together, the grid is checked."""

import copy

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from segmenting import GRID, ROOT

from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.segment import rfm

PLAIN = settings.read_yaml(ROOT / rfm.GRID)


def frame(rows):
    return ibis.memtable(pd.DataFrame(rows, columns=list(rfm.SCORED), dtype="float64"))


def scored(con, rows):
    table = frame(rows)
    found = rfm.scores(table, rfm.cuts(table))
    return con.to_pandas(table.select(*rfm.SCORED, **{f"s_{n}": v for n, v in found.items()},
                                      cell=rfm.cell(found), name=rfm.name(found, GRID)))  # fmt: skip


CUSTOMERS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 60), st.integers(-50, 5000)),
    min_size=1,
    max_size=60,
)


@given(rows=CUSTOMERS)
def test_every_customer_has_one_of_the_names(con, rows):
    told = scored(con, rows)
    assert len(told) == len(rows)
    assert told["name"].isin(GRID.names).all()
    assert told["cell"].str.fullmatch("[1-5]{3}").all()


@given(rows=CUSTOMERS)
def test_equal_values_have_equal_scores_and_better_ones_no_lower(con, rows):
    told = scored(con, rows)
    for name, better in rfm.SCORED.items():
        ordered = told.sort_values(name, ascending=better)
        assert ordered[f"s_{name}"].is_monotonic_increasing
        assert (told.groupby(name)[f"s_{name}"].nunique() == 1).all()


def test_fifths_are_even_without_ties(con):
    rows = [(n, n + 1, n) for n in range(100)]
    told = scored(con, rows)
    for name in rfm.SCORED:
        assert told[f"s_{name}"].value_counts().tolist() == [20] * 5


def test_the_name_is_that_of_the_grid(con):
    table = frame([(0, 0, 0)])
    for recency in rfm.SCORES:
        for frequency in rfm.SCORES:
            for money in rfm.SCORES:
                given_scores = dict(
                    zip(rfm.SCORED, map(ibis.literal, (recency, frequency, money)), strict=True)
                )
                column = int(np.floor((frequency + money) / 2 + 0.5))
                named = con.to_pandas(table.select(n=rfm.name(given_scores, GRID)))["n"][0]
                assert named == PLAIN["cells"][recency][column - 1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda g: g["cells"].pop(3), "cells must have the rows 1 to 5"),
        (lambda g: g["cells"][2].pop(), "cells.2"),
        (lambda g: g["cells"][2].__setitem__(0, "Stars"), "only in one of them: 'Stars'"),
        (lambda g: g["actions"].pop("Loyal"), "only in one of them: 'Loyal'"),
        (lambda g: g.pop("actions"), "actions"),
        (lambda g: g.update(more=1), "more"),
    ],
)  # fmt: skip
def test_a_grid_that_is_not_whole_is_refused(change, said):
    broken = copy.deepcopy(PLAIN)
    change(broken)
    with pytest.raises(SettingsError, match=rf"rfm_grid.yaml: .*{said}"):
        rfm.grid(broken)


def test_neighbouring_grids_rename_some_and_the_same_grid_none(con):
    rng = np.random.default_rng(2)
    table = frame(
        np.column_stack([rng.exponential(40, 500), rng.poisson(8, 500) + 1, rng.gamma(2, 90, 500)])
    )
    cuts = rfm.cuts(table)
    own = rfm.name(rfm.scores(table, cuts), GRID)
    shares = con.to_pandas(table.aggregate(
        same=(own != rfm.name(rfm.scores(table, rfm.cuts(table)), GRID)).mean(),
        **{w: (n != own).mean() for w, n in rfm.neighbours(table, GRID, cuts).items()},
    )).iloc[0]  # fmt: skip
    assert shares["same"] == 0
    assert (shares.drop("same") > 0).all()
    assert (shares < 0.6).all()


def test_names_are_found_again_in_draws_of_many_customers_better_than_of_few():
    rng = np.random.default_rng(3)
    rows = np.column_stack(
        [rng.exponential(40, 3000), rng.poisson(8, 3000) + 1, rng.gamma(2, 90, 3000)]
    )
    table = frame(rows)
    sample = pd.DataFrame(rows, columns=list(rfm.SCORED))
    many = rfm.stability(table, GRID, rfm.cuts(table), sample, 5, 1)
    few = rfm.stability(table, GRID, rfm.cuts(table), sample.head(40), 5, 1)
    assert many.between(0, 1).all()
    assert few.mean() < many.mean()
    assert many.mean() > 0.9


def test_counts_add_up_to_all_customers():
    table = frame([(n % 17, n % 5 + 1, n) for n in range(200)])
    cells = rfm.counts(table, rfm.cuts(table))
    assert cells.shape == (5, 5)
    assert cells.to_numpy().sum() == 200
