"""What each table under ``data/20_segment/`` promises."""

from mktlab.lab.tables import MONEY, Contract, at_least, between, column

_CUSTOMER = column("string", "Customer, as in customer_history.")
_SHARE = between(0, 1)
_SEGMENT = column("int64", "Number of the segment, from 1.", at_least(1))
_NAME = column("string", "Name of the segment.")

_MEMBERS = Contract(
    name="members",
    grain="one customer with a purchase up to as_of",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": _CUSTOMER,
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "rfm_cell": column("string", "Scores of recency, frequency and money, such as 543."),
        "rfm_name": column("string", "Name of the cell in the RFM grid."),
        "margin": column(
            "float64",
            "How much nearer the own centre is than the next, as a share of both distances; null "
            "where segments are RFM tiers.",
            _SHARE,
            nullable=True,
        ),
        "is_boundary": column("boolean", "Whether a small change would give another segment."),
    },
)

_SEGMENTS = Contract(
    name="segments",
    grain="one segment with a customer",
    key=("segment",),
    order=("segment",),
    columns={
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "segment_kind": column("string", "natural, or tier where these are cuts made for use."),
        "customers": column("int64", "Customers.", at_least(1)),
        "customer_share": column("float64", "Share of customers.", _SHARE),
        "spend": column(MONEY, "Their spend up to as_of, refunds subtracted."),
        "spend_share": column("float64", "Share of all spend.", nullable=True),
        "boundary_share": column("float64", "Share of them at a boundary.", _SHARE),
        "jaccard": column(
            "float64", "Bootstrap stability; null if not measured.", _SHARE, nullable=True
        ),
        "stability": column("string", "The stability in words."),
        "rule": column("string", "The rule that tells the segment best."),
        "rule_coverage": column("float64", "Share of the segment the rule holds for.", _SHARE),
        "rule_fidelity": column("float64", "Share of those it holds for in the segment.", _SHARE),
        "action": column("string", "What to do with them."),
    },
)

_MEMBERS_HISTORY = Contract(
    name="members_history",
    grain="one customer on one earlier day, by what was known then",
    key=("as_of", "customer_id"),
    order=("as_of", "customer_id"),
    columns={
        "as_of": column("date", "The earlier day."),
        "customer_id": _CUSTOMER,
        "segment": _SEGMENT,
        "segment_name": _NAME,
        "rfm_cell": column("string", "Scores then."),
        "is_boundary": column("boolean", "Whether they were at a boundary then."),
    },
)

_HEALTH = Contract(
    name="health",
    grain="one measure of whether data and model are still fit for use",
    key=("measure",),
    order=("measure",),
    columns={
        "measure": column("string", "What is measured."),
        "value": column("float64", "Its value; null if not measurable.", nullable=True),
        "threshold": column("float64", "Where a warning begins; null if none.", nullable=True),
        "is_warning": column("boolean", "Whether it warns; null if not measurable.", nullable=True),
        "about": column("string", "What it means, and why it is not measurable."),
    },
)

ALL: dict[str, Contract] = {
    contract.name: contract for contract in (_MEMBERS, _SEGMENTS, _MEMBERS_HISTORY, _HEALTH)
}
