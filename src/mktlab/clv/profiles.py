"""Customers' profiles: a group and covariates that stood before the purchases that are counted.

Groups must not be cut on the same purchases that the model explains. Whoever groups customers by how
often or how lately they bought, conditions on the outcome: such groups fit well and forecast badly. So
groups come from attributes of customers alone; the segments of 20_segment, which are cut on purchases,
only add up what their customers are expected to bring.
"""

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.clv.models.design import COMMON, Design
from mktlab.lab.errors import SettingsError

UNKNOWN = "not known"
MOST_LEVELS = 30


def profiles(
    attributes: ir.Table, groups: str | None, covariates: list[str]
) -> tuple[ir.Table | None, Design, list[str]]:
    """Number the profiles customers have.

    Parameters
    ----------
    attributes
        ``customers`` under its contract.
    groups
        Attribute whose values are groups, or None.
    covariates
        Attributes whose values, each but the most common one, may shift the rates.

    Returns
    -------
    tuple
        ``customer_id`` and ``profile`` (None where all share one), the design, and what to call each
        profile.

    Raises
    ------
    SettingsError
        An attribute is not there, or has too many values.
    """
    names = list(dict.fromkeys([*([groups] if groups else []), *covariates]))
    if not names:
        return None, COMMON, ["all"]
    for name in names:
        _must_be_there(attributes, name)
    labelled = attributes.select(
        "customer_id",
        **{name: attributes[name].cast("string").fill_null(UNKNOWN) for name in names},
    )
    found = (
        labelled.group_by(names).aggregate(customers=labelled.count()).order_by(names).to_pandas()
    )
    for name in names:
        if (levels := found[name].nunique()) > MOST_LEVELS:
            raise SettingsError(
                f"clv.groups or clv.covariates: {name!r} has {levels:,} values (at most {MOST_LEVELS}); "
                f"bring it in classes"
            )
    found["profile"] = np.arange(len(found))
    numbered = labelled.inner_join(ibis.memtable(found.drop(columns="customers")), names)
    titles = [", ".join(row) for row in found[names].itertuples(index=False)]
    return numbered.select("customer_id", "profile"), _design(found, groups, covariates), titles


def labels(attributes: ir.Table, groups: str | None) -> ir.Table | None:
    """Give ``customer_id`` and the name of each one's group, ``group_name``; None without groups."""
    if groups is None:
        return None
    return attributes.select(
        "customer_id", group_name=attributes[groups].cast("string").fill_null(UNKNOWN)
    )


def _must_be_there(attributes: ir.Table, name: str) -> None:
    known = [column for column in attributes.columns if column != "customer_id"]
    if name not in known:
        offered = ", ".join(known) if known else "no attributes"
        raise SettingsError(
            f"clv.groups or clv.covariates: this source has no customer attribute {name!r}; it has "
            f"{offered}. Segments may not be used: they are cut on the purchases the model explains"
        )


def _design(found: pd.DataFrame, groups: str | None, covariates: list[str]) -> Design:
    of_group, group = (), np.zeros(len(found), dtype="int64")
    if groups:
        group, levels = pd.factorize(found[groups], sort=True)
        of_group = tuple(levels)
    columns, titles = [], []
    for name in covariates:
        sizes = found.groupby(name)["customers"].sum()
        usual = sizes.idxmax()
        for level in sorted(set(sizes.index) - {usual}):
            columns.append((found[name] == level).to_numpy("float64"))
            titles.append(f"{name}: {level} (against {usual})")
    values = np.column_stack(columns) if columns else np.zeros((len(found), 0))
    return Design(of_group, np.asarray(group), tuple(titles), values)
