"""The segment contracts hold what the design names."""

from mktlab.segment.contracts import ALL


def test_the_tables_the_design_names_are_promised():
    assert set(ALL) == {"members", "segments", "members_history", "health"}
    assert {"customer_id", "segment", "segment_name", "rfm_cell", "margin", "is_boundary"} <= set(
        ALL["members"].columns
    )
    assert "segment_kind" in ALL["segments"].columns
    assert ALL["members_history"].key == ("as_of", "customer_id")
