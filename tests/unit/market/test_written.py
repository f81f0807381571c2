"""Tables of what the analyst wrote: all of it, in order, as written."""

import marketing
from bs4 import BeautifulSoup

from mktlab import figures
from mktlab.market import written
from mktlab.market.inputs import FORCES, FiveForces, Pest, Swot

SHIPPED = marketing.shipped_inputs()
BOLD = "<b>bold</b>"


def forces(**strength: tuple[float, float, float]) -> FiveForces:
    """Give five forces, of strength 1 but those named."""
    given = dict.fromkeys(FORCES, (1.0, 1.0, 1.0)) | strength
    return FiveForces(
        illustrative=False,
        forces={
            name: {"low": low, "likely": likely, "high": high, "why": BOLD, "evidence": "Seen."}
            for name, (low, likely, high) in given.items()
        },
    )


def swot(**kinds: list[str]) -> Swot:
    notes = {
        name: [{"what": what, "evidence": "Seen."} for what in own] for name, own in kinds.items()
    }
    return Swot(illustrative=False, **{kind: [] for kind in written.KINDS} | notes)


def test_forces_are_drawn_with_their_range_and_reasons():
    found = written.forces(forces(buyers=(2.0, 3.5, 4.0)))
    assert found["label"].tolist() == list(FORCES.values())
    own = found.set_index("label").loc["Buyers' power"]
    assert (own["least"], own["value"], own["most"]) == (2, 3.5, 4)
    assert (own["why"], own["evidence"]) == (BOLD, "Seen.")


def test_the_strongest_force_is_named_with_its_strength():
    for name, force in FORCES.items():
        weaker = {"buyers" if name != "buyers" else "rivalry": (2.0, 3.5, 5.0)}
        said = written.strongest(forces(**{name: (3.0, 4.0, 5.0)}, **weaker))
        assert said == f"Strongest force: {force}, at 4 of 5"


def test_of_two_forces_alike_neither_presses_most():
    said = written.strongest(forces(rivalry=(3.0, 4.0, 5.0), buyers=(3.0, 4.0, 5.0)))
    alike = [force for name, force in FORCES.items() if name in ("rivalry", "buyers")]
    assert said == f"Strongest forces: {' and '.join(alike)}, at 4 of 5"


def test_forces_are_written_as_likely_and_range():
    found = written.forces_table(forces(rivalry=(4.0, 4.5, 5.0)))
    assert list(found) == ["Force", "Strength, 1 to 5", "Why", "Evidence"]
    assert found["Strength, 1 to 5"].tolist() == ["4.5 (4 to 5)", *["1 (1 to 1)"] * 4]


def test_trends_are_written_by_field():
    found = written.pest(SHIPPED.pest)
    assert list(dict.fromkeys(found["Field"])) == [
        "political", "economic", "social", "technological",
    ]  # fmt: skip
    assert len(found) == sum(len(getattr(SHIPPED.pest, field)) for field in set(found["Field"]))
    assert set(found["Works as"]) <= {"opportunity", "threat", "either"}
    first = SHIPPED.pest.political[0]
    assert found.iloc[0].tolist() == ["political", first.what, first.effect, first.evidence]


def test_notes_are_written_by_kind():
    found = written.swot(swot(threats=["T"], strengths=["S1", "S2"]))
    assert found["Kind"].tolist() == ["strength", "strength", "threat"]
    assert found["What"].tolist() == ["S1", "S2", "T"]


def test_nothing_written_is_a_table_of_no_rows():
    nothing = Pest(illustrative=False, political=[], economic=[], social=[], technological=[])
    assert list(written.pest(nothing)) == ["Field", "Trend", "Works as", "Evidence"]
    assert written.pest(nothing).empty
    assert written.swot(swot()).empty
    assert "<table>" in figures.table(written.swot(swot()), "Nothing").data


def test_what_an_analyst_writes_never_becomes_markup():
    for table in (written.swot(swot(threats=[BOLD])), written.forces_table(forces())):
        page = BeautifulSoup(figures.table(table, "As written").data, "html.parser")
        assert page.find("b") is None
        assert BOLD in page.get_text()
