"""Quantiles of several columns in one query of the engine."""

from collections.abc import Sequence

import ibis.expr.types as ir


def quantiles(
    customers: ir.Table, names: Sequence[str], shares: Sequence[float]
) -> dict[str, list[float | None]]:
    """Return each column's quantiles at some shares of customers; None where nothing is known."""
    if not names:
        return {}
    asked = {
        f"{name}|{place}": customers[name].quantile(share)
        for name in names
        for place, share in enumerate(shares)
    }
    found = customers.aggregate(**asked).to_pyarrow().to_pylist()[0]
    return {name: [found[f"{name}|{place}"] for place in range(len(shares))] for name in names}
