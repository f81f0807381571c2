"""Draws of parameters: the fast path against NUTS and quadrature, its checks, and when it gives way."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate
from valuing import BG, PARETO, SPEND, counted, simulated, simulated_spenders, spenders, states

from mktlab.clv import fitting
from mktlab.clv.fitting import Checks, FitError, Posterior
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.design import COMMON, Design, Prior
from mktlab.clv.models.gamma_gamma import GammaGamma, Spenders
from mktlab.clv.models.pareto_nbd import PARETO_NBD
from mktlab.clv.states import States

VARIED = Design(("a", "b"), np.array([0, 1, 1]), ("c",), np.array([[0.0], [0.0], [1.0]]))
LOYAL = {"r": 0.8, "alpha": 6.0, "a": 1.2, "b": 4.0}
GOOD = Checks("nuts", None, rhat=1.001, ess=900.0, divergences=0)


@dataclass(frozen=True)
class Made:
    """A model whose log-likelihood is any function of its ``size`` numbers (the last axis)."""

    height: Callable
    size: int = 1
    name: str = "made"
    title: str = "Made"
    parameters: tuple[str, ...] = ("v",)

    def priors(self, *_):
        return [Prior("v", 0.0, 10.0, self.size)]

    def natural(self, values, *_):
        return {"v": values["v"]}

    def log_likelihood(self, p, *_):
        return self.height(p["v"])


class Nothing(list):
    """Data that a made model does not look at."""

    scale = 1.0
    blocks = ([0],)


def drawn(model, draws=4000, seed=1):
    found = fitting.fit(model, Nothing(), COMMON, draws=draws, seed=seed)
    return found.checks, found.links.get("v")


def flat(posterior):
    return np.column_stack([v.reshape(len(v), -1) for v in posterior.links.values()])


@pytest.fixture
def asked(monkeypatch):
    """The k-hat that NUTS, replaced by a note, was asked to mend."""
    found = []

    def note(model, _, design, *rest):
        found.append(rest[-1])
        return Posterior(model, design, {}, Checks("nuts", rest[-1]))

    monkeypatch.setattr(fitting, "_nuts", note)
    return found


@pytest.mark.parametrize(
    ("model", "kind", "least"),
    [
        pytest.param(BG_NBD, States, 400, id="bg_nbd"),
        pytest.param(MBG_NBD, States, 400, id="mbg_nbd"),
        pytest.param(GammaGamma(), Spenders, 1000, id="gamma_gamma"),
    ],
)
def test_the_fast_path_agrees_with_nuts(model, kind, least, cdnow_customers):
    # Not Pareto/NBD: NUTS takes over a minute there. Its density is held to PyMC's, and its draws
    # to a grid and to the truth in test_calibration.
    data = kind.of(counted(cdnow_customers))
    quick, slow = (
        fitting.fit(model, data, COMMON, draws=4000, seed=1, way=way) for way in ("auto", "nuts")
    )
    assert (quick.checks.way, slow.checks.way) == ("laplace", "nuts")
    assert slow.checks.k_hat is None
    assert slow.checks.ess > least
    one, other = flat(quick), flat(slow)
    # Weighted proposals are taken for worth 1,000 draws, a quarter of their number.
    error = other.std(axis=0) * np.sqrt(1 / 1000 + 1 / slow.checks.ess)
    assert (np.abs(one.mean(axis=0) - other.mean(axis=0)) < 3 * error).all()
    assert one.std(axis=0) / other.std(axis=0) == pytest.approx(1, abs=0.12)
    assert np.corrcoef(one.T) == pytest.approx(np.corrcoef(other.T), abs=0.1)


def few(model, design):
    """Some customers of the design's profiles."""
    profiles = len(design.values)
    if model.name == "gamma_gamma":
        kept = simulated_spenders(model, SPEND, 40, 1)
        return spenders(kept.frequency, kept.monetary_value, np.arange(40) % profiles)
    kept = simulated(model, PARETO if model is PARETO_NBD else BG, 60, 1)
    return states(kept.frequency, kept.recency, kept.T, np.arange(len(kept)) % profiles)


