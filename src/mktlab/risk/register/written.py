"""The register and its plan, as a reader reads them."""

from datetime import date

import pandas as pd

from mktlab.figures import Card, listed, money
from mktlab.risk.register import planning
from mktlab.risk.register.reading import Risk


def cards(top: list[Risk], expected: pd.Series, currency: str, as_of: date) -> list[Card]:
    """Write the plan of response of the top risks."""
    found = []
    for risk in top:
        late = " (overdue)" if planning.overdue(risk, as_of) else ""
        lead = f"{risk.event}, because: {risk.cause}."
        facts = [
            ("Expected a year", money(expected.get(risk.id), currency)),
            ("Trigger", risk.trigger),
            ("Measure", risk.response),
            ("Owner, deadline", f"{risk.owner}, {risk.deadline}{late}"),
            ("If it happens", "; ".join(risk.steps) or "no plan"),
        ]
        found.append(Card(risk.title, lead, tuple(facts)))
    return found


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
    said = f"Past their deadline: {listed(late)}." if late else "No open risk is past its deadline."
    if bare := planning.unprepared(top):
        said += f" Without a contingency plan among the first {len(top)}: {listed(bare)}."
    if len(due):
        said += f" To be rehearsed: {listed(list(due['risk']))}."
    else:
        said += " All plans of the first have been rehearsed in time."
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
    bare = [row.mark for row in found.itertuples() if not row.risks]
    if not bare:
        return "Each weakness and threat of the SWOT table has a risk in the register."
    return f"No risk of the register names {listed(bare)} of the SWOT table: look whether one is missing."
