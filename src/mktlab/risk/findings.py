"""The answer of the risk report, computed so that it stays true when the data changes."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mktlab.figures import listed, money, share
from mktlab.lab.headline import Alert, Headline, Measure, Number
from mktlab.risk.customers import findings as customers
from mktlab.risk.customers.calibrating import Test
from mktlab.risk.customers.lapsing import ALL
from mktlab.risk.losses import findings as losses
from mktlab.risk.losses.scoring import Result
from mktlab.risk.register import written as plans
from mktlab.risk.register.reading import Inputs
from mktlab.risk.settings import Settings
from mktlab.risk.watching import written as watching

QUESTION = "What could go wrong, what would it cost, and what needs doing now?"


@dataclass(frozen=True)
class Customers:
    """What is known of customers who may not come back.

    Attributes
    ----------
    segments
        Risk by segment.
    tested
        Whether such chances came true; None where that could not be tested.
    resting
        On how few customers value at risk rests, see :func:`mktlab.risk.customers.lapsing.resting`.
    """

    segments: pd.DataFrame
    tested: Test | None
    resting: pd.Series


@dataclass(frozen=True)
class Project:
    """What is known of the project's risks.

    Attributes
    ----------
    inputs
        The register.
    result, tails, held
        What its risks cost, the tail of a year's loss and the tolerance line; None without a register that is
        scored.
    doing
        What the register asks for now; empty without one.
    """

    inputs: Inputs
    result: Result | None
    tails: pd.DataFrame | None
    held: pd.DataFrame | None
    doing: str


def headline(
    people: Customers,
    project: Project,
    warnings: pd.DataFrame,
    terms: dict,
    settings: Settings,
    plan: dict,
    least: int,
) -> Headline:
    """Answer what could go wrong.

    Parameters
    ----------
    people, project
        What is known of either.
    warnings
        Early warning.
    terms
        Of contacts, from 30_clv.
    settings
        The section ``risk``.
    plan
        What collect recorded of the plan.
    least
        Groups of fewer customers are not told of.
    """
    currency, horizon = plan["currency"], terms["horizon_weeks"]
    segments, inputs, result = people.segments, project.inputs, project.result
    way, as_of = customers.leaning(people.tested, least), date.fromisoformat(plan["as_of"])
    if result is None:
        cost = f"{no_register(inputs)}, so only customers' risk and early warning are told of."
    else:
        cost = losses.costs(
            result, project.tails, project.held, currency, settings.tail, example(inputs)
        )
    return Headline(
        question=QUESTION,
        answer=(
            " ".join(filter(None, (project.doing, watching.said(warnings)))),
            customers.lapsing(segments, currency, horizon),
            cost,
        ),
        numbers=(
            _customers(segments, currency, horizon, way),
            _project(project.tails, inputs, settings, currency),
            _lights(warnings),
        ),
        sureness=" ".join(_doubts(people, result, terms, plan, least)),
        illustrative=tuple(_illustrative(segments, inputs, result, terms, settings)),
        line=_line(segments, inputs, result, project.tails, settings, currency, way),
        watch=tuple(_top(result, currency, settings.top, inputs)),
        scale=losses.in_all(result, terms["contact_list"], currency, example(inputs))
        if result is not None
        else "",
        alerts=tuple(
            Alert(light=light, title=title, text=text)
            for light, title, text in watching.alerts(warnings)
        ),
        lights=" ".join(
            filter(None, (watching.counted(warnings), plans.late(inputs.risks.values(), as_of)))
        ),
    )


def example(inputs: Inputs) -> str:
    """Mark a figure that rests on an example register."""
    return " (example)" if inputs.illustrative else ""


def no_register(inputs: Inputs) -> str:
    """Say why no losses of the project are told of."""
    if inputs.left_out:
        return f"{inputs.left_out}, which is not the currency of these orders, and is left out"
    if not inputs.risks:
        return "There is no register of the project's risks"
    if all(risk.resolved for risk in inputs.risks.values()):
        return "All risks of the register are resolved"
    return "No expert has told of an open risk of the register"


def unasked(inputs: Inputs) -> str:
    """Say why no experts are told of."""
    if inputs.left_out:
        return f"{inputs.left_out}; what experts say of it is not used either."
    return "No expert has been asked."


def _customers(segments: pd.DataFrame, currency: str, horizon: int, way: str) -> Number:
    whole, doubt = segments.loc[ALL], f"; likely too {way}" if way else ""
    if pd.isna(whole["value_at_risk"]):
        return Number(
            label=f"Customers expected not to buy within {horizon} weeks",
            value=customers.few(whole["lapsing"]),
            interval=customers.range_(whole, "lapsing", customers.few) + doubt,
            measure=_measure(whole, "lapsing", "customers"),
        )
    return Number(
        label=f"Value of customers at risk over {horizon} weeks",
        value=money(whole["value_at_risk"], currency),
        interval=customers.range_(whole, "value_at_risk", lambda value: money(value, currency))
        + doubt,
        measure=_measure(whole, "value_at_risk", currency),
    )


def _measure(row: pd.Series, name: str, unit: str) -> Measure | None:
    return Measure.of(row[name], unit=unit, low=row[f"{name}_low"], high=row[f"{name}_high"])


def _line(
    segments: pd.DataFrame,
    inputs: Inputs,
    result: Result | None,
    tails: pd.DataFrame | None,
    settings: Settings,
    currency: str,
    way: str,
) -> str:
    """Answer in one line."""
    whole = segments.loc[ALL]
    told = (
        f"{customers.few(whole['lapsing'])} customers may not come back"
        if pd.isna(whole["value_at_risk"])
        else f"{money(whole['value_at_risk'], currency)} of customers' value at risk"
    )
    told += f" (likely too {way})" if way else ""
    if result is None:
        return f"{told}; no losses of the project are told of."
    return (
        f"{told}; one year in {1 / settings.tail:.0f} loses over "
        f"{losses.about(tails.loc['after', 'at_risk'], currency)}{example(inputs)} after controls."
    )


def _project(
    tails: pd.DataFrame | None, inputs: Inputs, settings: Settings, currency: str
) -> Number:
    label = f"Loss that one year in {1 / settings.tail:.0f} exceeds, with the controls planned"
    if tails is None:
        return Number(label=label, value="–", interval="no register, so no loss")
    row = tails.loc["after"]
    return Number(
        label=label,
        value=losses.about(row["at_risk"], currency),
        interval=f"{losses.about(tails.loc['before', 'at_risk'], currency)} without controls; as experts see "
        f"it{example(inputs)}, their doubt included, so without a further interval",
        measure=Measure.of(row["at_risk"], unit=currency),
    )


def _lights(warnings: pd.DataFrame) -> Number:
    red, amber = ((warnings["light"] == light).sum() for light in ("red", "amber"))
    known = int((warnings["light"] != "unknown").sum())
    return Number(
        label="Early warnings that are red",
        value=f"{red} of {known}",
        interval=f"{amber} amber, {len(warnings) - known} more could not be measured; counted, so without an interval",
        measure=Measure.of(float(red), unit="warnings"),
    )


def _doubts(people: Customers, result, terms, plan, least) -> list[str]:
    tested, resting = people.tested, people.resting
    told = [
        customers.likely(tested, resting, least),
        customers.calibrated(tested, terms["horizon_weeks"]),
    ]
    told.append(
        "Intervals of value at risk hold what is not known of the model's parameters: not customers' luck, not what "
        "moves all at once, not that the model may be wrong. They are too narrow."
    )
    if result is not None:
        told.append(
            "The project's losses are what experts think, not what was observed; a risk nobody thought of is not in "
            "them."
        )
        told.append(losses.beside(result, terms["contact_list"], plan["currency"]))
    if plan["caution"]:
        told.append(f"{plan['caution'].rstrip('.')}.")
    return [text for text in told if text]


def _illustrative(segments, inputs: Inputs, result, terms, settings) -> list[str]:
    told = []
    if result is not None and inputs.illustrative:
        told.append("risk register and expert estimates")
    if result is not None and settings.tolerance_illustrative:
        told.append("tolerance line and bands of the matrix")
    if terms["illustrative"] and segments["value_at_risk"].notna().any():
        told += ["margin", "discount rate"]
    return told


def _top(result: Result | None, currency: str, top: int, inputs: Inputs) -> list[str]:
    """List the largest risks, for the index page."""
    if result is None:
        return []
    return [
        f"{row['name']}{' (example)' if inputs.risks[name].illustrative else ''}: "
        f"{money(row['expected'], currency)} expected a year, "
        f"{share(row['probability'])} chance; {row['owner']}"
        for name, row in result.risks.head(top).iterrows()
    ]


def strangers(inputs: Inputs) -> str:
    """Say that examples were left out, and why; empty where none were."""
    return f"{inputs.left_out}; it is not used." if inputs.left_out else ""


def unscored(inputs: Inputs, seen: dict) -> str:
    """Say which open risks no expert has told of."""
    bare = [r.title for r in inputs.risks.values() if r.resolved is None and r.id not in seen]
    return f"No expert has told of {listed(bare)}: not in any sum." if bare else ""
