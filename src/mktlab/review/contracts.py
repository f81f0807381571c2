"""What each table under ``data/60_review/`` promises."""

from mktlab.lab.tables import Contract, at_least, column

_AT_LEAST_0 = at_least(0)


def _number(text: str):
    return column("float64", text, nullable=True)


def _text(text: str):
    return column("string", text, nullable=True)


_FORECASTS = Contract(
    name="forecasts",
    grain="one figure that the plan foresaw and that came",
    key=("kind", "about", "measure"),
    order=("kind", "about", "measure"),
    columns={
        "kind": column("string", "customers (sums by segment), segment, risk or warning."),
        "about": column("string", "Segment, risk or warning."),
        "measure": column("string", "What was foreseen."),
        "unit": column("string", "Unit."),
        "as_of": column("date", "Day of the plan reviewed."),
        "horizon_weeks": column("int64", "Weeks after as_of.", at_least(1)),
        "expected": _number("What was foreseen."),
        "low": _number("5 % quantile; null without."),
        "high": _number("95 % quantile; null without."),
        "actual": _number("What came; null where that cannot be told."),
        "score": _number("Mean CRPS, weighted interval score or Brier score; null without."),
        "naive_score": _number("Best error of a naive forecast of it; null without."),
    },
)

_CAMPAIGNS = Contract(
    name="campaigns",
    grain="one campaign",
    key=("campaign_id",),
    order=("start_date", "campaign_id"),
    columns={
        "campaign_id": column("string", "Campaign."),
        "campaign_type": column("string", "Its type, as the source calls it."),
        "start_date": column("date", "First day."),
        "end_date": column("date", "Last day."),
        "contacted": column("int64", "Customers contacted, of those looked at.", at_least(1)),
        "redeemed": column("int64", "Of these, customers who redeemed a coupon.", _AT_LEAST_0),
        "compared": column("int64", "Of these, customers who have others like them.", _AT_LEAST_0),
        "before": _number("Net amount a week of those compared, in the eight weeks before."),
        "during": _number("The same during the campaign."),
        "expected_change": _number("Change a week to be expected of them without any contact."),
        "att": _number("Difference of changes a week to customers like them; see claim."),
        "low": _number("Lower end of its widened 95 % interval."),
        "high": _number("Upper end."),
        "net_gain": _number("Net gain per contact after goods and the contact; null as att."),
        "net_gain_low": _number("Lower end of its widened 95 % interval."),
        "net_gain_high": _number("Upper end."),
        "claim": column("string", "caused, consistent, no difference shown or cannot tell."),
        "words": column("string", "The sentence that may be used."),
    },
)

_ACTIONS = Contract(
    name="actions",
    grain="one thing that the review judged",
    key=("action",),
    order=("action",),
    columns={
        "action": column("int64", "Place, what needs doing first.", at_least(1)),
        "about": column("string", "What was judged."),
        "verdict": column("string", "keep, change, stop or cannot tell."),
        "why": column("string", "What was seen."),
        "act": _text("What to do; null where there is nothing to do."),
        "check": _text("By which figure one sees whether it helped."),
        "owner": _text("Role that does it."),
        "due": column("date", "Until when.", nullable=True),
        "params": _text("Parameters it suggests to change."),
    },
)

ALL: dict[str, Contract] = {
    contract.name: contract for contract in (_FORECASTS, _CAMPAIGNS, _ACTIONS)
}
