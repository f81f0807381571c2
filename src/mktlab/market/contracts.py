"""What each table under ``data/40_market/`` promises."""

from mktlab.lab.tables import MONEY, Contract, at_least, between, column

_SHARE = between(0, 1)
_AT_LEAST_0 = at_least(0)
_SEGMENT = column("int64", "Number of the segment, as in members.", at_least(1))
_NAME = column("string", "Name of the segment.")


def _chance(text: str):
    return column("float64", f"{text}; null where not measurable.", _SHARE, nullable=True)


def _known(text: str):
    return column("float64", f"{text}; null where not known.", nullable=True)


_SCORES = Contract(
    name="scores",
    grain="one segment in one criterion",
    key=("segment", "criterion"),
    order=("segment", "criterion"),
    columns={
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "criterion": column("string", "Criterion."),
        "unit": column("string", "Unit of its values."),
        "source": column("string", "orders, 30_clv, analyst, example (illustrative) or none."),
        "is_better_more": column("boolean", "Whether more of it is better."),
        "mean": _known("Mean value"),
        "p05": _known("5 % quantile of its draws"),
        "p95": _known("95 % quantile"),
        "scaled": column(
            "float64", "Mean value from 0, the worst, to 1; null where it does not count.", _SHARE,
            nullable=True,
        ),
        "weight": column("float64", "The weight it counts with; 0 where it does not.", _SHARE),
    },
)  # fmt: skip

_TARGETS = Contract(
    name="targets",
    grain="one segment",
    key=("segment",),
    order=("segment",),
    columns={
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "customers": column("int64", "Customers.", at_least(1)),
        "decision": column("string", "target, next in line, or reject."),
        "reason": column("string", "Why."),
        "rank": column(
            "int64", "Place by score; null where it is too small to be judged.", at_least(1), nullable=True
        ),
        "score": column("float64", "Weighted sum of scaled criteria, at the weights given.", _SHARE,
                        nullable=True),
        "p_best": _chance("Chance to score best, weights and values in doubt"),
        "p_best_topsis": _chance("The same by TOPSIS"),
        "p_large": _chance("Chance to be large enough"),
        "p_growing": _chance("Chance to be growing"),
        "p_uncrowded": _chance("Chance not to be crowded"),
        "p_valuable": _chance("Chance to be valuable"),
        "segment_index": _known("Size × value × growth, 100 for a mean segment"),
        "net_gain": _known("Net gain expected of contacting all of them"),
        "regret": _known("Expected regret of putting the budget on this segment alone"),
        "contacts": column("int64", "Customers to be contacted; null without amounts.", _AT_LEAST_0,
                           nullable=True),
        "budget": column(MONEY, "What is put on it; null without amounts.", _AT_LEAST_0, nullable=True),
        "strategy": column("string", "How to enter it.", nullable=True),
        "route": column("string", "By which way.", nullable=True),
    },
)  # fmt: skip

_FORECAST = Contract(
    name="forecast",
    grain="one figure of one segment that a review can look up later",
    key=("segment", "measure"),
    order=("segment", "measure"),
    columns={
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "measure": column(
            "string",
            "active: its customers who buy; spend_per_active: net amount by week of one who does; spend: "
            "net amount by week of all; growth: spend by week to that of the last weeks, less 1; "
            "value: value ahead.",
        ),
        "as_of": column("date", "Day the forecast was made; nothing later was known."),
        "horizon_weeks": column("int64", "Weeks after as_of that it is for.", at_least(1)),
        "unit": column("string", "Unit."),
        "mean": column("float64", "Mean of the predictive distribution."),
        "p05": column("float64", "5 % quantile."),
        "p25": column("float64", "25 % quantile."),
        "p50": column("float64", "Median."),
        "p75": column("float64", "75 % quantile."),
        "p95": column("float64", "95 % quantile."),
        "naive": column(
            "float64", "Naive forecast: as in the last weeks; null without.", nullable=True
        ),
    },
)

ALL: dict[str, Contract] = {contract.name: contract for contract in (_SCORES, _TARGETS, _FORECAST)}