@pytest.mark.parametrize("design", [COMMON, VARIED], ids=["common", "varied"])
@pytest.mark.parametrize(
    "model",
    [BG_NBD, MBG_NBD, PARETO_NBD, GammaGamma(), GammaGamma(trend=True, centre=1.0)],
    ids=lambda model: model.name,
)
def test_pymc_has_the_same_density_but_for_a_constant(model, design):
    data = few(model, design)
    priors = model.priors(data.scale, design)
    mean, sd = fitting.moments(priors)
    vectors = mean + 0.5 * sd * np.random.default_rng(1).standard_normal((4, mean.size))
    written = fitting.pymc_model(model, data, design, data.scale)
    density = written.compile_fn(written.logp(), mode="FAST_COMPILE")
    theirs = np.array([density({fitting.LINKS: vector}) for vector in vectors])
    ours = fitting.log_posterior(model, data, design, data.scale)(vectors)
    assert np.diff(ours) == pytest.approx(np.diff(theirs), rel=1e-9, abs=1e-7)


def test_a_frame_changes_the_density_by_no_more_than_a_constant():
    data = few(BG_NBD, COMMON)
    rng = np.random.default_rng(2)
    frame = rng.normal(0, 0.3, 4), rng.normal(0, 0.3, (4, 4))
    even = rng.standard_normal((5, 4))
    written = fitting.pymc_model(BG_NBD, data, COMMON, data.scale, frame)
    density = written.compile_fn(written.logp(), mode="FAST_COMPILE")
    theirs = np.array([density({fitting.EVEN: vector}) for vector in even])
    target = fitting.log_posterior(BG_NBD, data, COMMON, data.scale)
    ours = target(fitting.in_frame(even, frame))
    assert np.diff(ours) == pytest.approx(np.diff(theirs), rel=1e-9, abs=1e-7)


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (BG_NBD, simulated(BG_NBD, LOYAL, 200, 1)),
        (MBG_NBD, simulated(MBG_NBD, LOYAL, 200, 1)),
        (PARETO_NBD, simulated(PARETO_NBD, PARETO, 120, 1)),
        (GammaGamma(), simulated_spenders(GammaGamma(), SPEND, 60, 1)),
        (GammaGamma(trend=True, centre=1.0), simulated_spenders(GammaGamma(), SPEND, 60, 1)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_fast_path_has_the_moments_of_a_grid(model, data):
    found = fitting.fit(model, data, COMMON, draws=4000, seed=1)
    assert found.checks.way == "laplace"
    draws = flat(found)
    # Steps of one standard deviation, to eight on each side along the posterior's own axes.
    values, vectors = np.linalg.eigh(np.cov(draws.T))
    steps = np.meshgrid(*[np.arange(-8, 9)] * len(values), indexing="ij")
    grid = (
        draws.mean(axis=0)
        + np.stack(steps, -1).reshape(-1, len(values)) * np.sqrt(values) @ vectors.T
    )
    height = fitting.log_posterior(model, data, COMMON, data.scale)(grid)
    weights = np.exp(height - height.max())
    mean = np.average(grid, axis=0, weights=weights)
    sd = np.sqrt(np.average((grid - mean) ** 2, axis=0, weights=weights))
    assert (np.abs(draws.mean(axis=0) - mean) < 3 * sd / np.sqrt(1000)).all()
    assert draws.std(axis=0) / sd == pytest.approx(1, abs=0.08)


def moments_by_quadrature(height):
    """Mean and deviation of one number under its prior and a log-likelihood."""

    def density(v):
        return np.exp(height(np.array([v]))[()] - v**2 / 200)

    whole, mean, square = (
        integrate.quad(lambda v, k=k: v**k * density(v), -30, 30, limit=500)[0] for k in range(3)
    )
    mean, square = mean / whole, square / whole
    return mean, np.sqrt(square - mean**2)


@pytest.mark.parametrize(
    "height",
    [
        lambda v: (-0.5 * ((v - 2) / 0.3) ** 2).sum(-1),
        lambda v: (4 * v - 3 * np.exp(v)).sum(-1),  # skewed: four counts of a Poisson rate
        lambda v: (-(np.abs(v - 1) ** 3)).sum(-1),  # thin tails
    ],
    ids=["normal", "skewed", "thin"],
)
def test_the_fast_path_has_the_moments_of_the_posterior(height):
    checks, values = drawn(Made(height))
    mean, sd = moments_by_quadrature(height)
    assert checks.k_hat < fitting.SAFE
    assert values.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(1000))
    assert values.std() == pytest.approx(sd, rel=0.06)


