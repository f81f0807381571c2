"""What ``mktlab check`` says of the chosen source, without running a stage."""

from types import SimpleNamespace

from ibis.backends import BaseBackend

from mktlab.collect.planday import plan_day
from mktlab.collect.sifting import sift
from mktlab.collect.sources import open_source


def recognised(con: BaseBackend, settings: SimpleNamespace) -> list[str]:
    """Read the chosen source as the collect stage would and say what was recognised.

    Parameters
    ----------
    con
        The engine.
    settings
        With the sections ``shared`` and ``collect``.

    Returns
    -------
    list of str
        Lines to print.

    Raises
    ------
    SourceError
        The stage could not run on this source.
    """
    source = open_source(con, settings.collect)
    sifted = sift(source, settings.collect)
    as_of = plan_day(settings.shared.as_of, source.facts, sifted.accepted)
    lines = sifted.accepted
    found = (
        lines.aggregate(
            rows=lines.count(),
            customers=lines.customer_id.nunique(),
            first=lines.order_date.min(),
            last=lines.order_date.max(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    aside = sifted.quarantine.group_by("reason").aggregate(rows=sifted.quarantine.count())
    reasons = aside.order_by("reason").to_pyarrow().to_pylist()
    return [
        f"source {source.facts.name!r}: {source.facts.title}",
        f"  {found['rows']:,} rows accepted from {found['customers']:,} customers, "
        f"{found['first']} to {found['last']}",
        *(f"  {reason['rows']:,} rows to quarantine: {reason['reason']}" for reason in reasons),
        f"  plan day (as_of): {as_of}, end of day included",
    ]
