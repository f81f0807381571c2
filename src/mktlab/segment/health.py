"""Whether data and model are still fit for use, as figures that the risk stage watches."""

from datetime import date

import pandas as pd

from mktlab.segment import variables
from mktlab.segment.refreshing import PSI_LIMIT, Choice
from mktlab.segment.settings import Settings

BOUNDARY_LIMIT = 0.25


def health(
    plan: dict,
    as_of: date,
    choice: Choice,
    drift: pd.DataFrame | None,
    boundary: float,
    changed: float,
    settings: Settings,
) -> pd.DataFrame:
    """Measure whether a refresh is due.

    Parameters
    ----------
    plan
        What collect recorded of the plan, with the age of the data and what is allowed.
    as_of
        Day of the plan.
    choice
        The model in use, with that of the last kept plan before that day.
    drift
        Drift against that model, or against the earliest snapshot where no plan is kept; None where
        there is neither.
    boundary
        Share of customers at a boundary.
    changed
        Greatest share of customers whose RFM name a neighbouring grid changes.
    settings
        The segment settings.

    Returns
    -------
    pandas.DataFrame
        The columns of the ``health`` contract.
    """
    kept = choice.kept
    age = None if kept is None else (as_of - kept.as_of).days
    against = "the kept plan" if kept is not None else "the earliest snapshot"
    judged = None
    if drift is not None:
        judged = drift[[not variables.describe(name).grows for name in drift["variable"]]]
    worst = None if judged is None or judged.empty else float(judged["psi"].max())
    rows = [
        ("data_age_days", plan["data_age_days"], plan["data_age_limit"],
         "Age of the last order on the day of the plan, in days"),
        ("model_age_days", age, settings.model_age_days,
         "Age of the kept plan's segment model, in days" if kept is not None
         else "Age of a kept plan's segment model: no earlier plan is kept"),
        ("psi_greatest", worst, PSI_LIMIT,
         f"Greatest drift of a variable that does not grow with time, since {against} (PSI)" if worst is not None
         else "Drift of variables: there is no earlier day, or every variable grows with time"),
        ("psi_segments", choice.shifted, PSI_LIMIT,
         "Drift of the shares of customers by segment since the kept plan's model was learned (PSI)"
         if choice.shifted is not None
         else "Drift of the shares of customers by segment: there is no kept model to tell it by"),
        ("boundary_share", boundary, BOUNDARY_LIMIT, "Share of customers at a border of segments"),
        ("renamed_share", changed, BOUNDARY_LIMIT,
         "Greatest share of customers whose RFM name a neighbouring grid changes"),
    ]  # fmt: skip
    return pd.DataFrame(
        {
            "measure": name,
            "value": None if value is None else float(value),
            "threshold": float(limit),
            "is_warning": None if value is None else bool(value > limit),
            "about": about,
        }
        for name, value, limit, about in rows
    )
