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
        "expected_spend": _value("Net amount expected of all"),
        "expected_clv": _value("Value expected of all"),
        "expected_clv_mean": _value("Value expected per customer"),
        "clv": _value("Value of all as it may come out, chance included"),
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
    contract.name: contract for contract in (_CUSTOMERS, _SEGMENT_DRAWS, _POPULATION_DRAWS)
}
