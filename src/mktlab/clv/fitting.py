"""From a model and customers to draws of its parameters, with the checks that say whether to use them.

Two ways lead there. NUTS, run by nutpie on the PyMC model, is the reference. The fast path takes the
posterior's mode and curvature, draws from a Student distribution there (Laplace's approximation with
heavier tails), and corrects the draws by Pareto-smoothed importance sampling (A. Vehtari, D. Simpson, A.
Gelman, Y. Yao and J. Gabry, Journal of Machine Learning Research 25, 2024). Its own diagnostic k-hat
says when that may not be trusted, and then NUTS is run. Both read one definition of the model.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from scipy import optimize, stats

from mktlab.clv.models.algebra import NUMPY, pytensor
from mktlab.clv.models.design import Design, Prior
from mktlab.lab import streams
from mktlab.lab.errors import LabError

# Compiling is most of what NUTS costs here, and numba's highest level a fifth of that, for nothing.
os.environ.setdefault("NUMBA_OPT", "1")

PROPOSALS = 500, 4_000  # at least, and where the data are small
WORK = 10_000_000  # proposals × states
TAILS = 7  # degrees of freedom of the proposal
ROUNDS = 4  # of proposing
SAFE = 0.5  # largest k-hat that is trusted: below it the weights have a variance
STEP = 1e-3  # of differences; parameters are on scales where 1 is a large change
AT_ONCE = (
    120_000  # numbers in the arrays of one evaluation, so that they stay in the processor's cache
)
HOPELESS = 1.5  # a k-hat from which better proposals do not lead below that
LINKS, EVEN = "links", "even"
CHAINS = 4
STEPS = 1_000  # draws of a chain, and as many before them to adapt
EVEN_STEPS = 500  # to adapt in a frame, where only the length of a step is left to find
VARYING_STEPS = 1_500
# Acceptance aimed at, the next where transitions diverged under one; and where parameters vary between groups.
CARE, VARYING_CARE = (0.8, 0.95), (0.98,)
MOST_RHAT = 1.01
LEAST_ESS = 400.0


# Centre and spread: numbers on the links are centre + spread @ numbers in the frame.
Frame = tuple[np.ndarray, np.ndarray]


class Model(Protocol):
    """What a model of purchases or of spend offers."""

    name: str
    title: str
    parameters: tuple[str, ...]

    def priors(self, scale: float, design: Design) -> list[Prior]: ...
    def natural(self, values, design: Design, algebra=NUMPY) -> dict[str, Any]: ...
    def log_likelihood(self, p: dict[str, Any], data, algebra=NUMPY) -> Any: ...


class FitError(LabError):
    """A posterior that its own checks say not to use."""


@dataclass(frozen=True)
class Checks:
    """What the checks of a fit say.

    Attributes
    ----------
    way
        ``laplace`` (with importance sampling), ``nuts``, or ``mode`` for the most likely values alone.
    k_hat
        Of the importance weights; null where none were tried.
    rhat, ess, divergences
        Worst over parameters, and diverging transitions; null where NUTS was not run.
    """

    way: Literal["laplace", "nuts", "mode"]
    k_hat: float | None
    rhat: float | None = None
    ess: float | None = None
    divergences: int | None = None


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters.

    Attributes
    ----------
    model, design
        What was fitted.
    links
        Draws on the scale of the links, by name.
    checks
        Whether they may be used.
    """

    model: Model
    design: Design
    links: dict[str, np.ndarray]
    checks: Checks

    @property
    def draws(self) -> dict[str, np.ndarray]:
        """Natural parameters: draws × profiles each."""
        return self.model.natural(self.links, self.design)

    def thinned(self, most: int) -> "Posterior":
        """Keep every so many draws, ``most`` of them at most."""
        size = len(next(iter(self.links.values())))
        if size <= most:
            return self
        kept = np.linspace(0, size - 1, most).round().astype("int64")
        links = {name: values[kept] for name, values in self.links.items()}
        return Posterior(self.model, self.design, links, self.checks)

    def centre(self) -> "Posterior":
        """Keep the mean of the links as the only draw."""
        links = {name: values.mean(axis=0, keepdims=True) for name, values in self.links.items()}
        return Posterior(self.model, self.design, links, self.checks)


