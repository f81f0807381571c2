"""Pseudo-random numbers: a stream of its own for each purpose, all from the one seed in params.

Streams are told apart by name and not by numbers put side by side: NumPy fills the words of a seed up
with zeros, so that ``[seed, 7]`` and ``[seed, 7, 0]`` begin the same stream, and two uses that should
know nothing of each other would share their luck.
"""

import hashlib
from operator import index

import numpy as np


def stream(seed: int, purpose: str, *parts: int | str) -> np.random.Generator:
    """Begin the stream of one purpose.

    Parameters
    ----------
    seed
        ``shared.seed`` of params, at least 0.
    purpose
        Room and use, such as ``"market.sizes"``. A purpose stands in one place of the source; who wants
        the same luck twice calls that place twice.
    parts
        Which of several streams of this purpose: whole numbers, names.
    """
    return np.random.default_rng(_start(seed, purpose, parts, 16))


def whole(seed: int, purpose: str, *parts: int | str) -> int:
    """Give a library that wants a number the number it starts from, below 2**32; see :func:`stream`."""
    return _start(seed, purpose, parts, 4)


def _start(seed: int, purpose: str, parts: tuple[int | str, ...], width: int) -> int:
    # As Python writes them, texts are quoted and numbers are not: no two lists are written alike.
    told = [
        index(seed),
        purpose,
        *(part if isinstance(part, str) else index(part) for part in parts),
    ]
    return int.from_bytes(hashlib.sha256(repr(told).encode()).digest()[:width])
