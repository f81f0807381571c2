import json
from decimal import Decimal

import numpy as np
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mktlab.lab.errors import ContractError
from mktlab.lab.headline import Alert, Headline, Measure, Number


def headline(**changes):
    number = Number(label="Revenue", value="$1", interval="none: counted")
    values = {
        "question": "Is it so?",
        "answer": ("Yes.",),
        "numbers": (number, number, number),
        "sureness": "Quite.",
        "illustrative": (),
    }
    return Headline(**(values | changes))


def test_it_survives_the_disk(tmp_path):
    headline().save(tmp_path / "h.json")
    assert Headline.read(tmp_path / "h.json") == headline()


def test_a_broken_file_is_told(tmp_path):
    (tmp_path / "h.json").write_text('{"question": "x"}')
    with pytest.raises(ContractError, match=r"h\.json is not a headline"):
        Headline.read(tmp_path / "h.json")


@pytest.mark.parametrize(
    "change",
    [
        {"answer": ()},
        {"answer": ("a", "b", "c", "d")},
        {"question": ""},
        {"sureness": ""},
        {"extra": 1},
    ],
)
def test_it_has_a_question_one_to_three_sentences_and_a_word_on_sureness(change):
    with pytest.raises(ValidationError):
        headline(**change)


def test_a_number_needs_its_interval_or_why_it_has_none():
    with pytest.raises(ValidationError):
        Number(label="a", value="1", interval="")


def test_values_are_escaped_and_illustrative_inputs_named():
    shown = headline(
        answer=("<script>x</script>",), illustrative=("resource_fit.csv",)
    )._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "illustrative inputs" in shown
    assert "resource_fit.csv" in shown
    assert "illustrative" not in headline()._repr_html_()


def test_its_numbers_stand_apart_where_no_sheet_is_known():
    page = BeautifulSoup(headline()._repr_html_(), "html.parser")
    for number in page.select(".numbers > div"):
        assert number["style"] == "overflow:hidden"  # holds terms and texts that JupyterLab floats
        assert number.dd.b.get_text() == "$1"
        assert number.dd.div.get_text() == "none: counted"  # a block: not "$1none"


def test_what_to_watch_survives_the_disk_and_is_for_the_index_only(tmp_path):
    own = headline(watch=("Orders late", "Prices"))
    own.save(tmp_path / "h.json")
    assert Headline.read(tmp_path / "h.json").watch == ("Orders late", "Prices")
    assert "Orders late" not in own._repr_html_()


def test_a_headline_kept_before_there_was_anything_to_watch_is_read(tmp_path):
    headline().save(tmp_path / "h.json")
    values = json.loads((tmp_path / "h.json").read_text())
    assert values.pop("watch") == []
    (tmp_path / "h.json").write_text(json.dumps(values))
    assert Headline.read(tmp_path / "h.json") == headline()


@pytest.mark.parametrize("watch", ["Orders late", [1], None])
def test_what_to_watch_is_a_list_of_texts(watch):
    with pytest.raises(ValidationError):
        headline(watch=watch)


def test_what_a_review_taught_survives_the_disk_and_is_for_the_index_only(tmp_path):
    own = headline(taught=("Keep totals.", "Nothing needs doing now."))
    own.save(tmp_path / "h.json")
    assert Headline.read(tmp_path / "h.json").taught == ("Keep totals.", "Nothing needs doing now.")
    assert "Keep totals" not in own._repr_html_()


def test_a_headline_kept_before_reviews_taught_anything_is_read(tmp_path):
    headline().save(tmp_path / "h.json")
    values = json.loads((tmp_path / "h.json").read_text())
    assert values.pop("taught") == []
    (tmp_path / "h.json").write_text(json.dumps(values))
    assert Headline.read(tmp_path / "h.json") == headline()


@pytest.mark.parametrize("taught", ["Keep totals.", [1], None])
def test_what_a_review_taught_is_a_list_of_texts(taught):
    with pytest.raises(ValidationError):
        headline(taught=taught)


OWN = {
    "line": "Do it.",
    "worth": "A lot.",
    "firmness": "Firm.",
    "alerts": (Alert(light="red", title="Age", text="40 days; analyst: look."),),
    "lights": "Of 2 figures watched 1 red.",
    "scale": "All 9 together: $5 a year",
}


def test_what_is_for_the_index_alone_survives_the_disk_and_stands_in_no_report(tmp_path):
    own = headline(**OWN)
    own.save(tmp_path / "h.json")
    assert Headline.read(tmp_path / "h.json") == own
    assert own._repr_html_() == headline()._repr_html_()


def test_a_headline_kept_before_the_index_had_its_own_words_is_read(tmp_path):
    headline().save(tmp_path / "h.json")
    values = json.loads((tmp_path / "h.json").read_text())
    for name in OWN:
        assert not values.pop(name)
    for number in values["numbers"]:
        assert (number.pop("name"), number.pop("measure")) == ("", None)
    (tmp_path / "h.json").write_text(json.dumps(values))
    assert Headline.read(tmp_path / "h.json") == headline()


def test_only_red_and_amber_are_alerts():
    with pytest.raises(ValidationError):
        Alert(light="green", title="Age", text="4 days")


def test_a_number_is_called_by_its_name_where_its_label_holds_a_figure():
    number = Number(label="Gain of 780 contacts", value="$1", interval="none")
    assert number.called == "Gain of 780 contacts"
    assert number.model_copy(update={"name": "Gain of contacts"}).called == "Gain of contacts"


def test_figures_are_taken_as_tables_hold_them():
    assert Measure.of(Decimal("1.50"), "USD") == Measure(at=1.5, unit="USD")
    assert Measure.of(np.float64(2), "share", np.float64(1), 3) == Measure(
        at=2, unit="share", low=1, high=3
    )
    assert Measure.of(float("nan"), "USD") is None
    assert Measure.of(None, "USD") is None
    for ends in ((1, float("nan")), (None, 3), (float("-inf"), 3)):
        assert Measure.of(2, "USD", *ends) == Measure(at=2, unit="USD")


@pytest.mark.parametrize(
    "change",
    [{"low": 1.0}, {"high": 1.0}, {"low": 3.0, "high": 1.0}, {"at": float("nan")}, {"unit": ""}],
)
def test_a_measure_is_finite_with_both_ends_in_order(change):
    with pytest.raises(ValidationError):
        Measure(**({"at": 2.0, "unit": "USD"} | change))


@given(st.floats(-1e12, 1e12), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_figure_that_differs_by_less_than_processors_do_is_the_same(at, below, above):
    own = Measure(at=at, unit="USD", low=at - below, high=at + above)
    assert own.low <= own.high
    assert Measure.model_validate_json(own.model_dump_json()) == own
    assert own.at == pytest.approx(at, rel=1e-8)
