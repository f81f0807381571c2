"""What the policies in params have met: rows and money of each kind, seen over all of the source."""

from decimal import Decimal

import ibis.expr.types as ir
import pandas as pd

from mktlab.collect import sifting
from mktlab.collect.settings import Settings
from mktlab.collect.sifting import Sifted
from mktlab.collect.sources import Source
from mktlab.lab import texts

# The lists of names in params, each with the column it is about.
LISTS = {
    "service_products": "product_id",
    "trial_customers": "customer_id",
    "trial_products": "product_id",
    "wholesale_customers": "customer_id",
}


def met(source: Source, sifted: Sifted, settings: Settings) -> pd.DataFrame:
    """Count the rows that each policy is about, whatever it does with them.

    A row may be of several kinds (a cancelled order without a customer, say), so that kinds do not
    add up; the account of :mod:`mktlab.collect.reconciling` counts each row once.

    Parameters
    ----------
    source, sifted
        The source and its rows as sifted.
    settings
        The policies.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``kind``: ``unnamed`` (no customer), ``cancelled`` (by the number of the order),
        ``refund`` (other negative amounts), ``unmatched`` (refunds and cancellations of known
        customers beyond what they had bought; its money is the part beyond), ``service``, ``trial``,
        ``wholesale``; columns ``rows`` and ``money`` (Decimal, refunds negative).
    """
    lines = source.lines
    off = sifting.cancelled(lines, settings)
    back = (lines.net_amount < 0).fill_null(False)
    tests = {
        "unnamed": sifting.nobody(lines),
        "cancelled": off,
        "refund": back & ~off,
        "service": sifting.named(lines.product_id, settings.service_products),
        "trial": sifting.tried_out(lines, settings),
        "wholesale": sifting.named(lines.customer_id, settings.wholesale_customers),
    }
    counts = lines.aggregate(
        **{f"rows_{kind}": lines.count(where=test) for kind, test in tests.items()},
        **{f"money_{kind}": lines.source_amount.sum(where=test) for kind, test in tests.items()},
    ).to_pyarrow()
    got = {name: counts[name][0].as_py() or 0 for name in counts.column_names}
    found = {kind: (got[f"rows_{kind}"], Decimal(got[f"money_{kind}"])) for kind in tests}
    beyond = sifted.unmatched
    back = beyond.aggregate(rows=beyond.count(), money=beyond.beyond.sum()).to_pyarrow()
    found["unmatched"] = (back["rows"][0].as_py(), -(back["money"][0].as_py() or Decimal(0)))
    order = ["unnamed", "cancelled", "refund", "unmatched", "service", "trial", "wholesale"]
    frame = pd.DataFrame(
        [(kind, *found[kind]) for kind in order], columns=["kind", "rows", "money"]
    )
    return frame.set_index("kind")


def idle(lines: ir.Table, settings: Settings) -> list[str]:
    """Find names in params that no row has: misspelt, as a rule.

    Returns
    -------
    list of str
        Such as ``collect.service_products 'POTS'``, in the order of params.
    """
    asked = {
        f"collect.{key} {name!r}": sifting.named(lines[column], [name])
        for key, column in LISTS.items()
        for name in getattr(settings, key)
    }
    if settings.cancelled_prefix is not None:
        label = f"collect.cancelled_prefix {settings.cancelled_prefix!r}"
        asked[label] = sifting.cancelled(lines, settings)
    if not asked:
        return []
    seen = lines.aggregate(**{f"seen_{n}": test.any() for n, test in enumerate(asked.values())})
    found = seen.to_pyarrow()
    return [
        texts.shortened(label, 2 * texts.SHOWN)
        for n, label in enumerate(asked)
        if not found[f"seen_{n}"][0].as_py()
    ]


def currencies(source: Source) -> pd.DataFrame | None:
    """Sum up amounts before and after they were exchanged; None where nothing was.

    Returns
    -------
    pandas.DataFrame
        ``currency``, ``rows``, ``given`` and ``money`` (Decimal, to a millionth), by ``currency``.
    """
    if source.given is None:
        return None
    lines = source.lines.select("source", "source_row", "source_amount")
    both = source.given.inner_join(lines, ["source", "source_row"])
    sums = both.group_by("currency").aggregate(
        rows=both.count(), given=both.given_amount.sum(), money=both.source_amount.sum()
    )
    found = sums.order_by("currency").to_pyarrow().to_pylist()
    rows = [
        (r["currency"], r["rows"], r["given"] or Decimal(0), r["money"] or Decimal(0))
        for r in found
    ]
    return pd.DataFrame(rows, columns=["currency", "rows", "given", "money"])
