"""Profiles: a common value, a group's deviation, covariates' effects, on the scale of the link."""

import numpy as np
import pytest

from mktlab.clv import BG_NBD, MBG_NBD, PARETO_NBD
from mktlab.clv.fitting import unpack
from mktlab.clv.models.algebra import NUMPY
from mktlab.clv.models.design import COMMON, Design, Prior
from mktlab.clv.models.gamma_gamma import GammaGamma

FULL = Design(
    groups=("mail", "shop"),
    group=np.array([0, 1, 1]),
    covariates=("age", "price"),
    values=np.array([[0.0, 1.0], [2.0, 0.0], [1.0, -1.0]]),
)
MODELS = (BG_NBD, MBG_NBD, PARETO_NBD, GammaGamma(), GammaGamma(trend=True, centre=1.0))
every_model = pytest.mark.parametrize(
    "model", MODELS, ids=["bg", "mbg", "pareto", "gg", "gg_trend"]
)
# Two draws.
LINKS = {
    "log_alpha": np.array([1.0, 1.5]),
    "log_sd_log_alpha": np.log([0.2, 0.4]),
    "z_log_alpha": np.array([[1.0, -1.0], [0.5, 2.0]]),
    "beta_log_alpha": np.array([[0.1, 0.3], [0.0, -1.0]]),
}


def drawn(model, design, draws=4, seed=1):
    """Links as drawn from the priors."""
    priors = model.priors(5.0, design)
    rng = np.random.default_rng(seed)
    mean, sd = (np.repeat([getattr(p, n) for p in priors], [p.width for p in priors])
                for n in ("mean", "sd"))  # fmt: skip
    return unpack(mean + 0.5 * sd * rng.standard_normal((draws, mean.size)), priors)


def test_a_profiles_value_is_worked_by_hand():
    found = FULL.of_profiles("log_alpha", LINKS, NUMPY)
    first = [1 + 0.2 * 1 + 0.3, 1 - 0.2 + 0.1 * 2, 1 - 0.2 + 0.1 - 0.3]
    second = [1.5 + 0.4 * 0.5 - 1, 1.5 + 0.4 * 2, 1.5 + 0.4 * 2 + 1]
    assert found == pytest.approx(np.array([first, second]))


def test_groups_alone_and_covariates_alone_leave_the_other_out():
    groups = Design(groups=FULL.groups, group=FULL.group)
    assert groups.of_profiles("log_alpha", LINKS, NUMPY)[0] == pytest.approx([1.2, 0.8, 0.8])
    covariates = Design(covariates=FULL.covariates, values=FULL.values)
    assert covariates.of_profiles("log_alpha", LINKS, NUMPY)[0] == pytest.approx([1.3, 1.2, 0.8])
    assert COMMON.of_profiles("log_alpha", LINKS, NUMPY).tolist() == [[1.0], [1.5]]


def test_priors_of_what_varies_name_what_there_is():
    assert COMMON.varying("x", 0.5) == []
    found = {prior.name: prior for prior in FULL.varying("x", 0.5)}
    assert {name: prior.size for name, prior in found.items()} == {
        "log_sd_x": 0, "z_x": 2, "beta_x": 2,
    }  # fmt: skip
    assert (found["beta_x"].mean, found["beta_x"].sd) == (0, 0.5)
    assert (found["z_x"].mean, found["z_x"].sd) == (0, 1)


def test_the_spread_of_groups_is_a_fifth_and_surely_from_a_twentyfifth_to_one():
    spread = FULL.varying("x", 0.5)[0]
    low, high = np.exp(spread.mean + 1.96 * spread.sd * np.array([-1, 1]))
    assert np.exp(spread.mean) == pytest.approx(0.2)
    assert (low, high) == (pytest.approx(0.04, rel=0.06), pytest.approx(1, rel=0.06))


def test_the_width_of_a_prior_is_how_many_numbers_it_has():
    assert Prior("x", 0, 1).width == 1
    assert Prior("x", 0, 1, size=3).width == 3


@every_model
@pytest.mark.parametrize("design", [COMMON, FULL], ids=["common", "full"])
def test_every_model_has_draws_of_every_parameter_for_every_profile(model, design):
    found = model.natural(drawn(model, design), design)
    assert tuple(found) == model.parameters
    for name, values in found.items():
        assert values.shape == (4, len(design.group)), name
        assert name == "trend" or (values > 0).all()


@every_model
def test_profiles_without_deviation_share_the_common_value(model):
    links = drawn(model, FULL)
    still = {
        name: np.zeros_like(values) if name.startswith(("z_", "beta_")) else values
        for name, values in links.items()
    }
    common = {prior.name: links[prior.name] for prior in model.priors(5.0, COMMON)}
    found, expected = model.natural(still, FULL), model.natural(common, COMMON)
    for name in model.parameters:
        assert found[name] == pytest.approx(np.repeat(expected[name], 3, axis=1)), name


@every_model
def test_the_shape_of_rates_and_the_sureness_of_leaving_are_common_to_all(model):
    found = model.natural(drawn(model, FULL), FULL)
    if "kappa" in "".join(prior.name for prior in model.priors(5.0, FULL)):
        found["kappa"] = found["a"] + found["b"]
    for name in {"r", "s", "kappa", "p", "q", "trend"} & set(found):
        assert np.ptp(found[name], axis=1) == pytest.approx(np.zeros(4), abs=1e-9), name
    for name in {"alpha", "a", "b", "beta", "gamma"} & set(found):
        assert (np.ptp(found[name], axis=1) > 1e-3).all(), name


def test_covariates_of_rates_do_not_touch_spend():
    model = GammaGamma(trend=True, centre=1.0)
    assert not [p.name for p in model.priors(5.0, FULL) if p.name.startswith("beta")]
    gamma = model.natural(drawn(model, FULL), FULL)["gamma"]
    assert (gamma[:, 1] == gamma[:, 2]).all()
    assert (gamma[:, 0] != gamma[:, 1]).all()


@every_model
def test_scale_only_moves_priors_of_times_and_amounts(model):
    one, other = ({p.name: p for p in model.priors(scale, FULL)} for scale in (2.0, 20.0))
    moved = {name for name in one if one[name] != other[name]}
    assert moved == {"log_alpha", "log_beta", "log_gamma"} & set(one)
    for name in moved:
        assert other[name].mean - one[name].mean == pytest.approx(np.log(10))
