"""What an analyst writes: what is shipped is read, and what is wrong is told with file and place."""

import copy
import math
import shutil

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from marketing import ROOT, TIERS, shipped_inputs

from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.market import inputs
from mktlab.market.criteria import CRITERIA

FILES = list(inputs.Inputs.model_fields)
SHIPPED = {name: settings.read_yaml(ROOT / inputs.FOLDER / f"{name}.yaml") for name in FILES}
EVEN = dict.fromkeys(CRITERIA, 1 / 6)
REMOVED = object()


@pytest.fixture
def folder(tmp_path):
    """The shipped tables, to be written over."""
    for name in FILES:
        shutil.copy(ROOT / inputs.FOLDER / f"{name}.yaml", tmp_path)
    return tmp_path


def write(folder, name, changes):
    """Write a table with changes, by places such as ``weights.size``; ``REMOVED`` takes out."""
    table = copy.deepcopy(SHIPPED[name])
    for place, value in changes.items():
        *way, last = place.split(".")
        part = table
        for key in way:
            part = part[key]
        if value is REMOVED:
            del part[last]
        else:
            part[last] = value
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False))


def guess(low, likely, high):
    return {"low": low, "likely": likely, "high": high}


def fit(low, likely, high):
    return guess(low, likely, high) | {"why": "so"}


def force(low, likely, high):
    return fit(low, likely, high) | {"evidence": "none"}


def weights(**given):
    return EVEN | given


def pairs(*rows):
    return {"comparisons": [list(row) for row in rows]}


