"""What ``mktlab check`` says of the chosen source, without running a stage."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

from ibis.backends import BaseBackend

from mktlab.collect import (
    families,
    findings,
    overview,
    policies,
    quality,
    suspicions,
    written,
)
from mktlab.collect.history import customer_history
from mktlab.collect.planday import plan_day, split
from mktlab.collect.rollup import orders
from mktlab.collect.settings import Settings
from mktlab.collect.sifting import Sifted, sift
from mktlab.collect.sources import Source, open_source
from mktlab.figures import count, money, share, within

SAMPLE = 10
_SHOWN = (
    "source_row",
    "customer_id",
    "order_date",
    "net_amount",
    "order_id",
    "product_id",
    "items",
)


def recognised(con: BaseBackend, settings: SimpleNamespace) -> Iterator[str]:
    """Read the chosen source as the collect stage would and say what was recognised.

    Parameters
    ----------
    con
        The engine.
    settings
        With the sections ``shared`` and ``collect``.

    Yields
    ------
    str
        Lines to print, as far as it gets: the columns, rows and days recognised, what goes to quarantine and why, ten
        rows as they are understood, and what later stages gain or lose.

    Raises
    ------
    SourceError
        The stage could not run on this source.
    """
    source = open_source(con, settings.collect)
    sifted = sift(source, settings.collect)
    yield f"source {source.facts.name!r}: {source.facts.title}"
    yield from _columns(settings.collect)
    yield from rows(source, sifted)
    yield from sample(con, sifted)
    yield from _policies(source, sifted, settings.collect)
    as_of = plan_day(settings.shared.as_of, source.facts, sifted.accepted)
    yield f"  plan day (as_of): {as_of}, end of day included"
    yield f"  {source.facts.stamps}"
    yield from _weighty(source, sifted, as_of, settings)
    yield from _stages(source)


def _columns(settings: Settings) -> list[str]:
    if settings.source not in ("files", "sql"):
        return []
    named = settings.own.columns.named()
    return [f"  {meaning} is read from column {name!r}" for meaning, name in named.items()]


def rows(source: Source, sifted: Sifted) -> list[str]:
    """Say which rows are accepted, and why the others are not."""
    lines, currency = sifted.accepted, source.facts.currency
    found = lines.aggregate(
        rows=lines.count(),
        customers=lines.customer_id.nunique(),
        money=lines.net_amount.sum(),
        first=lines.order_date.min(),
        last=lines.order_date.max(),
    )
    row = found.to_pyarrow().to_pylist()[0]
    said = ["  no row is accepted"]
    if row["rows"]:
        said = [
            f"  {count(row['rows'])} rows accepted from {count(row['customers'])} customers, "
            f"{row['first']} to {row['last']}, {money(row['money'], currency, cents=True)}"
        ]
    aside = sifted.quarantine
    reasons = aside.group_by("reason").aggregate(
        rows=aside.count(), first=aside.source_row.min(), example=aside.row_text.min()
    )
    for reason in reasons.order_by("reason").to_pyarrow().to_pylist():
        said.append(f"  {count(reason['rows'])} rows to quarantine: {reason['reason']}")
        said.append(
            f"    the first is row {count(reason['first'])}; one reads: {line(reason['example'])}"
        )
    return said


def _policies(source: Source, sifted: Sifted, settings: Settings) -> list[str]:
    currency = source.facts.currency
    met = written.policies(policies.met(source, sifted, settings), settings, currency)
    said = ["  rows that a policy is about, whatever it does (a row may be of several kinds):"]
    for kind, rows, sum_, done, keys in met.itertuples(index=False):
        said.append(f"    {within(kind)}: {rows} rows, {sum_}; {done} ({keys})")
    exchanged = policies.currencies(source)
    if exchanged is not None:
        for name, rows, given, rate, used in written.currencies(
            exchanged, settings, currency
        ).itertuples(index=False):
            said.append(f"  currency {line(name)}: {rows} rows, {given}; one is {rate}: {used}")
    suspected = suspicions.all_of(source.lines, settings, currency)
    told = findings.doubtful(suspected, policies.idle(source.lines, settings))
    return said + [f"  {sentence}" for sentence in told]


def _weighty(source: Source, sifted: Sifted, as_of: date, settings: SimpleNamespace) -> list[str]:
    """Who and what weighs so much that it should be seen before the first run; customers by id."""
    lines, _ = split(sifted.accepted, "order_date", as_of)
    history = customer_history(lines, orders(lines), None, as_of, settings.shared.time_unit)
    large = overview.outsize(history, settings.collect.outsize_share)
    revenue = lines.net_amount.sum().to_pyarrow().as_py() or 0
    currency = source.facts.currency
    unseen = overview.unseen(sifted.unnamed, as_of, revenue)
    told = [
        findings.blind(unseen, currency),
        findings.outsize(large, currency),
        f"Of outsize share: {', '.join(map(line, large.ids))}." if large.ids else "",
    ]
    return [f"  {sentence}" for sentence in told if sentence]


def line(text: str) -> str:
    """One line of at most 120 characters, so that no cell can upset a terminal."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= 120 else shown[:117] + "..."


def sample(con: BaseBackend, sifted: Sifted, most: int = SAMPLE) -> list[str]:
    """Show the first rows as they are understood."""
    if not sifted.accepted.count().to_pyarrow().as_py():
        return []
    first = sifted.accepted.order_by("source", "source_row").limit(most).select(*_SHOWN)
    frame = con.to_pyarrow(first).to_pydict()
    cells = [[name, *("" if v is None else line(str(v)) for v in frame[name])] for name in _SHOWN]
    kept = [column for column in cells if any(column[1:])]
    widths = [min(max(map(len, column)), 30) for column in kept]
    table = [
        "    " + "  ".join(cell[:30].ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in zip(*kept, strict=True)
    ]
    return ["  the first rows, as understood:", *(line.rstrip() for line in table)]


def _stages(source: Source) -> list[str]:
    columns = quality.by_column(source.lines, source.products)
    given = columns[columns["given"]]
    lacking = families.gaps(
        columns, attributes=source.customers is not None, exposures=source.exposures is not None
    )
    rows = int(source.lines.count().to_pyarrow().as_py())
    said = [
        f"  {row.column}: given in {share(1 - row.missing / rows, 1)} of rows"
        for row in given.itertuples()
    ]
    return [
        *said,
        *(
            f"  not given: {row.missing}; would add to {row.stage}: {row.would_add}"
            for row in lacking.itertuples()
        ),
    ]
