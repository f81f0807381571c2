"""A random sample that is the same in every run and on every engine."""

import ibis
import ibis.expr.types as ir


def sample(rows: ir.Table, size: int, seed: int, key: str = "customer_id") -> ir.Table:
    """Choose at most ``size`` rows, whatever order they come in.

    Rows are ranked by the MD5 digest of the seed and their key, which has nothing to do with what they
    hold and which every engine computes alike.

    Parameters
    ----------
    rows
        One row per key.
    size, seed
        How many; another seed chooses others.
    key
        Column of text that tells rows apart.
    """
    mark = (ibis.literal(f"{seed}|") + rows[key]).hexdigest("md5")
    return rows.order_by(mark, rows[key]).limit(size)