@pytest.mark.parametrize(
    "height",
    [
        lambda v: -np.logaddexp(v / 3, -5 * v).sum(-1),
        lambda v: np.logaddexp(-(v**2) / 2, -1.5 - ((v - 3) / 2) ** 2 / 2).sum(-1),
    ],
    ids=["one-sided", "two-humped"],
)
def test_a_posterior_unlike_a_normal_one_takes_more_than_one_round(height, monkeypatch):
    rounds, propose = [], fitting._propose
    monkeypatch.setattr(fitting, "_propose", lambda *given: rounds.append(1) or propose(*given))
    checks, values = drawn(Made(height), seed=3)
    mean, sd = moments_by_quadrature(height)
    assert checks.way == "laplace"
    assert 1 < len(rounds) <= fitting.ROUNDS
    assert values.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(1000))
    assert values.std() == pytest.approx(sd, rel=0.06)


def funnel(v):
    """A funnel (R. M. Neal, 2003): no normal distribution is like it."""
    return -0.5 * (v[..., 0] / 3) ** 2 - 0.5 * (
        (v[..., 1:] ** 2).sum(-1) * np.exp(-v[..., 0]) + 9 * v[..., 0]
    )


def test_an_unsafe_k_hat_hands_over_to_nuts(asked):
    checks, _ = drawn(Made(funnel, size=10))
    assert checks.way == "nuts"
    assert asked[0] == checks.k_hat >= fitting.SAFE


def test_a_saddle_hands_over_to_nuts(asked):
    # Two modes of one height: the search starts, and stays, on the saddle between them.
    drawn(Made(lambda v: -((v**2 - 9) ** 2).sum(-1)))
    assert asked == [float("inf")]


def test_nuts_is_asked_for_without_trying_the_fast_path(asked, monkeypatch):
    monkeypatch.setattr(fitting, "_laplace", None)
    fitting.fit(BG_NBD, simulated(BG_NBD, BG, 50, 1), COMMON, draws=10, seed=1, way="nuts")
    assert asked == [None]


def test_the_fall_back_samples_and_remembers_the_k_hat_it_mends(monkeypatch):
    monkeypatch.setattr(fitting, "SAFE", -np.inf)
    monkeypatch.setattr(fitting, "ROUNDS", 1)
    data = simulated_spenders(GammaGamma(), SPEND, 100, 2)
    found = fitting.fit(GammaGamma(), data, COMMON, draws=300, seed=1)
    assert found.checks.way == "nuts"
    assert found.checks.k_hat < 0.5
    assert found.checks.rhat <= fitting.MOST_RHAT
    assert flat(found).shape == (300, 3)
    again = fitting.fit(GammaGamma(), data, COMMON, draws=300, seed=1)
    assert np.array_equal(flat(found), flat(again))


