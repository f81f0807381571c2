"""No plan table may hold anything known only after as_of: cutting the source there changes none."""

from datetime import date, timedelta

import pytest
from builders import collect_section, made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import (
    customer_history,
    customer_weeks,
    known_customers,
    known_products,
    orders,
    sift,
    split,
)

FIRST = date(2020, 1, 1)
AS_OF = date(2020, 1, 20)


def plan_tables(con, rows):
    lines, _ = split(sift(made_source(rows), collect_section()).accepted, "order_date", AS_OF)
    lines = lines.drop("source_amount", "source_row")
    rolled = orders(lines)
    products = known_products(lines, None)
    tables = {
        "order_lines": lines,
        "orders": rolled,
        "customers": known_customers(lines, None),
        "products": products,
        "customer_history": customer_history(lines, rolled, products, AS_OF, "day"),
        "customer_weeks": customer_weeks(rolled, AS_OF),
    }
    return {
        name: sorted(map(str, con.to_pyarrow(t.select(sorted(t.columns))).to_pylist()))
        for name, t in tables.items()
    }


row = st.fixed_dictionaries(
    {
        "customer": st.sampled_from("abc"),
        "order": st.sampled_from(["o1", "o2", "o3", None]),
        "product": st.sampled_from(["p", "q", None]),
        "day": st.integers(0, 40).map(lambda n: (FIRST + timedelta(days=n)).isoformat()),
        "amount": st.decimals("-20", "500", places=2),
    }
)


@pytest.mark.filterwarnings("ignore")
@given(rows=st.lists(row, min_size=1, max_size=25))
@settings(max_examples=15)
def test_cutting_the_source_at_the_day_changes_no_plan_table(con, rows):
    known = [r for r in rows if r["day"] <= AS_OF.isoformat()]
    if known:
        assert plan_tables(con, rows) == plan_tables(con, known)
