"""What the report says of campaigns: nothing stronger than the gate allows."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from mktlab.figures import exact, listed, money, share, within
from mktlab.review.campaigns import gate, judging
from mktlab.review.campaigns.gate import Permit
from mktlab.review.campaigns.reviewing import Campaign, Rules, said, signed
from mktlab.review.campaigns.starting import Starts
from mktlab.review.closing.lessons import Lesson, Update

NONE = "No campaigns stand in the data, so there is nothing to say of what contacts did."
OWNER = "marketing manager"


def judged(campaigns: Sequence[Campaign]) -> str:
    """Say how many campaigns there were, and what may be said of them."""
    if not campaigns:
        return NONE
    many = Counter(own.permit.claim for own in campaigns)
    told = [
        f"{many['consistent']} may be called consistent with an effect"
        if many["consistent"]
        else "",
        f"in {many['no difference shown']} no difference could be shown"
        if many["no difference shown"]
        else "",
        f"of {many['cannot tell']} we cannot tell" if many["cannot tell"] else "",
    ]
    first = "" if many["consistent"] else ", none may be called consistent with an effect"
    whole = "Of 1 campaign" if len(campaigns) == 1 else f"Of {len(campaigns)} campaigns"
    return f"{whole}{first}: {listed([part for part in told if part])}."


def forest(campaigns: Sequence[Campaign]) -> str:
    """Title the chart of campaigns."""
    good = [own.name for own in campaigns if own.permit.claim == "consistent"]
    if good:
        return f"What came is consistent with an effect for campaign{'' if len(good) == 1 else 's'} {listed(good)}"
    if any(own.permit.claim == "no difference shown" for own in campaigns):
        return "No difference could be shown for any campaign of which something may be said"
    return "Of no campaign may anything be said"


def path(starts: Starts, permit: Permit | None = None) -> str:
    """Title the path about first contacts: a finding only where one may be told."""
    if permit is not None and permit.claim == "cannot tell":
        return "Checks of first contacts failed, so nothing may be read from their path"
    own = starts.path.loc[starts.path.index >= 0]
    apart = ((own["low"] > 0) | (own["high"] < 0)).sum()
    return f"After the first contact {apart or 'none'} of {len(own)} periods differ{'s' if apart == 1 else ''} from customers not yet contacted"


def writer(currency: str) -> Callable[[float], str]:
    """Give the number format of an axis of amounts with a sign."""
    return lambda value: (
        "0" if abs(value) < 0.005 else f"{'+' if value > 0 else '−'}{money(abs(value), currency)}"
    )


def by_chance(campaigns: Sequence[Campaign], studied: pd.DataFrame) -> str:
    """Say how many of the campaigns looked at would be told of if none had done anything."""
    looked = sum(own.permit.claim in ("consistent", "no difference shown") for own in campaigns)
    none = studied[studied["effect"] == 0]
    if not looked or none.empty:
        return ""
    return (
        f"If none of these {looked} had done anything, about {looked * none['told'].mean():.2g} would "
        "still raise a false alarm."
    )


def proved(curve: pd.DataFrame, effect: float = 0.15) -> str:
    """Say what the study of fake campaigns showed."""
    if curve.empty:
        return (
            "No fake campaigns could be drawn, so nothing is known of how often the procedure errs."
        )
    none, some = curve.loc[0.0], curve.loc[effect]
    return (
        f"Of {none['fakes']:.0f} fake campaigns, in which nothing was sent, {share(none['told'], 1)} would have been told of "
        f"(95 % interval {share(none['low'], 1)}–{share(none['high'], 1)}); with {share(effect)} more spend added, "
        f"{share(some['told'])} were found ({share(some['low'])}–{share(some['high'])})."
    )


def proved_title(curve: pd.DataFrame) -> str:
    """Title the power curve."""
    able = curve.index[(curve.index > 0) & (curve["told"] >= 0.5)]
    if not len(able):
        return "Not one of these effects would be found more often than not"
    return f"An effect of {share(able[0])} on spend is found more often than not"


def returned(campaigns: Sequence[Campaign], currency: str) -> str:
    """Say what a comparison of before with after would have claimed, by return to the mean alone."""
    own = [c for c in campaigns if c.estimate is not None and c.expected == c.expected]
    if not own:
        return ""
    largest = max(own, key=lambda c: abs(c.expected))
    weights = sum(c.estimate.chosen.compared for c in own)
    mean = sum(c.expected * c.estimate.chosen.compared for c in own) / weights
    return (
        "Customers are chosen because they buy much, and such customers go back towards the mean by themselves: others with the "
        f"same spend before, who were not contacted, changed by {signed(mean, currency)} a week on average, and by "
        f"{signed(largest.expected, currency)} beside campaign {largest.name}. That is return to the mean, which a look at before and "
        "after takes for an effect. It is not what those contacted would have done: they have a longer history of buying, "
        "which the differences above go by."
    )


def smallest(campaigns: Sequence[Campaign], rules: Rules) -> str:
    """Say how large a difference would have had to be."""
    own = [c for c in campaigns if c.estimate is not None and c.permit.claim != "cannot tell"]
    if not own:
        return ""
    least = []
    for c in own:
        _, se = c.estimate.at("during")
        alone = c.estimate.during - c.estimate.at("during")[0]
        if alone > 0:
            least.append((judging.Z + 0.84) * se * rules.widened.get(c.kind, 1.0) / alone)
    if not least:
        return ""
    return (
        f"By their standard errors, campaigns of this size that pass their checks find a change of {share(min(least))} to "
        f"{share(max(least))} of spend in four cases of five; smaller ones stay unseen."
    )


def kinds(table: pd.DataFrame, currency: str) -> str:
    """Say what came by type, without claiming anything."""
    # Without an interval nothing is known.
    table = table.dropna(subset=["low", "high"]) if len(table) else table
    if table.empty:
        return ""
    apart = [name for name, row in table.iterrows() if row["low"] > 0 or row["high"] < 0]
    if not apart:
        return "Nor can a difference be shown for the campaigns of a type together, those that passed all checks."
    told = [
        f"{name} ({said(table.loc[name, 'att'], (table.loc[name, 'low'], table.loc[name, 'high']), currency)})"
        for name in apart
    ]
    return (
        f"Taken together by type, those that passed all checks, {listed(told)} differ from nothing."
    )


def groups(table: pd.DataFrame, currency: str) -> str:
    """Say whether campaigns went differently in different segments."""
    if table.empty:
        return "Too few contacted customers by segment to look at segments one by one."
    apart = table["shrunk"].max() - table["shrunk"].min()
    if apart < 0.005:
        return (
            "Segments do not differ by more than chance: drawn towards their mean as far as they are alike, all come to "
            f"{signed(table['shrunk'].iloc[0], currency)} a week. Differences between their own figures mean nothing."
        )
    first, last = table["shrunk"].idxmax(), table["shrunk"].idxmin()
    return (
        f"Drawn towards their mean as far as they are alike, segments lie between {signed(table.loc[last, 'shrunk'], currency)} "
        f"({last}) and {signed(table.loc[first, 'shrunk'], currency)} ({first}) a week."
    )


def first_contact(starts: Starts | None, currency: str, amounts: bool = True) -> Permit | None:
    """Say what may be said of first contacts: by the wider of two intervals, the second if trends may break."""
    if starts is None:
        return None
    low, high = judging.interval(starts.att, starts.se)
    ends = (min(low, starts.robust[0]), max(high, starts.robust[1]))
    what = said(starts.att, (low, high), currency, amounts)
    bent = [signed(end, currency) if amounts else f"{end:+.2f}" for end in starts.robust]
    what += f", and {bent[0]} to {bent[1]} if trends may break by as much as before"
    return gate.permit("first contact", starts.checks, ends, what)


def worth(campaigns: Sequence[Campaign]) -> str:
    """Say what contacts brought after goods and their own cost, where that may be said."""
    own = [
        c for c in campaigns
        if c.gain is not None and c.permit.claim in ("consistent", "no difference shown")
    ]  # fmt: skip
    if not own:
        return ""
    surely = [c.name for c in own if c.gain[1] > 0]
    never = [c.name for c in own if c.gain[2] < 0]
    told = (
        f"campaign{'' if len(surely) == 1 else 's'} {listed(surely)}" if surely else "no campaign"
    )
    lost = f"; {listed(never)} surely did not" if never else ""
    return f"After goods and the cost of contacts, {told} surely paid{lost}."


def lessons(campaigns: Sequence[Campaign]) -> list[Lesson]:
    """Say what of campaigns is to be kept, changed or stopped, types of which nothing can be told together."""
    told, open_ = [], []
    for kind in sorted({own.kind for own in campaigns}):
        own = [c for c in campaigns if c.kind == kind]
        can = [c for c in own if c.permit.claim in ("consistent", "no difference shown")]
        shown = [c for c in can if c.permit.claim == "consistent"]
        bad = [c for c in can if c.gain is not None and c.gain[2] < 0]
        # What raises spend by less than it costs is nothing to keep.
        good = [c for c in shown if c.estimate.at("during")[0] > 0 and c not in bad]
        name = "Campaigns" if kind == "campaign" else f"Campaigns of {kind}"
        if good:
            told.append(Lesson(name, "keep", good[0].permit.words))
        elif bad and len(bad) == len(can):
            told.append(
                Lesson(
                    name, "stop",
                    f"None of {len(can)} campaigns that can be judged pays for its contacts.",
                    f"Send no further {within(name)} before a test with a group left alone.",
                    "Net gain per contact in a randomised test", OWNER, 4,
                )
            )  # fmt: skip
        else:
            open_.append((kind, len(can), len(own), bool(shown)))
    return [*told, *([_untold(open_)] if open_ else [])]


def _untold(types: list[tuple[str, int, int, bool]]) -> Lesson:
    names = [kind for kind, *_ in types if kind != "campaign"]
    about = f"Campaigns of {listed(names)}" if names else "Campaigns"
    can, of = sum(own[1] for own in types), sum(own[2] for own in types)
    what = "a gain" if any(own[3] for own in types) else "a difference"
    return Lesson(
        about, "cannot tell",
        f"{can} of {of} campaigns could be judged, and none shows {what}.",
        "In the next campaigns leave a share of customers alone at random, as clv.contacts.holdout does for the list.",
        "A randomised read-out whose arms are as drawn", OWNER, 8,
    )  # fmt: skip


def briefly(uplift: tuple[float, float, float] | None, terms: Mapping) -> str:
    """Say the same as :func:`assumed` in few words, for the index page."""
    if uplift is None or "uplift" not in terms:
        return ""
    mean, low, high = (_part(end) for end in uplift)
    guess = terms["uplift"]
    return (
        f"Past campaigns (not random) come to {mean} of a year's spend for one more contact ({low} to {high}); the plan "
        f"assumes {exact(guess['low'])} to {exact(guess['high'])}."
    )


def assumed(uplift: tuple[float, float, float] | None, terms: Mapping) -> str:
    """Hold the uplift that the plan assumes of a contact against what campaigns showed; empty where nothing may be said."""
    if uplift is None or "uplift" not in terms:
        return ""
    mean, low, high = (_part(end) for end in uplift)
    guess = terms["uplift"]
    example = " (example)" if terms.get("illustrative") else ""
    return (
        f"The plan assumes that a contact adds {_part(guess['low'])} to {_part(guess['high'])} of a customer's year{example}; campaigns of which "
        f"something may be said come to {mean} of a year's spend ({low} to {high}), if what they did ended with them; that is of one "
        "more contact among others, of customers who were chosen, not drawn."
    )


def _part(value: float) -> str:
    return share(value, 2)


def guess(uplift: tuple[float, float, float] | None, terms: Mapping) -> list[Lesson]:
    """Say whether the assumed uplift can stay."""
    said_ = assumed(uplift, terms)
    if not said_:
        return []
    _, low, high = uplift
    about, guesses = "The uplift that a contact is assumed to bring", terms["uplift"]
    if high >= guesses["high"]:
        return [Lesson(about, "keep", said_)]
    # Only the low guess moves: what was seen is no experiment, and a list cut down by it could not be tested any more.
    floor = round(max(low, 0.0), 4)
    moved = (
        (
            Update(
                "clv.economics.uplift.low",
                floor,
                "guesses should reach down to what campaigns showed",
            ),
        )
        if floor < guesses["low"]
        else ()
    )
    return [
        Lesson(
            about, "cannot tell", said_,
            "Let the low guess reach down to what campaigns showed, and do not count on the rest before the list has been "
            "sent with its holdout",
            "Spend of those contacted against the holdout, and the change it could have told", OWNER, 2, moved,
        )
    ]  # fmt: skip


def costs(rules: Rules) -> str:
    """Say how money is reckoned."""
    if rules.terms is None:
        return "Without amounts and a margin nothing is said of what contacts bring in money."
    return (
        f"Net gain per contact: what is left of spend, during the campaign and in the four weeks after it where all of them were "
        f"seen, after the cost of goods, less {money(rules.contact_cost, rules.currency, cents=True)} for the contact. Discounts are in net amounts "
        "already and are not taken off again; goods cost the same however much is discounted."
    )


def forest_texts(campaigns: Sequence[Campaign], currency: str) -> dict[str, str]:
    """Give title, subtitle and alt text of the chart of campaigns."""
    title = forest(campaigns)
    return {
        "title": title,
        "subtitle": f"Spend a week per customer contacted, {currency}, against customers like them, with widened 95 % intervals; hollow and "
        "dashed: checks failed, so nothing may be said",
        "alt": f"Estimates with intervals about zero. {title}.",
    }


def path_texts(starts: Starts, currency: str, permit: Permit | None = None) -> dict[str, str]:
    """Give the texts of the chart about first contacts."""
    title = path(starts, permit)
    return {
        "title": title,
        "subtitle": f"Spend a week, {currency}, of customers after their first contact against others not yet contacted; four weeks each, 95 % "
        "intervals; the four weeks before are 0 by construction",
        "alt": f"A line with its range about zero. {title}.",
    }


def power_texts(curve: pd.DataFrame) -> dict[str, str]:
    """Give the texts of the power curve."""
    title = proved_title(curve)
    return {
        "title": title,
        "subtitle": "Share of fake campaigns that the whole procedure tells of, by spend added to those chosen; 95 % intervals",
        "alt": f"A rising curve. {title}.",
    }