BRAND = "segments.Champions"
WRONG = [
    ("market_context", {f"{BRAND}.own_share": guess(0.5, 0.4, 0.6)},
     [f"{BRAND}.own_share", "0.5, 0.4, 0.6 should rise from low over likely to high"]),
    ("market_context", {f"{BRAND}.own_share": guess(0.1, 0.4, 0.3)}, [f"{BRAND}.own_share", "should rise"]),
    ("market_context", {f"{BRAND}.own_share": guess(0.1, 0.4, 1.5)}, [BRAND, "own_share: 0.1 to 1.5 should lie from 0 to 1"]),
    ("market_context", {f"{BRAND}.satisfaction": guess(5, 9, 11)}, [BRAND, "satisfaction: 5 to 11 should lie from 0 to 10"]),
    ("market_context", {f"{BRAND}.market_growth": guess(-2, 0, 1)}, [BRAND, "market_growth: -2 to 1 should lie from -1 to 10"]),
    ("market_context", {f"{BRAND}.own_share": guess(0.5, 0.8, 0.9)},
     [BRAND, "own_share (0.8) and largest_rival_share (0.25) add up to more than the whole market"]),
    ("market_context", {f"{BRAND}.own_share": REMOVED}, [BRAND, "belong together; one is missing"]),
    ("market_context", {f"{BRAND}.largest_rival_share": REMOVED}, [BRAND, "belong together; one is missing"]),
    ("market_context", {f"{BRAND}.rivals": {"A": 40, "B": 35}}, [BRAND, "add up to 100, not 75"]),
    ("market_context", {f"{BRAND}.rivals": {"A": 110, "B": -10}}, [BRAND, "rivals should have shares above 0"]),
    ("market_context", {f"{BRAND}.rivals": {"A": "most", "B": 1}}, [f"{BRAND}.rivals.A", "valid number"]),
    ("market_context", {f"{BRAND}.own_shar": guess(0, 0, 0)}, [f"{BRAND}.own_shar is unknown; did you mean 'own_share'?"]),
    ("market_context", {BRAND: None}, [BRAND, "valid dictionary"]),
    ("market_context", {"illustrative": REMOVED}, ["illustrative", "is missing"]),
    ("market_context", {"illustrative": 1}, ["illustrative", "valid boolean"]),
    ("resource_fit", {BRAND: fit(8, 6, 9)}, [BRAND, "should rise"]),
    ("resource_fit", {BRAND: fit(6, 8, 12)}, ["segments", "Champions: 6 to 12 should lie from 0 to 10"]),
    ("resource_fit", {BRAND: fit(6, 8, 9) | {"why": ""}}, [f"{BRAND}.why", "at least 1 character"]),
    ("resource_fit", {BRAND: guess(6, 8, 9)}, [f"{BRAND}.why", "is missing"]),
    ("resource_fit", {f"{BRAND}.low": "six"}, [f"{BRAND}.low", "valid number"]),
    ("criteria_weights", {"weights": weights(size=0.5)}, ["weights add up to 1.33333, not to 1"]),
    ("criteria_weights", {"weights": weights(size=-0.1, growth=1 / 6 + 0.1 + 1 / 6)}, ["a weight is below 0"]),
    ("criteria_weights", {"weights.seize": 0.1}, ["criterion 'seize' is unknown; did you mean 'size'?"]),
    ("criteria_weights", {"weights.price": 0.1}, ["criterion 'price' is unknown; known are ", *CRITERIA]),
    ("criteria_weights", {"weights.fit": REMOVED, "weights.size": 0.4}, ["the weights of fit are missing"]),
    ("criteria_weights", {"weights.size": "much"}, ["weights.size", "valid number"]),
    ("criteria_weights", {"trust": 0}, ["trust", "greater than 0"]),
    ("criteria_weights", {"trust": 20_000}, ["trust", "less than or equal to 10000"]),
    ("criteria_weights", {"thrust": 20}, ["thrust is unknown; did you mean 'trust'?"]),
    ("criteria_weights", pairs(("size", "growth", 2), ("size", "fit", 2)),
     ["growth and fit are not compared; all pairs are needed"]),
    ("criteria_weights", pairs(("size", "growth", 2), ("growth", "size", 0.5)), ["growth and size are compared twice"]),
    ("criteria_weights", pairs(("size", "size", 1)), ["size and size", "with themselves"]),
    ("criteria_weights", pairs(("size", "growth", 0)), ["['size', 'growth', 0.0]", "a number above 0"]),
    ("criteria_weights", pairs(("size", "growth", -3)), ["['size', 'growth', -3.0]", "a number above 0"]),
    ("criteria_weights", pairs(("size", "growth", "fit")), ["'fit'", "a number above 0"]),
    ("criteria_weights", pairs(("size", "growth")), ["['size', 'growth']", "a number above 0"]),
    ("criteria_weights", pairs(("size", "grouth", 2)), ["criterion 'grouth' is unknown; did you mean 'growth'?"]),
    ("criteria_weights", pairs((1, "growth", 2)), ["criterion 1", "is unknown"]),
    ("criteria_weights", {"comparisons": [["size", "growth", [2]]]}, ["comparisons.0.2"]),
    ("five_forces", {"forces.rivalry": REMOVED}, ["forces", "should be rivalry, ", "not new_entrants"]),
    ("five_forces", {"forces.weather": force(1, 2, 3)}, ["forces", "weather"]),
    ("five_forces", {"forces": {}}, ["forces", "not nothing"]),
    ("five_forces", {"forces.buyers": force(0, 2, 3)}, ["forces", "0 to 3 should lie from 1 to 5"]),
    ("five_forces", {"forces.buyers": force(3, 2, 4)}, ["forces.buyers", "should rise"]),
    ("five_forces", {"forces.buyers": fit(1, 2, 3)}, ["forces.buyers.evidence", "is missing"]),
    ("pest", {"economic": REMOVED}, ["economic", "is missing"]),
    ("pest", {"social": [{"what": "More", "evidence": "None", "effect": "good"}]}, ["social.0.effect", "'opportunity'"]),
    ("swot", {"strengths": [{"what": "", "evidence": "None"}]}, ["strengths.0.what", "at least 1 character"]),
    ("swot", {"strengths": "many"}, ["strengths", "valid list"]),
    ("swot", {"luck": []}, ["luck", "is unknown; known are"]),
    ("entry_rules", {"strategies.high": REMOVED}, ["strategies needs a row for low, medium and high"]),
    ("entry_rules", {"strategies.high.low": REMOVED}, ["strategies needs a row", "each with low"]),
    ("entry_rules", {"strategies.higher": {}}, ["strategies.higher", "'high'"]),
    ("entry_rules", {"strategies.high.high": "conquer"}, ["must hold the same names", "conquer"]),
    ("entry_rules", {"reasons.sleep": "Why not."}, ["must hold the same names", "sleep"]),
    ("entry_rules", {"routes": SHIPPED["entry_rules"]["routes"][:-1]}, ["the last route should fit always"]),
    ("entry_rules", {"routes": []}, ["the last route should fit always"]),
    ("entry_rules", {"routes": [{"when": {"sizes": "low"}, "route": "post", "why": "so"}]},
     ["criterion 'sizes' is unknown; did you mean 'size'?"]),
    ("entry_rules", {"routes": [{"when": {"size": "tiny"}, "route": "post", "why": "so"}]}, ["routes.0.when.size"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "said"), WRONG)
def test_what_is_wrong_is_told_with_its_file_and_place(folder, name, changes, said):
    write(folder, name, changes)
    with pytest.raises(SettingsError) as told:
        inputs.read(folder, TIERS)
    message = str(told.value)
    assert message.startswith(f"{name}.yaml: ")
    assert [part for part in said if part not in message] == []


@pytest.mark.parametrize(
    ("name", "changes", "place"),
    [
        ("resource_fit", {"segments.Loyal": fit(6, 8, 12)}, "Loyal"),
        ("five_forces", {"forces.buyers": force(0, 2, 3)}, "buyers"),
        ("market_context", {"segments.Loyal.satisfaction": guess(5, 9, 11)}, "satisfaction"),
    ],
)
def test_a_guess_off_its_scale_is_told_with_its_name(folder, name, changes, place):
    write(folder, name, changes)
    with pytest.raises(SettingsError, match=place):
        inputs.read(folder, TIERS)


def test_a_rival_without_a_share_is_told_as_such(folder):
    write(folder, "market_context", {f"{BRAND}.rivals": {"A": 100, "B": 0}})
    with pytest.raises(SettingsError) as told:
        inputs.read(folder, TIERS)
    assert "not 100" not in str(told.value)
    assert "rivals should have shares above 0; leave out those without any" in str(told.value)


def test_a_comparison_without_end_is_refused(folder):
    write(folder, "criteria_weights", pairs(("size", "growth", math.inf)))
    with pytest.raises(SettingsError, match="number"):
        inputs.read(folder, TIERS)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / f"{name}.yaml").unlink()
    with pytest.raises(SettingsError, match=rf"{name}\.yaml is missing from .*restore it"):
        inputs.read(folder, TIERS)


