"""A random sample that is the same in every run and on every engine."""

import ibis
import ibis.expr.types as ir

DIGITS = "0123456789abcdef"


def number(key: ir.StringColumn, digits: int = 6) -> ir.IntegerColumn:
    """Give text a number from 0 to 16 ** ``digits`` − 1 by its MD5 digest, the same on every engine."""
    digest = key.hexdigest("md5")
    # Digit by digit: engines read text as a hexadecimal number each in their own way.
    places = (ibis.literal(DIGITS).find(digest[place]) for place in range(digits))
    found = ibis.literal(0, "int64")
    for place in places:
        found = found * len(DIGITS) + place
    return found


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
