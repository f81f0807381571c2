"""What each table under ``data/50_risk/`` promises."""

from mktlab.lab.tables import Contract, at_least, between, column

_SHARE = between(0, 1)
_AT_LEAST_0 = at_least(0)


def _value(text: str):
    return column("float64", f"{text}; null without amounts.", _AT_LEAST_0, nullable=True)


def _loss(text: str):
    return column("float64", f"{text}; null where no expert has told.", _AT_LEAST_0, nullable=True)


def _text(text: str):
    return column("string", text, nullable=True)


_CUSTOMERS = Contract(
    name="customers",
    grain="one customer with a purchase up to as_of",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": column("string", "Customer, as in customer_history."),
        "segment": column("int64", "Number of the segment, as in members.", at_least(1)),
        "segment_name": column("string", "Name of the segment."),
        "rank": column("int64", "Place by value at risk, most first.", at_least(1)),
        "p_no_purchase": column("float64", "Chance of no purchase within the horizon.", _SHARE),
        "expected_value": _value("Value expected, as clv_mean"),
        "value_at_risk": _value("Chance of no purchase times the value of one who does buy"),
        "value_at_risk_p05": _value("5 % quantile of it over draws of the parameters"),
        "value_at_risk_p95": _value("95 % quantile"),
        "days_silent": column("int64", "Days from the last purchase to as_of.", _AT_LEAST_0),
        "is_silent": column("boolean", "Whether that is silent, by params."),
        "win_back_gain": column(
            "float64",
            "Net gain expected of a contact that wins silent customers back; null for others, or without "
            "amounts.",
            nullable=True,
        ),
    },
)

_REGISTER = Contract(
    name="register",
    grain="one risk of the register",
    key=("risk",),
    order=("risk",),
    columns={
        "risk": column("string", "Id."),
        "risk_name": column("string", "Name."),
        "category": column("string", "Category."),
        "owner": column("string", "Role that owns it."),
        "state": column("string", "open, not scored (no expert has told of it) or resolved."),
        "is_illustrative": column("boolean", "Whether it is an example."),
        "as_of": column("date", "Day of the plan."),
        "experts": column("int64", "Experts whose estimates count.", _AT_LEAST_0),
        "probability": column(
            "float64", "Chance of an event within a year; null where no expert has told.", _SHARE,
            nullable=True,
        ),
        "probability_p05": column("float64", "5 % quantile of the pool of experts.", _SHARE, nullable=True),
        "probability_p95": column("float64", "95 % quantile.", _SHARE, nullable=True),
        "severity": _loss("Mean loss of one event"),
        "expected_loss": _loss("Expected loss a year"),
        "expected_loss_p05": _loss("5 % quantile of it over experts and their doubt"),
        "expected_loss_p95": _loss("95 % quantile"),
        "expected_loss_after": _loss("Expected loss a year with the control"),
        "control_cost": _loss("Cost of the control by year"),
        "saved": column(
            "float64", "What the control saves a year; null where experts tell of none.", nullable=True
        ),
        "p_pays": column(
            "float64", "Chance that it saves more than it costs; null as saved.", _SHARE, nullable=True
        ),
        "likelihood": column("int64", "Band of the matrix, 1 to 5.", between(1, 5), nullable=True),
        "impact": column("int64", "Band of the matrix, 1 to 5.", between(1, 5), nullable=True),
        "colour": _text("Colour of the matrix."),
        "rank": column("int64", "Place by expected loss.", at_least(1), nullable=True),
        "deadline": column("date", "By when the response is to stand."),
        "is_overdue": column("boolean", "Whether that has passed while it is open."),
    },
)  # fmt: skip

_LOSS_EXCEEDANCE = Contract(
    name="loss_exceedance",
    grain="one point of a loss exceedance curve",
    key=("controls", "chance"),
    order=("controls", "chance"),
    columns={
        "controls": column("string", "before or after the controls planned."),
        "chance": column("float64", "Chance of a year that loses more.", _SHARE),
        "loss": column("float64", "Loss in a year.", _AT_LEAST_0),
    },
)

_WARNINGS = Contract(
    name="warnings",
    grain="one rule of early warning",
    key=("warning",),
    order=("warning",),
    columns={
        "warning": column("string", "Rule, as in params."),
        "title": column("string", "What it watches."),
        "figure": column("string", "Where that stands: a file of reports/metrics, and the way into it."),
        "light": column("string", "green, amber, red, or unknown where not measurable."),
        "value": column("float64", "What was measured; null where it could not be.", nullable=True),
        "unit": column("string", "days, share or number."),
        "side": column("string", "above, below or apart (from 1): which way is bad."),
        "amber": column("float64", "Beyond this it is amber; null if not known.", nullable=True),
        "red": column("float64", "Beyond this it is red; null if not known.", nullable=True),
        "as_of": column("date", "Day of the plan."),
        "since": column("date", "First of the plans in a row, this one last, with this light or a worse one."),
        "owner": column("string", "Role that acts."),
        "response": column("string", "What is done."),
    },
)  # fmt: skip

ALL: dict[str, Contract] = {
    contract.name: contract for contract in (_CUSTOMERS, _REGISTER, _LOSS_EXCEEDANCE, _WARNINGS)
}
