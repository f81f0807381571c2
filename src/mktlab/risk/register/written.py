"""The register and its plan, as a reader reads them."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from mktlab.figures import Card, listed, money
from mktlab.risk.register import planning
from mktlab.risk.register.reading import Risk

SOON = 31  # days within which a deadline is near


def cards(top: list[Risk], expected: pd.Series, currency: str, as_of: date) -> list[Card]:
    """Write the plan of response of the top risks."""
    found = []
    for risk in top:
        late = " (overdue)" if planning.overdue(risk, as_of) else ""
        lead = f"{risk.event}, because: {risk.cause}."
        facts = [
            ("Expected a year, before its control", money(expected.get(risk.id), currency)),
            ("Measure", _measure(risk, currency)),
            ("Owner, deadline", f"{risk.owner}, {risk.deadline}{late}"),
            ("Trigger", risk.trigger),
            ("On the trigger", risk.response),
            ("If it happens", "; ".join(risk.steps) or "no plan"),
        ]
        found.append(Card(risk.title, lead, tuple(facts)))
    return found


def _measure(risk: Risk, currency: str) -> str:
    if not risk.control:
        return "no control planned"
    cost = f" ({money(risk.control_cost, currency)} a year)" if risk.control_cost else ""
    return f"{risk.control}{cost}"


def late(risks: Iterable[Risk], as_of: date) -> str:
    """Count the measures that are overdue on the day of the plan; empty where none is."""
    own = [risk for risk in risks if planning.overdue(risk, as_of)]
    if not own:
        return ""
    example = " (example)" if any(risk.illustrative for risk in own) else ""
    measures = (
        "1 measure of the register is"
        if len(own) == 1
        else f"{len(own)} measures of the register are"
    )
    return f"{measures} overdue{example}."


def doing(risks: list[Risk], due: pd.DataFrame, as_of: date, unpaid: list[str]) -> str:
    """Say what needs doing now: deadlines passed and near, rehearsals, controls that hardly pay.

    Parameters
    ----------
    risks
        Open ones.
    due
        See :func:`mktlab.risk.register.planning.rehearsals`.
    as_of
        Day of the plan.
    unpaid
        Names of risks whose control is likelier to cost more than it saves.
    """
    told = []
    if late := [
        f"“{r.title}” ({r.owner}, {r.deadline})" for r in risks if planning.overdue(r, as_of)
    ]:
        told.append(
            f"the {'measure' if len(late) == 1 else 'measures'} against {listed(late)} "
            f"{'is' if len(late) == 1 else 'are'} overdue"
        )
    if near := planning.soon(risks, as_of, SOON):
        told.append(
            f"due within {SOON} days: that against {listed([f'“{r.title}” ({r.deadline})' for r in near])}"
        )
    if unpaid:
        told.append(
            f"look again at the control of {listed([f'“{name}”' for name in unpaid])}: likelier to cost more than it saves"
        )
    if len(due):
        told.append(f"rehearse {len(due)} {'plan' if len(due) == 1 else 'plans'}")
    if not told:
        return "No measure is overdue or due soon."
    example = " (example)" if any(risk.illustrative for risk in risks) else ""
    return f"To be done now{example}: {'; '.join(told)}."


def register(risks: list[Risk], as_of: date) -> pd.DataFrame:
    """Write the whole register."""
    return pd.DataFrame(
        {
            "Id": risk.id,
            "Risk": risk.title,
            "Category": risk.category,
            "Cause → event → impact": f"{risk.cause} → {risk.event} → {risk.impact}",
            "Control": risk.control or "none planned",
            "Owner": risk.owner,
            "Deadline": _deadline(risk, as_of),
        }
        for risk in risks
    )


def _deadline(risk: Risk, as_of: date) -> str:
    if risk.resolved is not None:
        return f"resolved {risk.resolved}"
    return f"{risk.deadline}{', overdue' if planning.overdue(risk, as_of) else ''}"


def rehearsals(found: pd.DataFrame) -> pd.DataFrame:
    """Write what is to be rehearsed."""
    return pd.DataFrame(
        {
            "Plan for": row.risk,
            "Owner": row.owner,
            "Steps": str(row.steps),
            "Last rehearsed": "never" if row.last is None else str(row.last),
            "Due": str(row.due),
        }
        for row in found.itertuples()
    )


def planned(top: list[Risk], due: pd.DataFrame, risks: list[Risk], as_of: date) -> str:
    """Say whether plans stand: deadlines, contingency steps, rehearsals."""
    late = [risk.title for risk in risks if planning.overdue(risk, as_of)]
    said = (
        f"Measures past their deadline: against {listed([f'“{name}”' for name in late])}."
        if late
        else "No measure is past its deadline."
    )
    if bare := planning.unprepared(top):
        said += f" Without a contingency plan among the first {len(top)}: {listed(bare)}."
    if len(due):
        said += f" Of the first {len(top)}, to be rehearsed: {listed(list(due['risk']))}."
    elif len(planning.unprepared(top)) < len(top):
        said += f" Plans of the first {len(top)} that there are have been rehearsed in time."
    return said


def swot(found: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write which weakness or threat has which risks."""
    return pd.DataFrame(
        {
            "SWOT": row.mark,
            "What": row.what,
            "Risks": listed(row.risks) if row.risks else "none in the register",
            "Expected a year": money(row.expected, currency),
        }
        for row in found.itertuples()
    )


def unlinked(found: pd.DataFrame) -> str:
    """Say which weaknesses and threats have no risk."""
    if found.empty:
        return "The SWOT table holds no weakness and no threat."
    bare = [row.mark for row in found.itertuples() if not row.risks]
    if not bare:
        return (
            "Each weakness and threat of the SWOT table is named by a risk of the register; whether the two fit is for "
            "readers to judge."
        )
    return f"No risk of the register names {listed(bare)} of the SWOT table: look whether one is missing."
