"""What each table under ``data/30_clv/`` promises."""

from mktlab.lab.tables import MONEY, Contract, at_least, between, column

_CHANCE = between(0, 1)
_AT_LEAST_0 = at_least(0)
_SEGMENT = column("int64", "Number of the segment, as in members.", at_least(1))
_NAME = column("string", "Name of the segment.")


def _value(text: str):
    return column("float64", f"{text}; null without amounts.", _AT_LEAST_0, nullable=True)


_CUSTOMERS = Contract(
    name="customers",
    grain="one customer with a purchase up to as_of",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": column("string", "Customer, as in customer_history."),
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "frequency": column("int64", "Repeat purchase days up to as_of.", _AT_LEAST_0),
        "spend": column(MONEY, "Net amount up to as_of, refunds subtracted."),
        "p_alive": column("float64", "Chance to be still active at as_of.", _CHANCE),
        "p_purchase": column("float64", "Chance of a purchase within the horizon.", _CHANCE),
        "expected_purchases": column(
            "float64", "Expected purchase days within the horizon.", _AT_LEAST_0
        ),
        "sd_purchases": column("float64", "Standard deviation of their number.", _AT_LEAST_0),
        "expected_spend": _value("Expected net amount within the horizon"),
        "clv_mean": _value("Expected value: margin on it, discounted to as_of"),
        "clv_sd": _value("Standard deviation of the value"),
        "clv_p05": _value("5 % quantile of the value's predictive distribution"),
        "clv_p25": _value("25 % quantile"),
        "clv_p50": _value("Median"),
        "clv_p75": _value("75 % quantile"),
        "clv_p95": _value("95 % quantile"),
        "p_gain": column(
            "float64",
            "Chance that a contact brings more than it costs; null without amounts.",
            _CHANCE,
            nullable=True,
        ),
        "value_at_risk": _value(
            "Chance of no purchase within the horizon times the value of one like them who does buy"
        ),
        "value_at_risk_p05": _value("5 % quantile of it over draws of the parameters"),
        "value_at_risk_p95": _value("95 % quantile"),
    },
)

_CONTACTS = Contract(
    name="contacts",
    grain="one customer with a purchase up to as_of; none without amounts",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": column("string", "Customer, as in customer_history."),
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "rank": column("int64", "Place by expected gain, best first.", at_least(1)),
        "decision": column("string", "contact, hold out or leave."),
        "reason": column("string", "Why."),
        "expected_value": column("float64", "Expected value, as clv_mean.", _AT_LEAST_0),
        "expected_gain": column("float64", "Expected net gain of a contact."),
        "p_gain": column("float64", "Chance that a contact brings more than it costs.", _CHANCE),
        "break_even_uplift": column(
            "float64", "Uplift at which a contact pays; null where there is no value.", _AT_LEAST_0,
            nullable=True,
        ),
    },
)  # fmt: skip

_FORECAST = Contract(
    name="forecast",
    grain="one customer with a purchase up to as_of",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": column("string", "Customer, as in customer_history."),
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "as_of": column("date", "Day the forecast was made; nothing later was known."),
        "horizon_weeks": column("int64", "Weeks after as_of that it is for.", at_least(1)),
        "p_purchase": column("float64", "Chance of a purchase.", _CHANCE),
        "expected_purchases": column("float64", "Expected purchase days.", _AT_LEAST_0),
        "p_at_least": column(
            "array<float64>",
            "Chances of at least 1, 2, 3, … purchase days, until they are next to nothing.",
        ),
        "expected_spend": _value("Expected net amount"),
        "spend_p05": _value("5 % quantile of the net amount"),
        "spend_p25": _value("25 % quantile"),
        "spend_p50": _value("Median"),
        "spend_p75": _value("75 % quantile"),
        "spend_p95": _value("95 % quantile"),
        "as_so_far_purchases": column(
            "float64", "Naive forecast: purchase days at the rate so far.", _AT_LEAST_0
        ),
        "as_before_purchases": column(
            "float64", "Naive forecast: as in as many weeks before.", _AT_LEAST_0
        ),
        "as_all_purchases": column(
            "float64", "Naive forecast: what all brought on average in as many weeks before.",
            _AT_LEAST_0,
        ),
        "as_so_far_spend": column("float64", "Naive forecast: net amount at the rate so far."),
        "as_before_spend": column("float64", "Naive forecast: as in as many weeks before."),
        "as_all_spend": column(
            "float64", "Naive forecast: what all brought on average in as many weeks before."
        ),
    },
)  # fmt: skip

_TESTED = Contract(
    name="tested",
    grain="customers of one segment then, one chance and one outcome, in the window of the test",
    key=("segment_name", "p_purchase", "has_bought"),
    order=("segment_name", "p_purchase", "has_bought"),
    columns={
        "segment_name": column("string", "Name of the segment they were in on the earlier day."),
        "p_purchase": column("float64", "Chance of a purchase, forecast on that day.", _CHANCE),
        "has_bought": column("boolean", "Whether they bought."),
        "customers": column("int64", "Customers.", at_least(1)),
        "origin": column("date", "The earlier day; nothing later was known to the forecast."),
        "horizon_weeks": column("int64", "Weeks after it.", at_least(1)),
    },
)

_SEGMENT_DRAWS = Contract(
    name="segment_draws",
    grain="one segment in one draw of the parameters",
    key=("draw", "segment"),
    order=("draw", "segment"),
    columns={
        "draw": column("int64", "Draw, from 0.", _AT_LEAST_0),
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "customers": column("int64", "Customers.", at_least(1)),
        "expected_purchases": column("float64", "Purchase days expected of all.", _AT_LEAST_0),
        "purchases": column(
            "float64", "Purchase days of all as they may come out, chance included.", _AT_LEAST_0
        ),
        "expected_lapsing": column(
            "float64", "Customers expected to buy nothing within the horizon.", _AT_LEAST_0
        ),
        "expected_spend": _value("Net amount expected of all"),
        "expected_clv": _value("Value expected of all"),
        "expected_clv_mean": _value("Value expected per customer"),
        "clv": _value("Value of all as it may come out, chance included"),
        "value_at_risk": _value("Value at risk of all, as customers have it"),
        "net_gain": column(
            "float64",
            "What contacting all of them may gain: the draw's uplift times clv, less the cost; null "
            "without amounts.",
            nullable=True,
        ),
    },
)

_POPULATION_DRAWS = Contract(
    name="population_draws",
    grain="one parameter of one model and profile in one draw",
    key=("model", "draw", "profile", "parameter"),
    order=("model", "draw", "profile", "parameter"),
    columns={
        "model": column("string", "Model."),
        "draw": column("int64", "Draw, from 0.", _AT_LEAST_0),
        "profile": column("string", "Group and covariates that share it; all for one population."),
        "parameter": column("string", "Parameter, times in weeks."),
        "value": column("float64", "Its value."),
    },
)

ALL: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        _CUSTOMERS,
        _SEGMENT_DRAWS,
        _POPULATION_DRAWS,
        _CONTACTS,
        _FORECAST,
        _TESTED,
    )
}
