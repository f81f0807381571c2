"""One formula for numbers and for graphs: both algebras say the same of every model."""

import numpy as np
import pytensor.tensor as pt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.clv import BG_NBD, MBG_NBD, PARETO_NBD
from mktlab.clv.fitting import unpack
from mktlab.clv.models.algebra import NUMPY, of, pytensor
from mktlab.clv.models.design import COMMON, Design
from mktlab.clv.models.gamma_gamma import GammaGamma, Spenders
from mktlab.clv.states import States

FULL = Design(
    groups=("mail", "shop"),
    group=np.array([0, 1, 1, 0]),
    covariates=("age",),
    values=np.array([[0.0], [1.0], [-0.5], [2.0]]),
)
MODELS = {
    "bg": BG_NBD,
    "mbg": MBG_NBD,
    "pareto": PARETO_NBD,
    "gg": GammaGamma(),
    "gg_trend": GammaGamma(trend=True, centre=0.9),
}
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def made(model, design, rows=40):
    """Customers of all profiles, some without a repeat purchase, some seen today."""
    rng = np.random.default_rng(1)
    profile = np.arange(rows) % len(design.group)
    customers = rng.integers(1, 9, rows).astype("float64")
    x = rng.poisson(2, rows).astype("float64")
    if isinstance(model, GammaGamma):
        return Spenders(x + 1, rng.gamma(2, 15, rows), profile, customers)
    T = rng.choice([10.0, 20.0, 40.0], rows)
    t_x = np.where(x > 0, T * rng.choice([0.3, 0.8, 1.0], rows), 0.0)
    return States(x, t_x, T, profile, customers)


def written(model, design):
    """Compile the log-likelihood and its gradient as functions of a vector of links."""
    import pytensor as graphs
    import pytensor.tensor as pt

    vector = pt.dvector("links")
    values = unpack(vector, model.priors(8.0, design))
    algebra = pytensor()
    found = model.log_likelihood(
        model.natural(values, design, algebra), made(model, design), algebra
    )
    # Without compiling to machine code: seconds less, and the same numbers.
    return graphs.function([vector], [found, pt.grad(found, vector)], mode="FAST_COMPILE")


def in_numbers(model, design, vectors):
    values = unpack(vectors, model.priors(8.0, design))
    return model.log_likelihood(model.natural(values, design), made(model, design))


@every_model
@pytest.mark.parametrize("design", [COMMON, FULL], ids=["common", "full"])
def test_graphs_and_numbers_have_the_same_log_likelihood_and_slope(model, design):
    priors = model.priors(8.0, design)
    mean, sd = (np.repeat([getattr(p, n) for p in priors], [p.width for p in priors])
                for n in ("mean", "sd"))  # fmt: skip
    vectors = mean + sd * np.random.default_rng(2).standard_normal((3, mean.size))
    graph = written(model, design)
    values, slopes = zip(*(graph(vector) for vector in vectors), strict=True)
    assert in_numbers(model, design, vectors) == pytest.approx(np.array(values), rel=1e-10)
    step = 1e-5 * np.eye(mean.size)
    for vector, slope in zip(vectors, slopes, strict=True):
        up, down = (in_numbers(model, design, vector + sign * step) for sign in (1, -1))
        size = np.abs(slope).max()
        assert (up - down) / 2e-5 == pytest.approx(slope, rel=1e-4, abs=1e-5 * size)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("exp", [-800, -1, 0, 3]),
        ("log", [1e-300, 0.5, 1, 1e300]),
        ("log1p", [-0.5, 0, 1e-20, 1e10]),
        ("expm1", [-50, -1e-20, 0, 3]),
        ("gammaln", [1e-10, 0.5, 1, 30, 1e5]),
        ("sigmoid", [-700, -1, 0, 1, 700]),
        ("softplus", [-700, -40, -1, 0, 1, 40, 700]),
    ],
)
def test_functions_of_both_algebras_agree(name, values):
    values = np.array(values, dtype="float64")
    graph = getattr(pytensor(), name)(values).eval(mode="FAST_COMPILE")
    assert getattr(NUMPY, name)(values) == pytest.approx(graph, rel=1e-12, abs=1e-300)


@given(one=st.floats(-1e6, 1e6), other=st.floats(-1e6, 1e6))
def test_the_smaller_and_the_larger(one, other):
    assert NUMPY.minimum(one, other) == min(one, other)
    assert NUMPY.maximum(one, other) == max(one, other)


@given(value=st.floats(-1e300, 1e300))
def test_softplus_is_the_log_of_one_plus_e_to_the_value_wherever(value):
    assert NUMPY.softplus(value) == pytest.approx(np.logaddexp(0, value), rel=1e-13)


def test_a_value_that_all_share_is_left_to_broadcast_and_others_are_picked():
    profile = np.array([0, 1, 1])
    assert of(np.array([[2.0, 3.0]]), profile).tolist() == [[2.0, 3.0, 3.0]]
    assert of(np.array([[2.0]]), np.zeros(3, int)).tolist() == [[2.0]]
    graph = pt.as_tensor(np.array([[2.0, 3.0]]))
    assert of(graph, profile).eval().tolist() == [[2.0, 3.0, 3.0]]
    assert of(pt.as_tensor([[2.0]]), np.zeros(3, int)).eval().tolist() == [[2.0]]
