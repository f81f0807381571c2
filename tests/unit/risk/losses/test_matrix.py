"""The five by five matrix: bands, and the pairs it puts in the wrong order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.risk.losses import matrix

BORDERS = [0.1, 0.3, 0.5, 0.7]


def test_a_border_belongs_to_the_higher_band():
    assert matrix.cell([0, 0.1, 0.29, 0.3, 0.7, 1], BORDERS).tolist() == [1, 2, 2, 3, 5, 5]
    for wrong in ([0.1, 0.2, 0.3], [0.1, 0.1, 0.2, 0.3]):
        with pytest.raises(ValueError, match="four rising borders"):
            matrix.cell([0.1], wrong)


def test_pairs_in_the_wrong_order_are_listed_the_worst_first():
    # a and b are right; the matrix puts c, the dearest, below both.
    found = matrix.misordered(["a", "b", "c"], [20, 12, 6], [100.0, 50.0, 400.0])
    assert found[["above", "below"]].to_numpy().tolist() == [["b", "c"], ["a", "c"]]
    assert found["times"].tolist() == [8, 4]


def test_a_cell_above_that_costs_nothing_is_beyond_all_times():
    found = matrix.misordered(["a", "b"], [9, 1], [0.0, 5.0])
    assert found["times"].tolist() == [np.inf]


@given(st.lists(st.tuples(st.integers(1, 25), st.floats(0, 1e6)), max_size=8))
def test_only_pairs_of_different_cells_and_opposite_losses_are_listed(risks):
    names = [f"r{n}" for n in range(len(risks))]
    score, loss = dict(zip(names, risks, strict=True)), {}
    loss = {name: own[1] for name, own in score.items()}
    found = matrix.misordered(names, [own[0] for own in risks], [own[1] for own in risks])
    listed = {(row.above, row.below) for row in found.itertuples()}
    expected = {
        (one, other)
        for one in names
        for other in names
        if score[one][0] > score[other][0] and loss[one] < loss[other]
    }
    assert listed == expected
