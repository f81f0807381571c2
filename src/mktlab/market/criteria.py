"""The criteria segments are judged by: one place for their names, units and directions."""

from dataclasses import dataclass
from typing import Literal

GROWTH_UNIT = "share a year"


@dataclass(frozen=True)
class Criterion:
    """One thing that makes a segment a better or a worse target.

    Attributes
    ----------
    name, title
        As in tables and params; as readers read it.
    unit
        What its numbers are.
    axis
        Whether it tells how attractive the segment is, or how strong we are in it (the two axes of the
        nine-box grid of General Electric and McKinsey).
    more
        Whether more of it is better, unless params say otherwise.
    """

    name: str
    title: str
    unit: str
    axis: Literal["attractiveness", "strength"]
    more: bool = True


CRITERIA = {
    criterion.name: criterion
    for criterion in (
        Criterion("size", "Size", "customers", "attractiveness"),
        Criterion("growth", "Growth", GROWTH_UNIT, "attractiveness"),
        Criterion(
            "competition", "Concentration of makers", "index up to 10,000", "attractiveness", False
        ),
        Criterion("value", "Value of a customer", "margin or purchases ahead", "strength"),
        Criterion("satisfaction", "Satisfaction", "0 to 10", "strength"),
        Criterion("fit", "Resource fit", "0 to 10", "strength"),
    )
}
