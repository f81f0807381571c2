"""``plan_tasks.csv``, validated: every problem with its row and column.

Examples whose currency is not that of the orders are left out, and the report says so.
"""

from pathlib import Path

from mktlab.lab import rows
from mktlab.review import owners
from mktlab.review.programme import checking
from mktlab.review.programme.plan import Plan, PlanTask

FOLDER = Path("data/inputs")
TASKS = "plan_tasks.csv"


def read(folder: Path, currency: str | None, a_week: int = 5) -> Plan:
    """Read and check the plan's tasks.

    Parameters
    ----------
    folder
        ``data/inputs``. A missing or empty table is borne.
    currency
        Of the orders; costs must be in it. None: in any one currency.
    a_week
        Days worked a week from Monday on, 1 to 7.

    Raises
    ------
    SettingsError
        The table cannot be understood or contradicts itself; all problems with their row and column.
    """
    path = folder / TASKS
    if not rows.there(path):
        return Plan(a_week=a_week)
    found = rows.read(path, PlanTask)
    rows.refuse(checking.tree(path, found))
    groups = {own.parent for own in found.values()}
    leaves = {number: own for number, own in found.items() if own.wbs not in groups}
    currencies = {own.currency for own in leaves.values() if own.currency and own.planned_cost}
    currency = currency or min(currencies, default=None)
    other = currencies - {currency}
    if other and all(own.illustrative for own in found.values()):
        return Plan(
            a_week=a_week, left_out=f"The example programme is in {', '.join(sorted(other))}"
        )
    roles = owners.roles(folder)
    rows.refuse(
        [
            p
            for n, own in leaves.items()
            for p in checking.alone(path, n, own, roles, currency, a_week)
        ]
    )
    rows.refuse(checking.together(path, leaves, groups, a_week))
    return Plan(
        {own.wbs: own for own in leaves.values()},
        {own.wbs: own.name for own in found.values() if own.wbs in groups},
        a_week,
    )