def unpack(vectors, priors: list[Prior]) -> dict:
    """Cut numbers, the last axis of an array or of a graph, into the parameters they are."""
    found, start = {}, 0
    for prior in priors:
        part = vectors[..., start : start + prior.width]
        found[prior.name] = part if prior.size else part[..., 0]
        start += prior.width
    return found


def log_posterior(model: Model, data, design: Design, scale: float) -> Callable:
    """Give the function from draws × numbers (on the links) to the log-posterior of each draw.

    Its constant is left out. Draws are taken so many at a time that arrays of draws × states stay
    small, on all cores.
    """
    priors = model.priors(scale, design)
    mean, sd = moments(priors)
    blocks = data.blocks
    at_once = max(1, AT_ONCE // len(blocks[0]))

    def part(vectors: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):  # far from the mode; such draws get no weight
            p = model.natural(unpack(vectors, priors), design)
            found = sum(model.log_likelihood(p, block) for block in blocks)
        found = found - 0.5 * (((vectors - mean) / sd) ** 2).sum(-1)
        return np.where(np.isfinite(found), found, -np.inf)

    def whole(vectors: np.ndarray) -> np.ndarray:
        parts = [vectors[i : i + at_once] for i in range(0, len(vectors), at_once)]
        if len(parts) == 1:
            return part(vectors)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.concatenate(list(pool.map(part, parts)))

    return whole


def fit(
    model: Model,
    data,
    design: Design,
    *,
    draws: int,
    seed: int,
    scale: float | None = None,
    way: Literal["auto", "nuts"] = "auto",
) -> Posterior:
    """Draw from the posterior.

    Parameters
    ----------
    model, data, design
        What to fit: a model, its data (states or spenders), its profiles.
    draws
        Draws to return.
    seed
        Start of the pseudo-random stream.
    scale
        What priors are scaled by; None takes it from the data.
    way
        auto tries the fast path and falls back to NUTS; nuts runs NUTS.

    Raises
    ------
    FitError
        NUTS did not converge.
    """
    if scale is None:
        scale = data.scale
    k_hat = None
    if way == "auto":
        found, k_hat = _laplace(model, data, design, scale, draws, seed)
        if found is not None:
            return found
    return _nuts(model, data, design, scale, draws, seed, k_hat)


def most_likely(model: Model, data, design: Design) -> Posterior:
    """Give the posterior's mode as its only draw."""
    priors = model.priors(data.scale, design)
    mode = _mode(log_posterior(model, data, design, data.scale), priors)
    return Posterior(model, design, unpack(mode[None], priors), Checks("mode", None))


def moments(priors: list[Prior]) -> tuple[np.ndarray, np.ndarray]:
    """Means and standard deviations of all numbers, in their order."""
    widths = [prior.width for prior in priors]
    return (
        np.repeat([prior.mean for prior in priors], widths),
        np.repeat([prior.sd for prior in priors], widths),
    )


def _laplace(
    model: Model, data, design: Design, scale: float, draws: int, seed: int
) -> tuple[Posterior | None, float]:
    from arviz_stats.base import array_stats

    priors = model.priors(scale, design)
    target = log_posterior(model, data, design, scale)
    frame = _frame(target, priors)
    if frame is None:
        return None, float("inf")
    centre, spread = frame
    rng = streams.stream(seed, "clv.laplace")
    proposals = int(np.clip(WORK / max(1, len(data)), *PROPOSALS))
    for _ in range(ROUNDS):
        tried, ratio = _propose(target, centre, spread, proposals, rng)
        # arviz wants log-likelihoods left out, which are minus the log of the ratio.
        log_weights, k_hat = array_stats.psislw(-ratio)
        weights = np.exp(log_weights - np.max(log_weights))
        weights /= weights.sum()
        if k_hat < SAFE:
            picked = _resample(weights, draws, rng)
            links = unpack(tried[picked], priors)
            return Posterior(model, design, links, Checks("laplace", float(k_hat))), float(k_hat)
        if not k_hat < HOPELESS:
            break
        # Not a normal distribution: propose next from what the weights say the posterior is.
        centre = weights @ tried
        apart = tried - centre
        values, vectors = np.linalg.eigh((weights[:, None] * apart).T @ apart)
        spread = vectors * np.sqrt(values.clip(0))
    return None, float(k_hat)


def _frame(target: Callable, priors: list[Prior]) -> Frame | None:
    """Find the frame in which the posterior is a standard normal distribution near its mode.

    None where the mode is no peak.
    """
    centre = _mode(target, priors)
    values, vectors = np.linalg.eigh(_curvature(target, centre))
    if not np.isfinite(values).all() or values.min() <= 0:
        return None
    return centre, vectors / np.sqrt(values)


def in_frame(even, frame: Frame):
    """Give numbers on the links from those of a frame; arrays and graphs alike."""
    centre, spread = frame
    return centre + (even[..., None, :] * spread).sum(-1)


def _propose(target: Callable, centre, spread, proposals: int, rng) -> tuple:
    """Draw from a Student distribution; give draws and logs of target over proposal."""
    heavy = np.sqrt(TAILS / rng.chisquare(TAILS, (proposals, 1)))
    apart = rng.standard_normal((proposals, centre.size)) * heavy
    tried = centre + apart @ spread.T
    size = np.eye(centre.size)
    return tried, target(tried) - stats.multivariate_t.logpdf(apart, shape=size, df=TAILS)


def _resample(weights: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Pick draws of equal weight: systematically, with as little noise as weights allow."""
    edges = np.cumsum(weights)
    picked = np.searchsorted(edges, (rng.random() + np.arange(draws)) / draws * edges[-1])
    return rng.permutation(picked.clip(0, len(weights) - 1))


def _mode(target: Callable, priors: list[Prior]) -> np.ndarray:
    """Find the mode, from the middle of the prior, by BFGS on differences taken all at once."""
    start, sd = moments(priors)
    size = start.size
    steps = np.concatenate([np.eye(size), -np.eye(size)]) * STEP

    def down(vector: np.ndarray) -> tuple[float, np.ndarray]:
        near = target(np.concatenate([vector[None], vector + steps]))
        slope = (near[1 : size + 1] - near[size + 1 :]) / (2 * STEP)
        # A step too far has no height: a large one turns the search back.
        return -float(np.nan_to_num(near[0], neginf=-1e300)), -np.nan_to_num(slope)

    found = optimize.minimize(
        down,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=optimize.Bounds(start - 8 * sd, start + 8 * sd),
    )
    return found.x


def _curvature(target: Callable, mode: np.ndarray) -> np.ndarray:
    """Give minus the second derivatives at the mode, by central differences taken all at once."""
    size = mode.size
    first, second = np.triu_indices(size)
    one, two = np.eye(size)[first] * 10 * STEP, np.eye(size)[second] * 10 * STEP
    points = np.concatenate(
        [mode + one + two, mode + one - two, mode - one + two, mode - one - two]
    )
    up, across, back, down = np.split(target(points), 4)
    found = np.zeros((size, size))
    found[first, second] = -(up - across - back + down) / (4 * (10 * STEP) ** 2)
    return found + np.triu(found, 1).T


def pymc_model(model: Model, data, design: Design, scale: float, frame: Frame | None = None):
    """Write the model down in PyMC: its priors, its natural parameters, its likelihood.

    Parameters
    ----------
    model, data, design, scale
        See :func:`fit`.
    frame
        Where given, the model's variables are numbers in that frame (:data:`EVEN`) in place of those on
        the links (:data:`LINKS`). The posterior is the same, up to a constant, and easier to walk.
    """
    import pymc as pm

    algebra = pytensor()
    with pm.Model() as written:
        priors = model.priors(scale, design)
        mean, sd = moments(priors)
        # One vector instead of a variable each: a third less to compile.
        if frame is None:
            links = pm.Normal(LINKS, mean, sd)
        else:
            links = in_frame(pm.Flat(EVEN, shape=mean.size), frame)
            pm.Potential("prior", -0.5 * (((links - mean) / sd) ** 2).sum())
        values = unpack(links, priors)
        natural = model.natural(values, design, algebra)
        pm.Potential("log_likelihood", model.log_likelihood(natural, data, algebra))
    return written


def _nuts(
    model: Model, data, design: Design, scale: float, draws: int, seed: int, k_hat: float | None
) -> Posterior:
    import nutpie

    priors = model.priors(scale, design)
    varies = bool(design.groups or design.covariates)
    # Where parameters vary between groups, a posterior is no hill with one shape.
    frame = None if varies else _frame(log_posterior(model, data, design, scale), priors)
    compiled = nutpie.compile_pymc_model(pymc_model(model, data, design, scale, frame))
    steps = VARYING_STEPS if varies else STEPS
    for attempt, care in enumerate(VARYING_CARE if varies else CARE):
        trace = nutpie.sample(
            compiled,
            draws=max(steps, -(-draws // CHAINS)),
            tune=EVEN_STEPS if frame and not attempt else steps,
            chains=CHAINS,
            cores=os.cpu_count(),
            seed=seed,
            # Outside a frame, a few parameters go together closely, which a diagonal mass matrix does not
            # see; among many groups the low-rank one lets transitions diverge.
            adaptation="diag" if varies or frame else "low_rank",
            progress_bar=False,
            save_warmup=False,
            target_accept=care,
        )
        diverged = int(trace.sample_stats["diverging"].sum())
        if not diverged:
            break
    if frame is None:
        walked = trace.posterior[LINKS].to_numpy()
    else:
        walked = in_frame(trace.posterior[EVEN].to_numpy(), frame)
    chains = unpack(walked, priors)
    checks = _judge(chains, diverged, k_hat)
    _must_converge(model, checks)
    links = {name: values.reshape(-1, *values.shape[2:]) for name, values in chains.items()}
    return Posterior(model, design, links, checks).thinned(draws)


def _judge(chains: Mapping[str, np.ndarray], divergences: int, k_hat: float | None) -> Checks:
    from arviz_stats.base import array_stats

    flat = np.concatenate([v.reshape(*v.shape[:2], -1) for v in chains.values()], axis=2)
    rhat = array_stats.rhat(flat, chain_axis=0, draw_axis=1)
    ess = array_stats.ess(flat, chain_axis=0, draw_axis=1)
    return Checks("nuts", k_hat, float(np.max(rhat)), float(np.min(ess)), divergences)


def _must_converge(model: Model, checks: Checks) -> None:
    """Refuse draws that have not converged.

    Raises
    ------
    FitError
        With what to do about it.
    """
    faults = []
    if not checks.rhat <= MOST_RHAT:
        faults.append(f"R-hat is {checks.rhat:.3f} (at most {MOST_RHAT})")
    if not checks.ess >= LEAST_ESS:
        faults.append(
            f"the smallest effective sample is {checks.ess:.0f} (at least {LEAST_ESS:.0f})"
        )
    if checks.divergences:
        faults.append(f"{checks.divergences} transitions diverged (none may)")
    if faults:
        raise FitError(
            f"the fit of {model.title} did not converge: {'; '.join(faults)}. The data tell its "
            f"parameters apart too little: take another model (clv.model), leave out clv.groups or "
            f"clv.covariates, or bring a longer time of orders."
        )