@pytest.mark.parametrize("text", ["", "- a list", "just text"])
def test_a_file_that_is_no_table_is_named(folder, text):
    (folder / "swot.yaml").write_text(text)
    with pytest.raises(SettingsError, match=r"swot\.yaml"):
        inputs.read(folder, TIERS)


def test_all_problems_of_a_file_are_told_at_once(folder):
    write(folder, "swot", {"threats": REMOVED, "luck": []})
    with pytest.raises(SettingsError, match=r"threats is missing; luck is unknown; "):
        inputs.read(folder, TIERS)


def test_what_is_shipped_is_read_and_fits_the_shipped_segments():
    found, strange = inputs.read(ROOT / inputs.FOLDER, TIERS)
    assert strange == []
    assert set(found.market_context.segments) == set(found.resource_fit.segments) == set(TIERS)
    assert list(found.five_forces.forces) == list(inputs.FORCES)
    assert found.entry_rules.routes[-1].when == {}
    examples = [name for name in FILES if name != "entry_rules"]
    assert all(getattr(found, name).illustrative for name in examples)
    assert len(found.criteria_weights.matrix()[0]) == len(CRITERIA)


def test_examples_may_name_segments_that_do_not_exist():
    _, strange = inputs.read(ROOT / inputs.FOLDER, ["Loyal", "Elsewhere"])
    assert strange == sorted(set(TIERS) - {"Loyal"})


@pytest.mark.parametrize("name", ["market_context", "resource_fit"])
def test_ones_own_may_not(folder, name):
    write(folder, name, {"illustrative": False})
    _, strange = inputs.read(folder, TIERS)
    assert strange == []
    changed = [tier for tier in TIERS if tier != "Loyal"] + ["Loyals"]
    said = rf"{name}\.yaml: segment 'Loyal' is unknown; did you mean 'Loyals'"
    with pytest.raises(SettingsError, match=said):
        inputs.read(folder, changed)


def test_rivals_may_add_up_to_about_100_and_shares_to_the_whole(folder):
    write(
        folder,
        "market_context",
        {
            f"{BRAND}.rivals": {"A": 33.3, "B": 33.3, "C": 33.3},
            f"{BRAND}.own_share": guess(0.3, 0.5, 0.9),
            f"{BRAND}.largest_rival_share": guess(0.2, 0.5, 0.6),
            f"{BRAND}.satisfaction": guess(0, 10, 10),
        },
    )
    found = inputs.read(folder, TIERS)[0].market_context.segments["Champions"]
    assert sum(found.rivals.values()) == pytest.approx(99.9)
    assert found.satisfaction.high == 10


def test_without_comparisons_there_is_nothing_to_compare():
    own = shipped_inputs().criteria_weights.model_copy(update={"comparisons": []})
    names, matrix = own.matrix()
    assert names == []
    assert matrix.shape == (0, 0)


@given(
    names=st.permutations(list(CRITERIA)).flatmap(
        lambda order: st.integers(2, len(order)).map(lambda size: order[:size])
    ),
    data=st.data(),
)
def test_the_matrix_of_comparisons_is_reciprocal_however_they_are_written(names, data):
    rows = []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            rows.append([one, other, data.draw(st.floats(1 / 9, 9))])
    rows = data.draw(st.permutations(rows))
    own = inputs.Weights(illustrative=False, trust=20, weights=EVEN, comparisons=rows)
    compared, matrix = own.matrix()
    assert compared == [name for name in CRITERIA if name in names]
    assert matrix * matrix.T == pytest.approx(np.ones(matrix.shape))
    for one, other, times in rows:
        assert matrix[compared.index(one), compared.index(other)] == pytest.approx(times)


@given(ends=st.lists(st.floats(-5, 5), min_size=3, max_size=3).map(sorted), seed=st.integers(0, 99))
def test_a_guess_is_drawn_within_its_ends(ends, seed):
    low, likely, high = ends
    drawn = inputs.Guess(low=low, likely=likely, high=high).draw(200, np.random.default_rng(seed))
    assert drawn.shape == (200,)
    assert ((drawn >= low) & (drawn <= high)).all()


def test_a_guess_has_the_mean_of_its_triangle():
    drawn = inputs.Guess(low=0, likely=1, high=5).draw(20_000, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(2, abs=0.03)
    sure = inputs.Guess(low=3, likely=3, high=3).draw(5, np.random.default_rng(1))
    assert sure.tolist() == [3] * 5
