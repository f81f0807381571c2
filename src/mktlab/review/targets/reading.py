"""``kpi_targets.csv``, validated.

Every problem is told with its row and column. Rows that are examples say so; where their currency is not
that of the orders they are left out, and the report says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mktlab.lab import rows
from mktlab.review import owners
from mktlab.review.targets.kpi import Kpi, problems

FOLDER = Path("data/inputs")
TARGETS = "kpi_targets.csv"


@dataclass(frozen=True)
class Inputs:
    """What was read.

    Attributes
    ----------
    kpis
        By id, in the file's order.
    left_out
        Why examples were left out; empty where none were.
    """

    kpis: dict[str, Kpi]
    left_out: str = ""

    @property
    def illustrative(self) -> bool:
        """Whether any row is an example."""
        return any(own.illustrative for own in self.kpis.values())

    @property
    def months(self) -> set[int]:
        """Horizons that are asked for."""
        return {own.horizon_months for own in self.kpis.values()}


def read(folder: Path, currency: str | None) -> Inputs:
    """Read and check the targets.

    Parameters
    ----------
    folder
        ``data/inputs``. A missing or empty file is borne.
    currency
        Of the orders; figures of money must be in it. None: which one is right is not known yet.

    Raises
    ------
    SettingsError
        The table cannot be understood, or rows contradict themselves; all problems with their places.
    """
    path = folder / TARGETS
    if not rows.there(path):
        return Inputs({})
    roles = owners.roles(folder)
    found = rows.read(path, Kpi)
    other = {
        number: own for number, own in found.items()
        if own.illustrative and currency and own.currency not in (None, currency)
    }  # fmt: skip
    rows.refuse(
        [
            *rows.repeated(path, found, "id"),
            *(
                rows.problem(path, number, column, said)
                for number, own in found.items()
                for column, said in [*problems(own), ("owner", owners.strange(own.owner, roles))]
                if said
            ),
            *(
                rows.problem(
                    path, number, "currency",
                    f"{own.currency!r} is not the currency of the orders, {currency}",
                )
                for number, own in found.items()
                if currency and own.currency not in (None, currency) and number not in other
            ),
        ]
    )  # fmt: skip
    kept = {own.id: own for number, own in found.items() if number not in other}
    return Inputs(kept, _left_out(other.values(), currency))


def check(folder: Path) -> Inputs:
    """Check what the analyst wrote as far as it does not hang on the orders."""
    return read(folder, None)


def _left_out(other: Iterable[Kpi], currency: str | None) -> str:
    own = list(other)
    if not own:
        return ""
    return (
        f"{len(own)} example {'target is' if len(own) == 1 else 'targets are'} left out: "
        f"{'it is' if len(own) == 1 else 'they are'} in {', '.join(sorted({k.currency for k in own}))}, and orders "
        f"are in {currency}."
    )
