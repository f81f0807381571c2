"""Whether the kept plan's model goes on telling segments, or is due to be learned anew.

Segments that are learned anew every month are other groups every month. A kept model therefore goes on until there is
a reason to end it, and each reason is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pandas as pd

from mktlab.segment import drifting, scoring, variables
from mktlab.segment.scoring import Model
from mktlab.segment.settings import Settings

PSI_LIMIT = drifting.CONVENTION[1]


@dataclass(frozen=True)
class Choice:
    """The model that tells segments.

    Attributes
    ----------
    model
        What customers are scored by.
    kept
        The kept plan's model, or None where no earlier plan of the same data is kept.
    reasons
        Why the kept model was not used; empty where it was, and where there is none.
    shifted
        Drift (PSI) of the shares of customers by segment since the kept model was learned; None where it cannot be
        told.
    """

    model: Model
    kept: Model | None
    reasons: tuple[str, ...]
    shifted: float | None

    @property
    def reused(self) -> bool:
        """Whether the kept model goes on."""
        return self.model is self.kept


def choose(
    customers: ir.Table,
    anew: Model,
    kept: Model | None,
    drift: pd.DataFrame | None,
    settings: Settings,
    as_of: date,
) -> Choice:
    """Choose between the kept plan's model and one learned on the day of the plan.

    Parameters
    ----------
    customers
        From :func:`mktlab.segment.variables.build`.
    anew
        What was learned on the day of the plan.
    kept
        The model of the last plan kept before it, or None.
    drift
        Drift of variables against ``kept``, from :func:`mktlab.segment.timeline.drift`.
    settings
        The segment settings.
    as_of
        Day of the plan.
    """
    if kept is None:
        return Choice(anew, None, (), None)
    reasons = [*_asked(settings), *_aged(kept, settings, as_of), *_otherwise(anew, kept, settings)]
    usable = set(kept.preparation.names) <= set(customers.columns)
    shifted = None
    if usable and kept.shares is not None:
        shifted = drifting.psi(kept.shares, scoring.shares(customers, kept))
    reasons += _drifted(drift, shifted)
    return Choice(anew if reasons or not usable else kept, kept, tuple(reasons), shifted)


def _asked(settings: Settings) -> list[str]:
    return ["params ask for it (segment.refresh: always)"] if settings.refresh == "always" else []


def _aged(kept: Model, settings: Settings, as_of: date) -> list[str]:
    age = (as_of - kept.as_of).days
    limit = settings.model_age_days
    return [f"it is {age} days old, more than the {limit} allowed"] if age > limit else []


def _otherwise(anew: Model, kept: Model, settings: Settings) -> list[str]:
    """Reasons that lie in what segments are now: variables, their scale, kind and number, names."""
    found = []
    scales = {scale.name: scale.transform for scale in anew.preparation.scales}
    old = {scale.name: scale.transform for scale in kept.preparation.scales}
    if scales != old:
        apart = sorted({*scales.items()} ^ {*old.items()})
        told = ", ".join(dict.fromkeys(variables.describe(name).words for name, _ in apart))
        found.append(f"variables or their scale have changed ({told})")
    if (anew.kind, anew.by) != (kept.kind, kept.by) or (
        kept.by == scoring.CENTRES and len(anew.names) != len(kept.names)
    ):
        found.append(f"a search now finds {_told(anew)}, not {_told(kept)}")
    elif kept.by == scoring.GRID and anew.grid != kept.grid:
        found.append("the grid of names has changed")
    elif lacking := sorted(set(settings.names.values()) - set(kept.names)):
        found.append(f"params name segments otherwise ({', '.join(lacking)})")
    return found


def _told(model: Model) -> str:
    if model.by == scoring.GRID:
        return "tiers of the grid"
    return f"{len(model.names)} {'natural groups' if model.kind == scoring.NATURAL else 'cuts'}"


def _drifted(drift: pd.DataFrame | None, shifted: float | None) -> list[str]:
    found = []
    if drift is not None:
        judged = drift[[not variables.describe(name).grows for name in drift["variable"]]]
        for row in judged[judged["beyond"] & (judged["psi"] > PSI_LIMIT)].itertuples():
            words = variables.describe(row.variable).words
            found.append(f"{words} has drifted by {row.psi:.2f}, more than {PSI_LIMIT} (PSI)")
    if shifted is not None and shifted > PSI_LIMIT:
        found.append(
            f"customers have moved between its segments by {shifted:.2f}, more than {PSI_LIMIT} (PSI)"
        )
    return found


def measures(choice: Choice) -> Mapping[str, object]:
    """What comparing runs and the risk stage ask of the choice."""
    return {
        "learned_on": choice.model.as_of.isoformat(),
        "model_reused": choice.reused,
        "reasons_to_refresh": len(choice.reasons),
    }
