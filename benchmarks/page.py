"""All benchmarks one after the other, and their tables in docs/benchmarks.md.

    python benchmarks/page.py [PART ...]

``make bench`` runs all of them. Each part stands in the page between its two markers and is replaced when it has been
measured, so that what was measured before an interruption stays; whatever stands outside of the markers stays as it is.
No date is written: git knows it. Expect some half an hour on two cores, besides the time that installing peers takes at
first; run it on a machine that does nothing else.
"""

import argparse
import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import machinery

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Part:
    """One part of the page: what is called for its Markdown.

    Attributes
    ----------
    module, function
        The benchmark, and what it compares by.
    arguments
        Of the function.
    minutes
        About how long it takes on two cores.
    """

    module: str
    function: str
    arguments: tuple
    minutes: float

    def resolved(self) -> Callable[..., str]:
        """Import the benchmark and give its function."""
        return getattr(importlib.import_module(self.module), self.function)

    def measure(self) -> str:
        """Run it; return its Markdown."""
        return self.resolved()(*self.arguments)


MILLION = 1_000_000
PARTS = {
    "collect": Part("collect", "compare", (MILLION, 5), 5),
    "segment": Part("segment", "compare", (MILLION,), 6),
    "clv-cdnow": Part("clv", "cdnow", (MILLION, 1), 3),
    "clv-million": Part("clv", "million", (MILLION, 1), 4),
    "clv-growth": Part("clv", "growth", (MILLION, 1), 1),
    "risk": Part("risk", "compare", (10_000, 10_000), 9),
    "scale": Part("scale", "compare", ([1, 10], ["duckdb"], {}, "4GB"), 2),
}


def _between(name: str) -> re.Pattern:
    return re.compile(rf"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)", flags=re.S)


def replaced(page: str, name: str, text: str) -> str:
    """Put a part's Markdown between its markers.

    Raises
    ------
    ValueError
        The page lacks the markers, or has them twice.
    """
    found = len(_between(name).findall(page))
    if found != 1:
        raise ValueError(f"{PAGE.name} has {found} pairs of markers for {name!r}; it needs one")
    return _between(name).sub(lambda m: f"{m[1]}\n{text.strip()}\n\n{m[2]}", page)


def rewrite(path: Path, parts: Mapping[str, Part], machine: str) -> None:
    """Measure parts one after the other, and write each into the page as soon as it is there.

    Raises
    ------
    ValueError
        See :func:`replaced`; told before anything is measured.
    """
    for name in ("machine", *parts):
        replaced(path.read_text(encoding="utf-8"), name, "")
    for name, part in parts.items():
        print(f"{name}: about {part.minutes:g} minutes", flush=True)
        text = part.measure()
        page = replaced(path.read_text(encoding="utf-8"), name, text)
        path.write_text(replaced(page, "machine", machine), encoding="utf-8")


def described() -> str:
    """Describe the machine, and the peers that are installed."""
    lines = [f"- {machinery.machine()}; {machinery.processor()}"]
    if versions := machinery.versions("lifetimes", "pymc-marketing", "nutpie", "clvkit", "pyfair"):
        lines.append("- peers: " + ", ".join(f"{name} {own}" for name, own in versions.items()))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    rewrite(PAGE, {name: PARTS[name] for name in chosen}, described())
    print(PAGE)


if __name__ == "__main__":
    main()
