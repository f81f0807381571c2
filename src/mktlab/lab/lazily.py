"""Packages that import their modules when first asked for (PEP 562).

A room's settings and contracts are asked for by every command, the libraries behind its statistics by its notebook
only; they take seconds to import.
"""

import importlib
from collections.abc import Callable, Mapping


def loader(package: str, given: Mapping[str, str] | None = None) -> Callable[[str], object]:
    """Make a package's ``__getattr__``.

    Parameters
    ----------
    package
        Its ``__name__``.
    given
        What it gives under which name: a module within it, such as ``customers.findings``, or something in one, such as
        ``contracts:ALL``. Its own modules need no entry.

    Returns
    -------
    Callable
        Imports what is asked for, and raises :class:`AttributeError` where there is no such thing.
    """
    places = dict(given or {})

    def __getattr__(name: str) -> object:
        module, _, inside = places.get(name, name).partition(":")
        whole = f"{package}.{module}"
        if name.startswith("__"):  # asked for by Python itself
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            found = importlib.import_module(whole)
        except ModuleNotFoundError as error:
            # A library that is missing within the module is another matter.
            if error.name is None or not whole.startswith(error.name):
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None
        return getattr(found, inside) if inside else found

    return __getattr__