@pytest.mark.parametrize(
    ("model", "p"),
    [(BG_NBD, BG), (MBG_NBD, LOYAL), (PARETO_NBD, PARETO)],
    ids=["bg_nbd", "mbg_nbd", "pareto_nbd"],
)
def test_a_seed_gives_the_same_draws_again_and_another_gives_others(model, p):
    data = simulated(model, p, 200, 1)
    one, again, other = (
        flat(fitting.fit(model, data, COMMON, draws=50, seed=seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_the_data_are_learned_from():
    # Parameters of a large simulated population lie within the posterior of it.
    found = fitting.fit(MBG_NBD, simulated(MBG_NBD, LOYAL, 4000, 3), COMMON, draws=400, seed=1)
    for name, values in found.draws.items():
        low, high = np.quantile(values, [0.001, 0.999])
        assert low < LOYAL[name] < high
        assert high < 3 * low


@pytest.mark.parametrize("draws", [1, 7, 400, 5000])
def test_as_many_draws_as_asked_are_given(draws):
    data = simulated_spenders(GammaGamma(), SPEND, 100, 1)
    found = fitting.fit(GammaGamma(), data, COMMON, draws=draws, seed=1)
    assert {len(values) for values in found.links.values()} == {draws}
    assert {values.shape for values in found.draws.values()} == {(draws, 1)}


def test_priors_may_be_scaled_by_hand():
    # A prior far from the few data draws the answer to itself.
    data = simulated(BG_NBD, BG, 10, 1)
    near, far = (
        fitting.fit(BG_NBD, data, COMMON, draws=200, seed=1, scale=scale) for scale in (5.0, 5e4)
    )
    assert far.draws["alpha"].mean() > 3 * near.draws["alpha"].mean()


def test_the_likeliest_parameters_of_many_customers_are_near_the_published(cdnow_states):
    # Where data are many, the prior hardly moves the mode.
    found = fitting.most_likely(BG_NBD, cdnow_states, COMMON).draws
    published = {"r": 0.2425945, "alpha": 4.4136019, "a": 0.7929199, "b": 2.4258881}
    for name, value in published.items():
        assert found[name].shape == (1, 1)
        assert found[name][0, 0] == pytest.approx(value, rel=0.06)


@given(
    draws=st.integers(1, 60),
    most=st.integers(1, 60),
    size=st.sampled_from([(), (3,)]),
)
def test_thinning_keeps_the_ends_and_the_order(draws, most, size):
    values = np.arange(draws * int(np.prod(size)), dtype="float64").reshape(draws, *size)
    whole = Posterior(BG_NBD, COMMON, {"a": values, "b": -values}, GOOD)
    kept = whole.thinned(most)
    first = kept.links["a"].reshape(len(kept.links["a"]), -1)[:, 0]
    assert len(first) == min(draws, most)
    assert first[0] == 0
    assert (np.diff(first) > 0).all()
    assert most == 1 or np.array_equal(kept.links["a"][-1], values[-1])
    assert np.array_equal(kept.links["a"], -kept.links["b"])
    assert kept.checks is whole.checks


@given(sizes=st.lists(st.integers(0, 4), min_size=1, max_size=5), draws=st.integers(1, 4))
def test_unpacking_gives_every_number_to_its_parameter(sizes, draws):
    priors = [Prior(f"p{place}", place, 1.0 + place, size) for place, size in enumerate(sizes)]
    width = sum(prior.width for prior in priors)
    vectors = np.arange(draws * width).reshape(draws, width)
    found = fitting.unpack(vectors, priors)
    columns = [found[p.name].reshape(draws, -1) for p in priors]
    assert np.array_equal(np.concatenate(columns, axis=1), vectors)
    for prior in priors:
        assert found[prior.name].shape == ((draws, prior.size) if prior.size else (draws,))
    mean, sd = fitting.moments(priors)
    assert mean.shape == sd.shape == (width,)
    assert np.array_equal(sd, mean + 1)


def test_resampling_is_even():
    weights = np.array([0.5, 0.3, 0.2, 0.0])
    picked = fitting._resample(weights, 1000, np.random.default_rng(1))
    # Systematic: never off by more than one.
    assert np.abs(np.bincount(picked, minlength=4) - 1000 * weights).max() <= 1
    assert (np.diff(picked) < 0).any()  # in no order


def test_a_log_posterior_adds_up_over_blocks_and_draws(monkeypatch):
    data = simulated(BG_NBD, BG, 500, 1)
    vectors = np.random.default_rng(1).normal(0, 0.5, (40, 4))
    whole = fitting.log_posterior(BG_NBD, data, COMMON, 5.0)(vectors)
    monkeypatch.setattr("mktlab.clv.states.BLOCK", 37)
    monkeypatch.setattr(fitting, "AT_ONCE", 100)
    cut = States(**{name: getattr(data, name) for name in States.__dataclass_fields__})
    assert len(cut.blocks) > 5
    assert fitting.log_posterior(BG_NBD, cut, COMMON, 5.0)(vectors) == pytest.approx(whole)


def test_where_there_is_no_height_there_is_no_weight():
    target = fitting.log_posterior(Made(lambda v: np.log(v).sum(-1)), Nothing(), COMMON, 1.0)
    assert target(np.array([[-1.0], [0.0]])).tolist() == [-np.inf, -np.inf]
    assert np.isfinite(target(np.array([[1.0]]))).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rhat": 1.02}, r"R-hat is 1\.020 \(at most 1\.01\)"),
        ({"rhat": float("nan")}, "R-hat is nan"),
        ({"ess": 123.4}, r"the smallest effective sample is 123 \(at least 400\)"),
        ({"ess": float("nan")}, "effective sample is nan"),
        ({"divergences": 3}, r"3 transitions diverged \(none may\)"),
    ],
)
def test_draws_that_have_not_converged_are_refused_with_advice(change, said):
    fitting._must_converge(BG_NBD, GOOD)
    bad = Checks(**(vars(GOOD) | change))
    with pytest.raises(FitError, match=said) as caught:
        fitting._must_converge(BG_NBD, bad)
    assert "the fit of BG/NBD did not converge" in str(caught.value)
    for advice in ("clv.model", "clv.groups", "clv.covariates", "longer time of orders"):
        assert advice in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(FitError, match=r"R-hat.*; the smallest.*; 2 transitions"):
        fitting._must_converge(BG_NBD, Checks("nuts", 0.9, 1.2, 20.0, 2))


def sampler(chains, diverging):
    """Stand in for nutpie with chains made up."""
    laid = np.concatenate([v.reshape(*v.shape[:2], -1) for v in chains.values()], axis=2)
    variables = {fitting.LINKS: xr.DataArray(laid)}
    return SimpleNamespace(
        compile_pymc_model=lambda _: None,
        sample=lambda *_, **__: SimpleNamespace(
            posterior=variables, sample_stats={"diverging": xr.DataArray(diverging)}
        ),
    )


def test_chains_are_judged_and_laid_end_to_end(monkeypatch):
    rng = np.random.default_rng(1)
    chains = {name: rng.normal(size=(4, 1000)) for name in ("log_p", "log_q_above_1", "log_gamma")}
    data = simulated_spenders(GammaGamma(), SPEND, 20, 1)
    monkeypatch.setitem(sys.modules, "nutpie", sampler(chains, np.zeros((4, 1000), bool)))
    monkeypatch.setattr(fitting, "_frame", lambda *_: None)
    how = {"draws": 4000, "seed": 1, "way": "nuts"}
    found = fitting.fit(GammaGamma(), data, COMMON, **how)
    assert np.array_equal(found.links["log_p"], chains["log_p"].ravel())
    assert found.checks.divergences == 0
    assert found.checks.rhat < 1.01
    assert found.checks.ess > 3000
    chains["log_gamma"][2] += 3  # one chain elsewhere
    monkeypatch.setitem(sys.modules, "nutpie", sampler(chains, np.zeros((4, 1000), bool)))
    with pytest.raises(FitError, match="R-hat"):
        fitting.fit(GammaGamma(), data, COMMON, **how)
    chains["log_gamma"][2] -= 3
    monkeypatch.setitem(sys.modules, "nutpie", sampler(chains, np.eye(4, 1000, dtype=bool)))
    with pytest.raises(FitError, match="4 transitions diverged"):
        fitting.fit(GammaGamma(), data, COMMON, **how)


def test_where_transitions_diverge_nuts_goes_with_more_care(monkeypatch):
    rng = np.random.default_rng(1)
    even = rng.standard_normal((4, 1000, 3))
    asked = []

    def sample(*_, target_accept, tune, **__):
        asked.append((target_accept, tune))
        diverging = np.eye(4, 1000, dtype=bool) if len(asked) == 1 else np.zeros((4, 1000), bool)
        return SimpleNamespace(
            posterior={fitting.EVEN: xr.DataArray(even)},
            sample_stats={"diverging": xr.DataArray(diverging)},
        )

    stand_in = SimpleNamespace(compile_pymc_model=lambda _: None, sample=sample)
    monkeypatch.setitem(sys.modules, "nutpie", stand_in)
    frame = np.array([0.5, 1.0, 2.0]), np.diag([0.1, 0.2, 0.3])
    monkeypatch.setattr(fitting, "_frame", lambda *_: frame)
    data = simulated_spenders(GammaGamma(), SPEND, 20, 1)
    found = fitting.fit(GammaGamma(), data, COMMON, draws=4000, seed=1, way="nuts")
    assert asked == list(zip(fitting.CARE, (fitting.EVEN_STEPS, fitting.STEPS), strict=True))
    assert found.checks.divergences == 0
    assert found.links["log_gamma"] == pytest.approx(2.0 + 0.3 * even[..., 2].ravel())


def grouped(alphas, sizes, seed):
    """Groups whose customers buy at rates of their own, alone and together."""
    parts = [
        simulated(BG_NBD, BG | {"r": 1.0, "alpha": alpha}, size, seed * 10 + place)
        for place, (alpha, size) in enumerate(zip(alphas, sizes, strict=True))
    ]
    names = ("frequency", "recency", "T", "profile", "customers")
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    whole["profile"] = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    groups = Design(
        tuple("abcdef"[: len(parts)]), np.arange(len(parts)), (), np.zeros((len(parts), 0))
    )
    return parts, States(**whole), groups


def test_a_small_group_is_pulled_towards_the_others_and_large_ones_stay():
    parts, whole, groups = grouped([4.0, 6.0, 2.0], [400, 400, 20], 2)

    def log_rate(data, design=COMMON):
        draws = fitting.fit(BG_NBD, data, design, draws=400, seed=1).draws
        return np.log(draws["r"] / draws["alpha"]).mean(axis=0)

    alone = np.concatenate([log_rate(part) for part in parts])
    pooled = log_rate(whole, groups)
    common = alone[:2].mean()
    pulled = (pooled - alone) / (common - alone)
    assert 0.1 < pulled[2] < 0.9
    assert (np.abs(pulled[:2]) < 0.2).all()


# Of these groups nutpie's low-rank mass matrix let one transition diverge.
def test_groups_that_differ_can_be_fitted():
    _, whole, groups = grouped([3.0, 8.0], [120, 120], 2)
    found = fitting.fit(BG_NBD, whole, groups, draws=100, seed=2, way="nuts")
    assert found.checks.way == "nuts"
    one, other = np.log(found.draws["alpha"]).mean(axis=0)
    assert 0.4 < other - one < 1.4  # log(8/3) = .98, a little pulled together


def test_proposals_far_away_are_passed_over_in_silence():
    _, whole, groups = grouped([3.0, 8.0], [120, 120], 1)
    fitting._laplace(BG_NBD, whole, groups, whole.scale, 100, 1)


AGED = Design((), np.zeros(2, dtype=int), ("age",), np.array([[0.0], [1.0]]))


def test_what_a_covariate_does_to_the_rate_is_found():
    # α is twice as much where the covariate is 1: half the rate.
    _, whole, _ = grouped([4.0, 8.0], [600, 600], 1)
    found = fitting.fit(BG_NBD, whole, AGED, draws=400, seed=1)
    effect = found.links["beta_log_alpha"][:, 0]
    assert effect.mean() == pytest.approx(np.log(2), abs=3 * effect.std())
    assert effect.std() < 0.15
    ratio = found.draws["alpha"][:, 1] / found.draws["alpha"][:, 0]
    assert np.log(ratio) == pytest.approx(effect)


def test_covariates_of_the_rate_leave_spend_as_it_is():
    kept = simulated_spenders(GammaGamma(), SPEND, 40, 1)
    data = spenders(kept.frequency, kept.monetary_value, np.arange(40) % 2)
    found = fitting.fit(GammaGamma(), data, AGED, draws=50, seed=1)
    plain = fitting.fit(GammaGamma(), kept, COMMON, draws=50, seed=1)
    for name, values in found.draws.items():
        assert values.shape == (50, 2)
        assert values == pytest.approx(np.repeat(plain.draws[name], 2, axis=1))
