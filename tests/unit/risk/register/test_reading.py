"""The register and its estimates: what is shipped is read, and what is wrong is told with its place."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import ESTIMATES, REGISTER, ROOT, TEAM, Tables, risk

from mktlab.lab.errors import SettingsError
from mktlab.risk.register import reading
from mktlab.risk.settings import CATEGORIES

FEW = [
    "id", "category", "cause", "event", "impact", "owner", "control", "trigger", "response",
    "deadline", "resolved",
]  # fmt: skip
R, E = REGISTER, ESTIMATES


def refused(folder, currency="USD"):
    """Give what is said of tables that are refused."""
    with pytest.raises(SettingsError) as told:
        reading.read(folder, currency)
    return str(told.value)


def places(said):
    """Give the places a message names: file, row, column."""
    found = re.findall(r"([\w.]+), row (\d+), column (\w+): ", said)
    return [(file, int(row), column) for file, row, column in found]


def put(*changes):
    """Write cells: file, row, column, value."""

    def spoil(tables):
        for change in changes:
            tables.put(*change)

    return spoil


def repeat(file, row):
    return lambda tables: tables.repeat(file, row)


def drop(file, *rows):
    return lambda tables: tables.drop(file, *rows)


# What is spoiled, the places that should be told, and what should be said of the first.
SPOILT = {
    "duplicate id": (put((R, 3, "id", "R01")), [(R, 3, "id")], "'R01' is already the id of row 2"),
    "unknown owner": (
        put((R, 2, "owner", "analist")), [(R, 2, "owner")],
        "'analist' is no role of team.yaml; did you mean 'analyst'?"),
    "owner like nobody": (
        put((R, 3, "owner", "xyz")), [(R, 3, "owner")],
        "'xyz' is no role of team.yaml; known are analyst, programme lead"),
    "unknown category": (
        put((R, 2, "category", "weather")), [(R, 2, "category")], "'weather': input should be "),
    "empty id": (put((R, 2, "id", " ")), [(R, 2, "id")], "is empty"),
    "empty cause": (put((R, 3, "cause", "")), [(R, 3, "cause")], "is empty"),
    "empty event": (put((R, 3, "event", "")), [(R, 3, "event")], "is empty"),
    "empty impact": (put((R, 3, "impact", "")), [(R, 3, "impact")], "is empty"),
    "empty trigger": (put((R, 3, "trigger", "")), [(R, 3, "trigger")], "is empty"),
    "empty response": (put((R, 3, "response", "")), [(R, 3, "response")], "is empty"),
    "empty deadline": (put((R, 3, "deadline", "")), [(R, 3, "deadline")], "is empty"),
    "deadline in another order": (
        put((R, 2, "deadline", "15/11/2017")), [(R, 2, "deadline")],
        "'15/11/2017': a day is written as 2017-09-30"),
    "number as date": (
        put((R, 2, "deadline", "43054")), [(R, 2, "deadline")],
        "'43054': a day is written as 2017-09-30"),
    "no such day": (put((R, 2, "resolved", "2017-11-31")), [(R, 2, "resolved")], "'2017-11-31': "),
    "rehearsed in words": (put((R, 2, "rehearsed", "spring")), [(R, 2, "rehearsed")], "'spring': "),
    "dependence above 1": (
        put((R, 2, "dependence", "1.2")), [(R, 2, "dependence")],
        "'1.2': input should be less than or equal to 1"),
    "dependence below 0": (
        put((R, 2, "dependence", "-0.2")), [(R, 2, "dependence")],
        "'-0.2': input should be greater than or equal to 0"),
    "cost below 0": (
        put((R, 2, "control_cost", "-1")), [(R, 2, "control_cost")],
        "'-1': input should be greater than or equal to 0"),
    "cost with its sign": (
        put((R, 2, "control_cost", "$100")), [(R, 2, "control_cost")],
        "'$100': input should be a valid number"),
    "mark of no side": (put((R, 2, "swot", "X1")), [(R, 2, "swot")], "'X1': "),
    "neither true nor false": (
        put((R, 2, "illustrative", "perhaps")), [(R, 2, "illustrative")], "'perhaps': "),
    "two rows at once": (
        put((R, 2, "category", "weather"), (R, 3, "deadline", "soon")),
        [(R, 2, "category"), (R, 3, "deadline")], "'weather': "),
    "round 0": (
        put((E, 2, "round", "0")), [(E, 2, "round")], "'0': input should be greater than or equal to 1"),
    "round in words": (put((E, 2, "round", "first")), [(E, 2, "round")], "'first': "),
    "empty expert": (put((E, 4, "expert", "")), [(E, 4, "expert")], "is empty"),
    "unknown quantity": (put((E, 4, "quantity", "chance")), [(E, 4, "quantity")], "'chance': "),
    "quantile in words": (
        put((E, 7, "p50", "much")), [(E, 7, "p50")], "'much': input should be a valid number"),
    "quantile with a percent sign": (
        put((E, 7, "p95", "40%")), [(E, 7, "p95")], "'40%': input should be a valid number"),
    "quantile without end": (
        put((E, 3, "p95", "inf")), [(E, 3, "p95")], "'inf': input should be a finite number"),
    "probability above 1": (
        put((E, 2, "p95", "1.3")), [(E, 2, "p95")], "probability 1.3 should lie between 0 and 1"),
    "probability of 1": (
        put((E, 4, "p95", "1")), [(E, 4, "p95")], "probability 1 should lie between 0 and 1"),
    "probability of 0": (
        put((E, 7, "p05", "0")), [(E, 7, "p05")], "probability 0 should lie between 0 and 1"),
    "probability as percentages": (
        put((E, 2, "p05", "10"), (E, 2, "p50", "20"), (E, 2, "p95", "30")),
        [(E, 2, "p05"), (E, 2, "p50"), (E, 2, "p95")], "probability 10 should lie between 0 and 1"),
    "quantiles out of order": (
        put((E, 3, "p50", "900")), [(E, 3, "p50")], "900 should be above p05, 1000"),
    "last quantile out of order": (
        put((E, 7, "p95", "0.25")), [(E, 7, "p95")], "0.25 should be above p50, 0.3"),
    "equal quantiles": (
        put((E, 3, "p95", "2000")), [(E, 3, "p95")], "2000 should be above p50, 2000"),
    "one quantile only": (
        put((E, 2, "p05", ""), (E, 2, "p95", "")), [(E, 2, "p50")], "two quantiles at least are needed"),
    "loss of 0": (put((E, 3, "p05", "0")), [(E, 3, "p05")], "loss 0 should be above 0"),
    "loss below 0": (put((E, 3, "p05", "-5")), [(E, 3, "p05")], "loss -5 should be above 0"),
    "loss without currency": (
        put((E, 8, "currency", "")), [(E, 8, "currency")], "is empty; losses need one, such as USD"),
    "loss in another currency": (
        put((E, 8, "currency", "EUR")), [(E, 8, "currency")],
        "'EUR' is not the currency of the orders, USD"),
    "importance above 9": (
        put((E, 5, "p50", "10")), [(E, 5, "p50")], "10 is no whole number from 1 to 9"),
    "importance of 0": (put((E, 5, "p50", "0")), [(E, 5, "p50")], "0 is no whole number from 1 to 9"),
    "half an importance": (
        put((E, 5, "p50", "6.5")), [(E, 5, "p50")], "6.5 is no whole number from 1 to 9"),
    "importance as quantiles": (
        put((E, 5, "p05", "6")), [(E, 5, "p50")], "an importance is one number, in p50 alone"),
    "importance left empty": (
        put((E, 5, "p50", "")), [(E, 5, "p50")], "an importance is one number, in p50 alone"),
    "question without outcome": (
        put((E, 6, "outcome", "")), [(E, 6, "outcome")],
        "is empty; a question counts once its answer is known"),
    "outcome of a risk": (
        put((E, 2, "outcome", "1")), [(E, 2, "outcome")], "belongs to rows of quantity known"),
    "questions with other quantiles": (
        put((E, 11, "p50", "")), [(E, 11, "p50")], "questions with known answers need the same quantiles"),
    "unknown risk": (
        put((E, 2, "risk", "R03"), (E, 12, "risk", "R03")), [(E, 2, "risk"), (E, 12, "risk")],
        "'R03' is not in risk_register.csv; did you mean 'R0"),
    "duplicate estimate": (
        repeat(E, 9), [(E, 14, "expert")],
        "E2 has given probability_controlled of R01 in round 1 already, in row 9"),
    "missing round": (
        drop(E, 13), [(E, 7, "round")], "E2 has no round 2 of probability of R01, which has 2"),
    "missing first round": (
        drop(E, 2), [(E, 11, "round")], "E1 has no round 1 of probability of R01, which has 2"),
    "expert without answer to a question": (
        drop(E, 11), [(E, 6, "expert")], "E2 has not answered Q1; weights need every expert's answer"),
    "probability without loss": (
        drop(E, 3, 8), [(E, 10, "quantity"), (E, 11, "quantity")], "E1 has given no loss of R01"),
    "loss without probability": (
        drop(E, 2, 7, 12, 13), [(E, 3, "quantity"), (E, 7, "quantity")],
        "E1 has given no probability of R01"),
    "loss by some only": (drop(E, 8), [(E, 12, "quantity")], "E2 has given no loss of R01"),
    "control seen by some only": (
        drop(E, 9), [(E, 12, "quantity")], "E2 has given no probability_controlled of R01"),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_is_told_with_file_row_and_column(tmp_path, what):
    spoil, where, said = SPOILT[what]
    tables = Tables()
    spoil(tables)
    message = refused(tables.write(tmp_path))
    assert places(message) == where
    file, row, column = where[0]
    assert message.startswith(f"{file}, row {row}, column {column}: {said}")


def columns_twice(tables):
    tables.fill(R, "more", "analyst").rows[R][0][-1] = "owner"


def quantile_twice(tables):
    tables.fill(E, "more", "1").rows[E][0][-1] = "p50"


def renamed(file, old, new):
    def spoil(tables):
        header = tables.rows[file][0]
        header[header.index(old)] = new

    return spoil


def shorter(file, row):
    def spoil(tables):
        tables.rows[file][row - 1].pop()

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (renamed(R, "trigger", "triger"),
         "risk_register.csv: column 'triger' is unknown; did you mean 'trigger'?"),
        (renamed(R, "trigger", "triger"), "risk_register.csv: column 'trigger' is missing"),
        (renamed(E, "expert", "experts"),
         "expert_estimates.csv: column 'experts' is unknown; did you mean 'expert'?"),
        (renamed(E, "p50", "p5"), "expert_estimates.csv: column 'p5' is unknown"),
        (renamed(E, "p50", "p00"), "expert_estimates.csv: column 'p00' is unknown"),
        (renamed(E, "p50", "quantiles"), "expert_estimates.csv: column 'quantiles' is unknown"),
        (lambda t: t.fill(R, "probability", "0.1"),
         "risk_register.csv: column 'probability' is unknown"),
        (columns_twice, "risk_register.csv: column 'owner' stands there twice"),
        (quantile_twice, "expert_estimates.csv: column 'p50' stands there twice"),
        (shorter(R, 3), "risk_register.csv, row 3: 18 cells under 19 columns"),
        (shorter(E, 5), "expert_estimates.csv, row 5: 9 cells under 10 columns"),
        (put((R, 3, "dependence", "0.5")), "risk_register.csv, row 3, "),
        (put((R, 3, "dependence", "0.5")), "dependence needs a shared_cause"),
        (put((R, 3, "control_cost", "10")), "risk_register.csv, row 3, "),
        (put((R, 3, "control_cost", "10")), "control_cost needs a control"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_columns_or_a_whole_row_is_told(tmp_path, spoil, said):
    tables = Tables()
    spoil(tables)
    assert said in refused(tables.write(tmp_path))


@pytest.mark.parametrize("column", ["dependence", "control_cost"])
def test_what_needs_another_column_is_told_with_its_own(tmp_path, column):
    message = refused(Tables().put(R, 3, column, "0.5").write(tmp_path))
    assert places(message) == [(R, 3, column)]


@pytest.mark.parametrize(
    ("team", "said"),
    [
        ({"illustrative": False}, "team.yaml: roles is missing"),
        ({"illustrative": False, "roles": {}}, "team.yaml: roles: dictionary should have at least 1"),
        ({"illustrative": False, "roles": ["analyst"]}, "team.yaml: roles: input should be a valid dict"),
        ({"illustrative": False, "roles": {"analyst": 3}}, "team.yaml: roles.analyst is 3: "),
        ({"illustrative": 1, "roles": {"analyst": "a"}}, "team.yaml: illustrative is 1: "),
        ({"roles": {"analyst": "a"}}, "team.yaml: illustrative is missing"),
        ({"illustrative": False, "roles": {"analyst": "a"}, "people": []}, "team.yaml: people is unknown"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_team_is_told_with_its_place(tmp_path, team, said):
    tables = Tables()
    tables.team = team
    assert refused(tables.write(tmp_path)).lower().startswith(said)


def test_a_team_is_needed(tmp_path):
    Tables().write(tmp_path)
    (tmp_path / TEAM).unlink()
    assert refused(tmp_path).startswith("team.yaml is missing from ")


@pytest.mark.parametrize("file", [R, E])
def test_a_table_in_another_encoding_is_named(tmp_path, file):
    tables = Tables().put(R, 2, "cause", "déjà vu").put(E, 2, "expert", "Éva")
    tables.write(tmp_path)
    (tmp_path / file).write_bytes(tables.text(file).encode("latin-1"))
    assert refused(tmp_path).startswith(f"{file} is not UTF-8 text")


def test_a_table_in_order_is_read(tmp_path):
    found = reading.read(Tables().write(tmp_path), "USD")
    assert list(found.risks) == ["R01", "R02"]
    first, second = found.risks.values()
    assert (first.title, second.title) == ("Late orders", "R02")
    assert first.steps == ["Stop", "ask", "rerun"]
    assert second.steps == []
    assert (first.control_cost, first.dependence, first.shared_cause) == (100, 0.5, "tills")
    assert (first.deadline, first.rehearsed) == (date(2017, 11, 15), date(2017, 3, 10))
    assert second.rehearsed is second.resolved is second.shared_cause is second.swot is None
    assert len(found.estimates) == 12
    assert found.estimates[0].quantiles == {0.05: 0.1, 0.5: 0.2, 0.95: 0.3}
    assert found.estimates[1].currency == "USD"
    assert found.estimates[4].outcome == 2
    assert set(found.team.roles) == {"analyst", "programme lead"}
    assert (found.left_out, found.illustrative) == ("", False)


def test_the_order_of_columns_and_of_rows_does_not_matter(tmp_path):
    tables = Tables()
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one = reading.read(tables.write(tmp_path / "one"), "USD")
    header = list(tables.rows[E][0])
    tables.keep(E, header[::-1]).keep(R, tables.rows[R][0][::-1])
    tables.rows[E][1:] = tables.rows[E][:0:-1]
    other = reading.read(tables.write(tmp_path / "other"), "USD")
    assert other.risks == one.risks
    assert other.estimates == one.estimates[::-1]
    assert [list(own.quantiles) for own in other.estimates] == [
        list(own.quantiles) for own in one.estimates[::-1]
    ]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_spreadsheets_save_is_read_alike(tmp_path, separator, encoding, newline):
    tables = Tables()
    expected = reading.read(tables.write(tmp_path), "USD")
    tables.separator = separator
    for file in (R, E):
        text = tables.text(file).replace("\n", newline)
        (tmp_path / file).write_text(text, encoding=encoding, newline="")
    assert reading.read(tmp_path, "USD") == expected


def test_few_columns_are_enough(tmp_path):
    tables = Tables().keep(R, FEW)
    found = reading.read(tables.write(tmp_path), "USD").risks
    assert set(tables.rows[R][0]) == set(FEW)
    assert found["R01"].control == "Count rows"
    assert found["R01"].title == "R01"
    assert found["R01"].illustrative is False
    assert (found["R01"].dependence, found["R01"].control_cost) == (0, 0)


@pytest.mark.parametrize("column", [c for c in FEW if c not in ("control", "resolved")])
def test_fewer_are_not(tmp_path, column):
    tables = Tables().keep(R, [name for name in FEW if name != column])
    assert refused(tables.write(tmp_path)) == f"risk_register.csv: column '{column}' is missing"


def only_header(tables):
    return {file: "\n".join(tables.text(file).splitlines()[:1]) + "\n" for file in (R, E)}


@pytest.mark.parametrize("state", ["missing", "empty", "header", "blank rows"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_without_rows_there_is_no_register(tmp_path, state, mark):
    Tables().write(tmp_path)
    for file, header in only_header(Tables()).items():
        path = tmp_path / file
        if state == "missing":
            path.unlink()
        elif state == "empty":
            path.write_bytes(b"")
        else:
            blank = "\n,,,\n" if state == "blank rows" else ""
            path.write_text(mark + header + blank, encoding="utf-8")
    found = reading.read(tmp_path, "USD")
    assert (found.risks, found.estimates) == ({}, [])
    assert (found.left_out, found.illustrative) == ("", False)


def test_a_register_without_estimates_is_a_register(tmp_path):
    Tables().write(tmp_path)
    (tmp_path / E).unlink()
    found = reading.read(tmp_path, "USD")
    assert list(found.risks) == ["R01", "R02"]
    assert found.estimates == []


def test_estimates_without_a_register_are_refused(tmp_path):
    tables = Tables().drop(R, 2, 3)
    assert refused(tables.write(tmp_path)) == (
        f"{E}: there are estimates of risks, and {R} holds no risks"
    )


def test_estimates_without_a_register_are_told_in_whole_sentences(tmp_path):
    assert "known are ;" not in refused(Tables().drop(R, 2, 3).write(tmp_path))


def test_questions_of_known_answer_need_no_risk(tmp_path):
    tables = Tables().drop(R, 2, 3).drop(E, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13)
    assert [own.risk for own in reading.read(tables.write(tmp_path), "USD").estimates] == ["Q1"] * 2


def test_a_question_has_one_answer(tmp_path):
    message = refused(Tables().put(E, 11, "outcome", "200").write(tmp_path))
    assert places(message) == [(E, 11, "outcome")]


def test_a_controlled_estimate_needs_a_control(tmp_path):
    tables = Tables().put(R, 2, "control", "").put(R, 2, "control_cost", "")
    assert {place[0] for place in places(refused(tables.write(tmp_path)))} <= {R, E}


def test_every_problem_of_the_register_is_told_at_once(tmp_path):
    tables = Tables().put(R, 2, "owner", "nobody").put(R, 3, "id", "R01")
    assert places(refused(tables.write(tmp_path))) == [(R, 3, "id"), (R, 2, "owner")]


def examples():
    return Tables().fill(R, "illustrative", "true").fill(E, "illustrative", "true")


def test_examples_in_another_currency_are_left_out_with_a_reason(tmp_path):
    found = reading.read(examples().write(tmp_path), "GBP")
    assert (found.risks, found.estimates) == ({}, [])
    assert found.left_out == "The example register is in USD"
    assert found.illustrative is False
    assert found.team.roles


def test_examples_in_the_same_currency_are_kept(tmp_path):
    found = reading.read(examples().write(tmp_path), "USD")
    assert (len(found.risks), len(found.estimates)) == (2, 12)
    assert (found.left_out, found.illustrative) == ("", True)


@pytest.mark.parametrize(("file", "row"), [(R, 2), (R, 3), (E, 2), (E, 13)])
def test_rows_that_are_no_examples_are_never_left_out(tmp_path, file, row):
    tables = examples().put(file, row, "illustrative", "false")
    message = refused(tables.write(tmp_path), "GBP")
    assert places(message) == [(E, 3, "currency"), (E, 8, "currency")]
    assert "'USD' is not the currency of the orders, GBP" in message


@pytest.mark.parametrize(("file", "row"), [(R, 2), (E, 2)])
def test_one_example_makes_the_whole_illustrative(tmp_path, file, row):
    found = reading.read(Tables().put(file, row, "illustrative", "true").write(tmp_path), "USD")
    assert found.illustrative is True


def test_the_currency_of_a_question_leaves_no_register_out(tmp_path):
    tables = examples().put(E, 6, "currency", "EUR").put(E, 11, "currency", "EUR")
    assert list(reading.read(tables.write(tmp_path), "USD").risks) == ["R01", "R02"]


def test_what_is_shipped_is_read_and_covers_every_category():
    found = reading.read(ROOT / reading.FOLDER, "USD")
    assert len(found.risks) >= 15
    assert set(Counter(own.category for own in found.risks.values())) == set(CATEGORIES)
    assert found.illustrative is True
    assert all(own.illustrative for own in (*found.risks.values(), *found.estimates))
    assert {own.risk for own in found.estimates if own.quantity != reading.KNOWN} <= set(
        found.risks
    )
    assert {own.quantity for own in found.estimates} >= {*reading.CHANCES, *reading.LOSSES}
    assert reading.read(ROOT / reading.FOLDER, "GBP").left_out


@pytest.mark.parametrize("currency", ["USD", "GBP"])
def test_a_check_takes_the_currency_of_the_estimates(tmp_path, currency):
    tables = Tables()
    for row in (3, 8):
        tables.put(E, row, "currency", currency)
    found = reading.check(tables.write(tmp_path), {"drift": "analyst"})
    assert list(found.risks) == ["R01", "R02"]


def test_a_check_refuses_two_currencies_and_rows_without_one(tmp_path):
    tables = Tables().put(E, 3, "currency", "EUR")
    with pytest.raises(SettingsError, match="losses are in EUR, USD; one currency is needed"):
        reading.check(tables.write(tmp_path), {})
    tables = Tables().put(E, 3, "currency", "")
    with pytest.raises(SettingsError, match=r"row 3, column currency: is empty"):
        reading.check(tables.write(tmp_path), {})


def test_a_check_of_losses_without_any_currency_is_told_in_whole_sentences(tmp_path):
    tables = Tables().put(E, 3, "currency", "").put(E, 8, "currency", "")
    with pytest.raises(SettingsError) as told:
        reading.check(tables.write(tmp_path), {})
    assert "such as ;" not in str(told.value)


def test_a_check_refuses_nothing_that_reading_accepts(tmp_path):
    tables = Tables().put(E, 6, "currency", "EUR").put(E, 11, "currency", "EUR")
    expected = reading.read(tables.write(tmp_path), "USD")
    assert reading.check(tmp_path, {}) == expected


def test_owners_of_rules_are_roles_of_the_team(tmp_path):
    Tables().write(tmp_path)
    with pytest.raises(SettingsError) as told:
        reading.check(tmp_path, {"drift": "analyst", "age": "analist", "sum": "xyz"})
    assert str(told.value) == (
        "params.yaml: risk.watch.age.owner 'analist' is no role of team.yaml; "
        "did you mean 'analyst'?; params.yaml: risk.watch.sum.owner 'xyz' is no role of "
        "team.yaml; known are analyst, programme lead"
    )


@given(st.integers(1, 99))
def test_a_quantiles_column_names_its_probability(percent):
    assert reading.level(f"p{percent:02d}") == pytest.approx(percent / 100)


@pytest.mark.parametrize("column", ["p00", "p5", "p100", "p0.5", "P05", "q05", "p05 ", "xp05", ""])
def test_other_columns_name_none(column):
    assert reading.level(column) is None


@given(steps=st.lists(st.text(st.characters(exclude_characters=";"), max_size=8), max_size=5))
def test_steps_are_set_apart_by_semicolons_and_empty_ones_left_out(steps):
    own = risk(contingency=reading.STEP.join(steps))
    assert own.steps == [step.strip() for step in steps if step.strip()]
