"""What each table under ``data/60_review/`` promises."""

from mktlab.lab.tables import Contract, at_least, between, column

_AT_LEAST_0 = at_least(0)
_SHARE = between(0, 1)


def _number(text: str):
    return column("float64", text, nullable=True)


def _text(text: str):
    return column("string", text, nullable=True)


def _estimate(text: str, rule=None):
    return column("float64", f"{text}; null where it cannot be estimated.", rule, nullable=True)


_KPIS = Contract(
    name="kpis",
    grain="one target of kpi_targets.csv",
    key=("kpi",),
    order=("kpi",),
    columns={
        "kpi": column("string", "Id."),
        "kpi_name": column("string", "Name."),
        "family": column("string", "efficiency, effect, cost or satisfaction."),
        "perspective": column("string", "financial, customer, process or learning."),
        "measure": _text("How it is measured, or entered; null: nobody measures it."),
        "is_proxy": column("boolean", "Whether the measure stands in for what the name says."),
        "unit": column("string", "share, number, currency, score or ratio."),
        "currency": _text("Of amounts; null for others."),
        "direction": column("string", "up: more is better; down: less."),
        "horizon_months": column("int64", "Calendar months from as_of.", at_least(1)),
        "as_of": column("date", "Day of the plan."),
        "due": column("date", "Last day of the horizon."),
        "baseline": _number("Where it began; null without one, or where it is not known."),
        "change": _number("What was aimed at, as a share of the baseline; null where a level was set."),
        "target": _number("What was aimed at; null where it hangs on a baseline not known."),
        "actual": _number("What came; null where that is not known."),
        "low": _number("End of its 95 % interval; null without one."),
        "high": _number("Other end."),
        "attainment": _number("Share of the way from the baseline, or of the target; null if not known."),
        "attainment_low": _number("End of its 95 % interval; null without one."),
        "attainment_high": _number("Other end."),
        "attainment_of": _text("way or target; null as attainment."),
        "verdict": column("string", "reached, missed, cannot tell, too few, not measurable or not yet."),
        "why": _text("Why there is no verdict or no figure."),
        "customers": column(
            "int64", "On whom the figure rests; null where on none.", at_least(0), nullable=True
        ),
        "owner": column("string", "Role that owns it."),
        "source": column("string", "Who set the target."),
        "is_illustrative": column("boolean", "Whether it is an example."),
    },
)  # fmt: skip

_FORECASTS = Contract(
    name="forecasts",
    grain="one figure that the plan foresaw and that came",
    key=("kind", "about", "measure"),
    order=("kind", "about", "measure"),
    columns={
        "kind": column("string", "customers (sums by segment), segment, risk or warning."),
        "about": column("string", "Segment, risk or rule of warning."),
        "measure": column("string", "What was foreseen."),
        "unit": column("string", "Unit."),
        "as_of": column("date", "Day of the plan reviewed."),
        "horizon_weeks": column("int64", "Weeks after as_of.", at_least(1)),
        "expected": _number("What was foreseen."),
        "low": _number("5 % quantile; null without."),
        "high": _number("95 % quantile; null without."),
        "actual": _number("What came; null where that cannot be told."),
        "score": _number("Mean CRPS, weighted interval score or Brier score; null without."),
        "naive_score": _number(
            "The same of the best naive forecast; null where none gives a distribution."
        ),
        "error": _number("Mean absolute error of the forecast as one number; null without."),
        "naive_error": _number("The same of the best naive forecast; null without."),
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

_EXPERIMENTS = Contract(
    name="experiments",
    grain="one metric of one treated arm of one experiment",
    key=("experiment", "arm", "metric"),
    order=("experiment", "arm", "metric"),
    columns={
        "experiment": column("string", "Id in experiments.csv."),
        "experiment_name": column("string", "Name."),
        "arm": column("string", "Treated arm."),
        "control": column("string", "Arm it is compared with."),
        "metric": column("string", "spend, purchases, conversion or order_value."),
        "is_primary": column("boolean", "Whether it decides."),
        "start_day": column("date", "First planned day."),
        "end_day": column("date", "Last planned day."),
        "last_day": column("date", "Last day read; null where none is.", nullable=True),
        "customers": column("int64", "Customers read in the arm.", _AT_LEAST_0),
        "control_customers": column("int64", "In control.", _AT_LEAST_0),
        "set_aside": column("int64", "Customers of the experiment set aside.", _AT_LEAST_0),
        "control_mean": _estimate("Mean in control, as it came"),
        "mean": _estimate("Mean in the arm"),
        "difference": _estimate("Difference, adjusted by what came before where it is known"),
        "low": _estimate("Low end of its interval for one look"),
        "high": _estimate("High end"),
        "low_any_time": _estimate("Low end of the interval that holds at any look"),
        "high_any_time": _estimate("High end"),
        "relative": _estimate("Difference by the control mean"),
        "relative_low": _estimate("Low end of its interval for one look"),
        "relative_high": _estimate("High end"),
        "p_value": _estimate("Chance of such a difference without any, for one look", _SHARE),
        "p_any_time": _estimate("The same, for any look", _SHARE),
        "p_adjusted": _estimate("What is judged, after Holm's correction", _SHARE),
        "judged_low": _estimate("Low end of the interval that is judged, after Holm's correction"),
        "judged_high": _estimate("High end"),
        "variance_cut": _estimate("Share by which CUPED cut the variance"),
        "srm_p": _estimate("Chance of arms of such sizes if drawn as planned", _SHARE),
        "is_peeked": column("boolean", "Whether the judged interval has to hold at any look."),
        "true_relative": column(
            "float64", "Truth of a simulated experiment; null for others.", nullable=True
        ),
        "claim": column("string", "caused, no difference shown or cannot tell."),
        "words": column("string", "What may be said."),
        "is_simulated": column("boolean", "Whether customers are made up."),
        "is_illustrative": column("boolean", "Whether it is an example."),
    },
)

_PROGRAMME = Contract(
    name="programme",
    grain="one task or milestone of the plan",
    key=("wbs",),
    order=("wbs",),
    columns={
        "wbs": column("string", "Place in the work breakdown."),
        "task": column("string", "Name."),
        "owner": column("string", "Role that owns it."),
        "planned_start": column("date", "First day planned; a milestone's is its only one."),
        "planned_end": column("date", "Last day planned, included."),
        "actual_start": column("date", "First day; null where it has not begun.", nullable=True),
        "actual_end": column("date", "Last day; null where it has not ended.", nullable=True),
        "expected_end": column("date", "Median day of its end, as drawn; null where it has ended.", nullable=True),
        "share_done": column("float64", "Share of the work done.", _SHARE),
        "planned_cost": column("float64", "Cost planned, in the currency of the orders.", _AT_LEAST_0),
        "earned": column("float64", "Share done of it.", _AT_LEAST_0),
        "actual_cost": column("float64", "Spent so far.", _AT_LEAST_0),
        "slack": column("int64", "Working days its end may move by plan without moving the programme's.", _AT_LEAST_0),
        "days_lost": column("int64", "Working days lost so far; below 0: won."),
        "is_critical": column("boolean", "Whether it has no slack."),
        "is_milestone": column("boolean", "Whether it is a milestone."),
        "is_illustrative": column("boolean", "Whether it is an example."),
        "reported": column("date", "Day as of which its progress is; null where nothing was reported.", nullable=True),
        "as_of": column("date", "Day reviewed; what was reported later is not here."),
    },
)  # fmt: skip

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
    contract.name: contract
    for contract in (_KPIS, _FORECASTS, _CAMPAIGNS, _EXPERIMENTS, _PROGRAMME, _ACTIONS)
}
