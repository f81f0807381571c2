"""A random sample of customers that is the same in every run and on every engine."""

import ibis
import ibis.expr.types as ir


def sample(customers: ir.Table, size: int, seed: int) -> ir.Table:
    """Choose at most ``size`` customers, whatever order they come in.

    Customers are ranked by the MD5 digest of the seed and their id, which has nothing to do with what
    they do and which every engine computes alike.

    Parameters
    ----------
    customers
        One row per ``customer_id``.
    size, seed
        How many; another seed chooses others.
    """
    mark = (ibis.literal(f"{seed}|") + customers.customer_id).hexdigest("md5")
    return customers.order_by(mark, customers.customer_id).limit(size)
