"""Attributes of the customers and products seen by the day of the plan."""

import ibis
import ibis.expr.types as ir

from mktlab.collect.contracts import ALL


def known_customers(lines: ir.Table, attributes: ir.Table | None) -> ir.Table:
    """Return every customer on a plan line, with the source's attributes where there are any."""
    seen = lines.select("customer_id").distinct()
    if attributes is None:
        return seen
    return seen.left_join(attributes, "customer_id").drop("customer_id_right")


def known_products(lines: ir.Table, attributes: ir.Table | None) -> ir.Table:
    """Return every product on a plan line, with the source's attributes where there are any.

    A product list bears no dates: kept whole, it would tell the plan of products that were first
    sold after it.
    """
    seen = lines.filter(lines.product_id.notnull()).select("product_id").distinct()
    if attributes is None:
        columns = ALL["products"].columns
        return seen.mutate(
            **{
                name: ibis.null(spec.dtype)
                for name, spec in columns.items()
                if name != "product_id"
            }
        )
    return seen.left_join(attributes, "product_id").drop("product_id_right")
