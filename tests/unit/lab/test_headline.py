import json

import pytest
from pydantic import ValidationError

from mktlab.lab.errors import ContractError
from mktlab.lab.headline import Headline, Number


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
