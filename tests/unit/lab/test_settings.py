from datetime import date

import pytest
import yaml
from builders import SECTION
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError, model_validator

from mktlab.collect import Settings
from mktlab.lab import settings
from mktlab.lab.errors import SettingsError

SHARED = {"as_of": None, "time_unit": "day", "seed": 1, "engine": "duckdb", "min_group_size": 10}
GOOD = {"shared": SHARED, "collect": SECTION}


def load(**sections):
    return settings.load(GOOD | sections, collect=Settings)


def test_sections_become_frozen_models():
    loaded = load()
    assert loaded.collect.source == "cdnow"
    with pytest.raises(ValidationError, match="frozen"):
        loaded.collect.source = "other"


def test_a_day_may_be_text_or_a_yaml_date():
    assert load(shared=SHARED | {"as_of": "2017-09-30"}).shared.as_of == date(2017, 9, 30)
    assert load(shared=SHARED | {"as_of": date(2017, 9, 30)}).shared.as_of == date(2017, 9, 30)


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"shared": SHARED | {"asof": None}}, r"shared\.asof is unknown; did you mean 'as_of'"),
        ({"collect": {k: v for k, v in SECTION.items() if k != "refunds"}}, r"collect\.refunds is missing \(Negative"),
        ({"collect": SECTION | {"source": "cdnov"}}, r"collect\.source is 'cdnov': input should be"),
        ({"collect": SECTION | {"bulk_quantity": "200"}}, r"bulk_quantity is '200': input should be a valid integer"),
        ({"collect": SECTION | {"bulk_quantity": True}}, "bulk_quantity is True"),
        ({"collect": SECTION | {"customer_limit": 0}}, "customer_limit is 0: input should be greater"),
        ({"shared": SHARED | {"as_of": "30.9.2017"}}, r"shared\.as_of is '30.9.2017'"),
        *(({"shared": SHARED | {"as_of": wrong}}, rf"shared\.as_of is '?{wrong}'?: a day is written as 2017-09-30")
          for wrong in (20170930, 0, 1.5, True, "20170930", "0", "30/9/2017")),
        *(({"collect": SECTION | {key: 19900101}}, rf'collect\.{key} is 19900101: a day is written as 2017-09-30')
          for key in ("earliest_day", "latest_day")),
        ({"shared": SHARED | {"engine": "spark"}}, r"shared\.engine is 'spark': it is neither duckdb nor pyspark nor the URL"),
        ({"shared": None}, "section 'shared' is missing"),
        ({"collect": []}, "section 'collect' is missing"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_what_is_wrong(sections, message):
    with pytest.raises(SettingsError, match=message):
        load(**sections)


def test_every_problem_is_listed_at_once():
    with pytest.raises(SettingsError, match=r"shared\.seed.*collect\.source"):
        load(shared=SHARED | {"seed": -1}, collect=SECTION | {"source": "x"})


def test_none_reads_the_file(project):
    text = yaml.safe_dump(GOOD)
    (project / "params.yaml").write_text(text)
    assert settings.load(None, collect=Settings) == load()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1e-3", "a is read as 0.001 by one tool and '1e-3' by another"),
        ("a: yes", "a is read as 'yes' by one tool and True by another"),
        ("a:\n  b: [1, 012]", r"a\.b\[1\] is read as 12 by one tool and 10"),
        ("a: 12:30", "a is read as '12:30' by one tool and 750"),
        ("off: 1", r"a key is read as \['off'\]"),
        ("a: 1\na: 2", "params.yaml, line 2"),
        ("a: [1", "params.yaml, line"),
        ("- 1", "holds no sections"),
        ("", "holds no sections"),
        ("\tb: 1", "params.yaml, line 1"),
    ],
)
def test_a_file_two_tools_would_read_differently_is_refused(tmp_path, text, message):
    path = tmp_path / "params.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=message):
        settings.read_yaml(path)


def test_missing_and_undecodable_files_are_named(tmp_path):
    with pytest.raises(SettingsError, match=r"params\.yaml is missing"):
        settings.read_yaml(tmp_path / "params.yaml")
    (tmp_path / "params.yaml").write_bytes(b"a: \xff")
    with pytest.raises(SettingsError, match="not UTF-8"):
        settings.read_yaml(tmp_path / "params.yaml")


plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10**6, 10**6), st.from_regex(r"[a-z]{3,8}", fullmatch=True)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.from_regex(r"k[a-z]{2,5}", fullmatch=True), inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip


@given(
    values=st.dictionaries(
        st.from_regex(r"k[a-z]{2,5}", fullmatch=True), plain, min_size=1, max_size=4
    )
)
def test_what_both_tools_agree_on_is_read_as_written(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("y") / "p.yaml"
    path.write_text(yaml.safe_dump(values, sort_keys=False))
    assert settings.read_yaml(path) == values


def test_sections_nobody_declares_are_explained():
    found = settings.unknown_sections({"shared": {}, "colect": {}}, {"shared", "collect"})
    assert found == ["section 'colect' is unknown; did you mean 'collect'?"]


class Share(settings.Section):
    low: float = Field(ge=0)
    high: float = Field(le=1)


class Written(settings.Section):
    """What an analyst may write."""

    illustrative: bool
    shares: dict[str, Share]


OWN = {"illustrative": True, "shares": {"A": {"low": 0.1, "high": 0.2}}}


def problems(**changes) -> str:
    with pytest.raises(SettingsError) as caught:
        settings.understand(OWN | changes, Written, "own.yaml")
    return str(caught.value)


def test_what_an_analyst_writes_is_read_and_frozen(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(OWN))
    found = settings.read_input(path, Written)
    assert found == settings.understand(OWN, Written, "any")
    assert (found.shares["A"].low, found.illustrative) == (0.1, True)
    with pytest.raises(ValidationError, match="frozen"):
        found.illustrative = False


def test_every_problem_of_an_input_is_told_with_its_place():
    said = problems(shares={"A": {"low": -1.0, "high": 0.2}, "B C": {"low": 0.1}}, note="hello")
    assert said.startswith("own.yaml: ")
    assert said.removeprefix("own.yaml: ").split("; ") == [
        "shares.A.low is -1.0: input should be greater than or equal to 0",
        "shares.B C.high is missing",
        "note is unknown",
        "known are illustrative, shares",
    ]


@pytest.mark.parametrize("wrong", ["yes", 1, None])
def test_an_input_is_taken_as_it_is_written(wrong):
    said = f"own.yaml: illustrative is {wrong!r}: input should be a valid boolean"
    assert problems(illustrative=wrong) == said


def test_a_problem_of_the_whole_has_no_place():
    class Rising(Written):
        @model_validator(mode="after")
        def _rising(self):
            raise ValueError("shares should rise")

    with pytest.raises(SettingsError) as caught:
        settings.understand(OWN, Rising, "own.yaml")
    assert str(caught.value) == "own.yaml: shares should rise"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, r"own\.yaml is missing"),
        ("illustrative: yes", r"own\.yaml: illustrative is read as"),
        ("illustrative: true\nshares: [1", r"own\.yaml, line 2"),
        ("", r"own\.yaml holds no sections"),
        ("illustrative: true", r"own\.yaml: shares is missing"),
        ("1: 2", r"own\.yaml: "),
    ],
)
def test_an_input_that_cannot_be_read_is_named(tmp_path, text, message):
    path = tmp_path / "own.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SettingsError, match=message):
        settings.read_input(path, Written)


def test_an_unknown_name_is_explained_by_what_is_near_or_by_all():
    known = {"growth", "value", "size"}
    assert settings.nearest("grwoth", known) == "; did you mean 'growth'?"
    assert settings.nearest("xyz", known) == "; known are growth, size, value"


@given(
    name=st.text(max_size=12), known=st.sets(st.text("abcd", min_size=1, max_size=6), min_size=1)
)
def test_what_is_named_instead_is_known(name, known):
    said = settings.nearest(name, known)
    if said.startswith("; did you mean "):
        assert said.removeprefix("; did you mean '").removesuffix("'?") in known
    else:
        assert said == f"; known are {', '.join(sorted(known))}"
