"""The matrix of bad inputs: every file that a person writes or puts in place, spoilt, and what must be said of it.

One table for each stage and input. A case is a way to spoil the input and the fragments that the message must
hold: file, row or key, what is wrong, what to do. No case may end in anything but one plain message. Rows and
files of orders have further cases in ``tests/unit/collect``.
"""

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import ibis
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import COLUMNS, FILES, OWN, collect_section

from mktlab import clv, collect, market, review, risk, segment
from mktlab.cli import main
from mktlab.lab import notebook, plans, settings, tables
from mktlab.lab.errors import LabError
from mktlab.lab.headline import Headline
from mktlab.lab.settings import Machine

ROOT = Path(__file__).parents[2]
INPUTS = sorted(path.name for path in (ROOT / "data/inputs").glob("*.*") if path.name[0] != ".")
ROOMS = {
    "collect": collect, "segment": segment, "clv": clv, "market": market, "risk": risk, "review": review,
}  # fmt: skip
STAGE = {
    "segment": {"rfm_grid.yaml"},
    "market": {"market_context.yaml", "resource_fit.yaml", "criteria_weights.yaml", "five_forces.yaml", "pest.yaml",
               "swot.yaml", "entry_rules.yaml"},
    "risk": {"risk_register.csv", "expert_estimates.csv", "team.yaml", "vendors.yaml", "budget_structure.yaml"},
    "review": {"kpi_targets.csv", "experiments.csv", "experiment_arms.csv", "plan_tasks.csv", "acceptance.csv",
               "risk_events.csv"},
}  # fmt: skip


def of(name: str) -> str:
    """The stage that reads a table first."""
    return next(stage for stage, names in STAGE.items() if name in names)


# --- ways to spoil a file -------------------------------------------------------------------------

Spoil = Callable[[Path], None]


def swap(old: str, new: str) -> Spoil:
    """Write something else for the first place at which a text stands."""

    def spoil(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {path.name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def put(content: str | bytes) -> Spoil:
    """Write something else altogether."""
    return lambda path: path.write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )


def more(text: str) -> Spoil:
    """Write something at the end."""
    return lambda path: path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def recode(encoding: str, mark: str = "é") -> Spoil:
    return lambda path: path.write_bytes(
        (path.read_text(encoding="utf-8") + f"# {mark}\n").encode(encoding, errors="replace")
    )


def turned(old: str, new: str) -> Spoil:
    """Write something else wherever a text stands."""
    return lambda path: path.write_text(
        path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8"
    )


def gone(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(path.parent / "moved" / path.name)


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def workbook(path: Path) -> None:
    """A spreadsheet, saved as one and given the other's name."""
    book = openpyxl.Workbook()
    book.active.append(["id", "name"])
    path.unlink()
    with path.open("wb") as stream:
        book.save(stream)


def cells(*rows: str) -> Spoil:
    """Keep the header and write these rows under it."""

    def spoil(path: Path) -> None:
        head = path.read_text(encoding="utf-8").splitlines()[0]
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    return spoil


def cell(row: int, column: str, value: str) -> Spoil:
    """Write another value in a cell, rows counted as a spreadsheet counts them."""

    def spoil(path: Path) -> None:
        table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        table[row - 1][table[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out).writerows(table)
        path.write_text(out.getvalue(), encoding="utf-8")

    return spoil


def again(row: int) -> Spoil:
    """Repeat a row at the end."""

    def spoil(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([*lines, lines[row - 1]]) + "\n", encoding="utf-8")

    return spoil


def without_register(spoil: Spoil) -> Spoil:
    """Leave no risks, so that nothing else is told."""

    def also(path: Path) -> None:
        for name in ("risk_register.csv", "expert_estimates.csv"):
            (path.parent / name).write_text("")
        spoil(path)

    return also


LONG = "x" * 10_000_000
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)  # fmt: skip

# --- what may befall any of them ------------------------------------------------------------------

ANY = {
    "folder in its place": (folder, "is a folder, not a file", "restore"),
    "link to nowhere": (link, "is a link that leads nowhere", "moved", "put the file itself in inputs/"),
    "link to itself": (loop, "restore"),
    "latin-1": (recode("latin-1"), "is not UTF-8 text (byte 0x", "save it as"),
    "utf-16": (recode("utf-16"), "is not UTF-8 text (text in UTF-16)", "save it as"),
    "utf-16 without a mark": (recode("utf-16-le", "e"), "is not UTF-8 text (", "save it as"),
    "zero bytes": (more("\n\0\0"), "is not UTF-8 text (a zero byte in line", "save it as"),
    "a workbook renamed": (workbook, "is not UTF-8 text (an Excel workbook", "save it as"),
    "a Parquet file renamed": (put(b"PAR1\x15\x04\x80"), "is not UTF-8 text (a Parquet file)", "save it as"),
}  # fmt: skip
ANY_YAML = {
    "missing": (gone, "is missing from inputs/", "restore it from git"),
    "nothing but a comment": (put("# later\n"), "holds no sections"),
    "a list": (put("- 1\n"), "holds no sections"),
    "a tab": (put("illustrative: true\n\tx: 1\n"), ", line 2"),
    "a bracket left open": (put("a: [1, 2\n"), ", line 2", "expected"),
    "a key twice": (put("illustrative: true\nillustrative: false\n"), ", line 2", "duplicate key"),
    "an unknown key": (more("\nilustrative: true\n"), "ilustrative is unknown"),
    "aliases that grow": (put(BOMB), ", line 1: anchors and aliases (&, *, <<) are not read; write the value out"),
    "an alias of itself": (put("a: &a [*a]\n"), ", line 1: anchors and aliases"),
    "a merge key": (put("a: &a {b: 1}\nc:\n  <<: *a\n"), "anchors and aliases"),
    "brackets without end": (put("a: " + "[" * 5_000), "line 1: more than 30 levels within each other"),
    "a Python object": (put("a: !!python/object/apply:os.getcwd []\n"), "line 1", "python/object"),
    "two documents": (put("a: 1\n---\nb: 2\n"), ", line 2: a second document begins (---); leave one"),
    "a day that does not exist": (put("illustrative: true\nday: 2017-13-45\n"), ", line 2: month must be in 1..12", "correct it"),
    "a number of 10,000 digits": (put(f"illustrative: true\nn: {'9' * 10_000}\n"), ", line 2: ", "limit"),
    "ten megabytes": (put(f"illustrative: {LONG}\n"), "10,000,015 characters; such a file has at most 300,000"),
    "a yes that is true to one reader": (put("illustrative: yes\n"), "illustrative is read as 'yes' by one tool and True"),
}  # fmt: skip
ANY_CSV = {
    "blank lines and no header": (put("\n\n"), "has no header row"),
    "nothing but a byte-order mark": (put("\ufeff"), "has no header row"),
    "tabs for commas": (turned(",", "\t"), "its columns are set apart by tabs; save it as CSV"),
    "a column twice": (swap(",", ",x,x,"), "column 'x' stands there twice"),
    "an unknown column": (swap(",", ",surprise,"), "column 'surprise' is unknown; "),
    "a row too short": (cells("one"), "row 2: 1 cells under", "put text that holds the separator in quotes"),
    "a quote left open": (cells('"one,two'), "row 2: a quote is not closed"),
    "a cell of ten megabytes": (cells(f"one,{LONG}"), "row 2: a cell has more than 5,000 characters; shorten it"),
}  # fmt: skip
ALL = [
    (name, what)
    for name in INPUTS
    for what in [*ANY, *(ANY_YAML if name.endswith(".yaml") else ANY_CSV)]
    # A table that may be missing altogether is as good as empty then.
    if (name, what) not in {("vendors.yaml", "missing"), ("budget_structure.yaml", "missing")}
]

# --- what each of them may say wrongly ------------------------------------------------------------

SAID: dict[str, dict[str, tuple]] = {
    "rfm_grid.yaml": {
        "a row of cells missing": (swap("  3: [Fading, Fading, Fading, Loyal, Loyal]\n", ""), "cells must have the rows 1 to 5, not [1, 2, 4, 5]"),
        "a cell too few": (swap("[Fading, Fading, Fading, Loyal, Loyal]", "[Fading, Fading]"), "cells.3"),
        "a name without an action": (swap("Champions, Champions]", "Champions, Heroes]"), "only in one of them: 'Heroes'"),
        "a name in other capitals": (swap("Champions, Champions]", "Champions, champions]"), "names 'Champions' and 'champions' differ only in capitals or blanks", "write them alike"),
        "a name with two blanks": (swap("At Risk, At Risk", "At Risk, At  Risk"), "differ only in capitals or blanks"),
        "a blank at an end": (swap("Champions]", "'Champions ']"), "cells.5.4 is 'Champions '", "no blanks at its ends"),
        "a name of a megabyte": (swap("[Lapsed,", f"[{'L' * 90_000},"), "cells.2.0 is 'LLL", "(90,000 characters)", "at most 80 characters"),
        "a name that turns the text": (swap("[Lapsed,", '["Lap\\u202Esed",'), "cells.2.0", "a character that is not seen"),
        "a number for a name": (swap("[Lapsed,", "[7,"), "cells.2.0 is 7: input should be a valid string"),
        "no actions": (put("cells: {}\n"), "actions is missing"),
    },
    "criteria_weights.yaml": {
        "weights of nothing": (put("illustrative: false\ntrust: 20\nweights: {size: 0, growth: 0, competition: 0, value: 0, satisfaction: 0, fit: 0}\n"), "weights add up to 0, not to 1"),
        "weights of more than all": (swap("value: 0.30", "value: 0.40"), "weights add up to 1.1, not to 1; divide each by 1.1"),
        "a negative weight": (swap("growth: 0.15", "growth: -0.15"), "a weight is below 0"),
        "not a number": (swap("growth: 0.15", "growth: .nan"), "weights.growth is nan", "write a finite number"),
        "infinity": (swap("growth: 0.15", "growth: .inf"), "weights.growth is inf", "write a finite number"),
        "1e400": (swap("growth: 0.15", "growth: 1.0e+400"), "weights.growth is inf, or a number too large to be held"),
        "a number as text": (swap("growth: 0.15", "growth: '0.15'"), "weights.growth is '0.15'", "take it out of its quotes"),
        "a percentage": (swap("growth: 0.15", "growth: 15%"), "weights.growth is '15%'", "30 % is 0.3"),
        "a decimal comma": (swap("growth: 0.15", "growth: 0,15"), "weights.growth", "0,15"),
        "a criterion misspelt": (swap("growth: 0.15", "grwoth: 0.15"), "criterion 'grwoth' is unknown; did you mean 'growth'?"),
        "a criterion missing": (swap("  size: 0.20\n", ""), "the weights of size are missing; 0 leaves out"),
        "a pair missing": (swap("  - [size, fit, 1]\n", ""), "size and fit are not compared; all pairs are needed"),
        "a pair the other way round too": (more("  - [fit, size, 2]\n"), "fit and size are compared twice"),
        "a criterion against itself": (swap("[size, fit, 1]", "[size, size, 1]"), "size and size are compared twice, or with themselves"),
        "a comparison of 0": (swap("[size, fit, 1]", "[size, fit, 0]"), "a number above 0"),
        "no trust": (swap("trust: 20", "trust: 0"), "trust is 0: input should be greater than 0"),
    },
    "market_context.yaml": {
        "guesses that fall": (swap("low: 0.35, likely: 0.45", "low: 0.55, likely: 0.45"), "segments.Champions.own_share: 0.55, 0.45, 0.55 should rise"),
        "a share above 1": (swap("high: 0.55}", "high: 45}"), "segments.Champions", "own_share: 0.35 to 45 should lie from 0 to 1"),
        "a negative share": (swap("{low: 0.35,", "{low: -0.35,"), "own_share: -0.35 to 0.55 should lie from 0 to 1"),
        "half of a pair": (swap("    largest_rival_share: {low: 0.15, likely: 0.25, high: 0.35}\n", ""), "own_share and largest_rival_share belong together; one is missing"),
        "more than the whole market": (swap("{low: 0.15, likely: 0.25, high: 0.35}", "{low: 0.15, likely: 0.65, high: 0.75}"), "add up to more than the whole market"),
        "rivals that are not all": (swap("  Champions:\n", "  Champions:\n    rivals: {A: 50, B: 20}\n"), "rivals should be shares in per cent that add up to 100, not 70"),
        "a rival without a share": (swap("  Champions:\n", "  Champions:\n    rivals: {A: 100, B: 0}\n"), "leave out those without any"),
        "a key misspelt": (swap("    market_growth:", "    market_grwth:"), "segments.Champions.market_grwth is unknown; did you mean 'market_growth'?"),
        "no segments": (put("illustrative: true\n"), "segments is missing"),
    },
    "resource_fit.yaml": {
        "beyond the scale": (swap("high: 9", "high: 11"), "segments", "Champions: 6 to 11 should lie from 0 to 10"),
        "no reason": (swap("    why: The loyalty app and the weekly flyer already reach nearly all of them.\n", ""), "segments.Champions.why is missing"),
        "an empty reason": (swap("why: The loyalty app and the weekly flyer already reach nearly all of them.", 'why: ""'), "segments.Champions.why is ''"),
        "text for a number": (swap("low: 6", "low: six"), "segments.Champions.low is 'six': input should be a valid number"),
        "illustrative as text": (swap("\nillustrative: true", '\nillustrative: "true"'), "illustrative is 'true': input should be a valid boolean"),
    },
    "five_forces.yaml": {
        "a force missing": (swap("  rivalry:\n", "  rivals:\n"), "forces: should be rivalry, new_entrants, substitutes, buyers, suppliers"),
        "beyond the scale": (swap("high: 5", "high: 6"), "rivalry: 4 to 6 should lie from 1 to 5"),
        "no evidence": (swap("    evidence: An assumption about grocery retail, not measured here.\n", ""), "forces.rivalry.evidence is missing"),
    },
    "pest.yaml": {
        "an effect unknown": (swap("effect: threat", "effect: bad"), "political.0.effect is 'bad': input should be 'opportunity', 'threat' or 'either'"),
        "a side missing": (swap("political:", "politics:"), "political is missing", "politics is unknown; did you mean 'political'?"),
    },
    "swot.yaml": {
        "a side missing": (swap("threats:", "threads:"), "threats is missing", "threads is unknown; did you mean 'threats'?"),
        "an item without words": (swap("- what: Most customers are known by a card, with every basket.", '- what: ""'), "strengths.0.what is ''"),
        "text for a list": (put("illustrative: true\nstrengths: many\nweaknesses: []\nopportunities: []\nthreats: []\n"), "strengths is 'many': input should be a valid list"),
    },
    "entry_rules.yaml": {
        "a level unknown": (swap("high: {low: differentiate", "highest: {low: differentiate"), "strategies.highest"),
        "a strategy without a reason": (swap("low: differentiate,", "low: diferentiate,"), "strategies and reasons must hold the same names", "diferentiate"),
        "a criterion unknown": (swap("{fit: low}", "{fti: low}"), "criterion 'fti' is unknown; did you mean 'fit'?"),
        "no rule that fits always": (swap("when: {}", "when: {size: high}"), "the last route should fit always: when: {}"),
        "no routes": (turned("routes:", "routes: []\nroutse:"), "routse is unknown; did you mean 'routes'?"),
    },
    "team.yaml": {
        "no roles": (put("illustrative: true\nroles: {}\n"), "roles"),
        "a list of roles": (put("illustrative: true\nroles: [analyst]\n"), "roles: input should be a valid dict"),
        "an owner in params who left": (without_register(swap("finance controller:", "controller:")), "params.yaml: risk.watch.spend.owner 'finance controller' is no role of team.yaml; did you mean 'controller'?"),
    },
    "vendors.yaml": {
        "weights of more than all": (swap("technology: 40", "technology: 50"), "weights add up to 110, not to 100"),
        "infinite": (swap("technology: 40", "technology: .inf"), "weights.technology is inf"),
        "a negative weight": (swap("technology: 40", "technology: -40"), "a weight is below 0"),
        "a score beyond the scale": (swap("technology: 8", "technology: 80"), "Vendor A: technology 80 should be from 0 to 10"),
        "a criterion missing": (swap("technology: 8, ", ""), "Vendor A: scores and weights must name the same criteria; only in one: technology"),
        "a vendor twice": (swap("Vendor B:", "Vendor A:"), "duplicate key", "line"),
        "a vendor in other capitals": (swap("Vendor B:", "vendor a:"), "vendors 'Vendor A' and 'vendor a' differ only in capitals or blanks"),
        "no vendors": (put("illustrative: true\ntrust: 5\nweights: {a: 100}\nvendors: {}\n"), "vendors"),
    },
    "budget_structure.yaml": {
        "amounts of nothing": (put("illustrative: true\nposts:\n  a: {amount: 0, low: 0, high: 1}\n"), "the amounts add up to nothing"),
        "a range the wrong way": (swap("low: 0.40, high: 0.50", "low: 0.50, high: 0.40"), "posts.research and development: the range 0.5 to 0.4 should rise"),
        "ranges nothing fits": (turned("high: 0.", "high: 0.0"), "should rise"),
        "a negative amount": (swap("amount: 90000", "amount: -90000"), "posts.research and development.amount is -90000: input should be greater than or equal to 0"),
        "an amount with a unit": (swap("amount: 90000", "amount: 90000 USD"), "amount is '90000 USD': input should be a valid number"),
        "percentages": (swap("low: 0.40", "low: 40"), "posts.research and development.low is 40: input should be less than or equal to 1"),
    },
    "risk_register.csv": {
        "an id twice": (again(2), "column id: 'R01' is already the id of row 2"),
        "an id in other capitals": (cell(3, "id", "r01"), "row 3, column id: 'r01' differs from the id of row 2, 'R01', only in capitals or blanks"),
        "no id": (cell(3, "id", " "), "row 3, column id: is empty"),
        "a category unknown": (cell(2, "category", "Data"), "row 2, column category: 'Data': input should be 'technical'"),
        "an owner unknown": (cell(3, "owner", "annalyst"), "row 3, column owner: 'annalyst' is no role of team.yaml; did you mean 'analyst'?"),
        "an owner in capitals": (cell(3, "owner", "Analyst"), "'Analyst' is no role of team.yaml; did you mean 'analyst'?"),
        "a day as spreadsheets write it": (cell(2, "deadline", "15/11/2017"), "row 2, column deadline: '15/11/2017': a day is written as 2017-09-30"),
        "a day that does not exist": (cell(2, "deadline", "2017-02-30"), "row 2, column deadline: '2017-02-30'"),
        "a cost of less than nothing": (cell(2, "control_cost", "-1"), "row 2, column control_cost: '-1': input should be greater than or equal to 0"),
        "a cost with a decimal comma": (cell(2, "control_cost", "2500,50"), "row 2, column control_cost: '2500,50'", "write a point for the decimal mark"),
        "a cost of 1e400": (cell(2, "control_cost", "1e400"), "row 2, column control_cost: '1e400': input should be a finite number"),
        "a dependence of 30 %": (cell(2, "dependence", "30%"), "row 2, column dependence: '30%'", "30 % is 0.3"),
        "dependence on nothing": (cell(3, "dependence", "0.5"), "row 3, column dependence: dependence needs a shared_cause"),
        "an item of SWOT that is not there": (cell(2, "swot", "T9"), "column swot: R01 names 'T9', which swot.yaml does not have"),
        "a name of a page": (cell(2, "name", "n" * 4_000), "row 2, column name", "(4,000 characters)", "at most 80 characters"),
    },
    "expert_estimates.csv": {
        "a probability of 0": (swap("0.21,0.35,0.52", "0,0.35,0.52"), "row 2, column p05: probability 0 should lie between 0 and 1"),
        "a negative probability": (swap("0.21,0.35,0.52", "-0.21,0.35,0.52"), "row 2, column p05: probability -0.21 should lie between 0 and 1"),
        "a probability of 52": (swap("0.21,0.35,0.52", "0.21,0.35,52"), "row 2, column p95: probability 52 should lie between 0 and 1"),
        "quantiles that fall": (swap("0.21,0.35,0.52", "0.52,0.35,0.21"), "row 2, column p50: 0.35 should be above p05, 0.52"),
        "not a number": (swap("0.21,0.35,0.52", "nan,0.35,0.52"), "row 2, column p05: 'nan': input should be a finite number"),
        "a loss of nothing": (swap("6300,15500", "0,15500"), "row 3, column p05: loss 0 should be above 0"),
        "two currencies": (swap("38400,USD", "38400,EUR"), "expert_estimates.csv: losses are in EUR, USD; one currency is needed"),
        "a risk unknown": (swap("1,E1,R01,probability", "1,E1,R99,probability"), "row 2, column risk: 'R99' is not in risk_register.csv"),
        "a row twice": (again(2), "row 752, column expert: E1 has given probability of R01 in round 1 already, in row 2"),
        "a quantity unknown": (swap("R01,probability,", "R01,chance,"), "row 2, column quantity: 'chance': input should be 'probability'"),
        "an importance beyond the scale": (swap("importance,,8", "importance,,12"), "row 5, column p50: 12 is no whole number from 1 to 9"),
    },
    "kpi_targets.csv": {
        "an id twice": (cell(3, "id", "K01"), "row 3, column id: 'K01' is already the id of row 2"),
        "an id with a blank more": (cells("K 1,A,effect,customer,,,1,,number,,3,up,,,,,analyst,,Plan,", "K  1,B,effect,customer,,,1,,number,,3,up,,,,,analyst,,Plan,"), "row 3, column id: 'K  1' differs from the id of row 2, 'K 1', only in capitals or blanks"),
        "a share in per cent": (cell(2, "target", "85"), "row 2, column target: share 85 should lie from 0 to 1; 85 % is 0.85"),
        "a percent sign": (cell(2, "target", "85%"), "row 2, column target: '85%'", "30 % is 0.3"),
        "a measure misspelt": (cell(2, "measure", "segment_coverge"), "'segment_coverge' is no measure; did you mean 'segment_coverage'?"),
        "two aims": (cell(2, "change", "0.3"), "row 2, column change: 0.3 is given and so is target, 0.85; give one of them"),
        "a horizon of 2 months": (cell(2, "horizon_months", "2"), "row 2, column horizon_months: 2 should be 1, 3, 6 or 12"),
        "an interval the wrong way": (cells("K1,A,effect,customer,entered,0,1,,number,,3,up,0.5,0.9,0.1,9,analyst,,Plan,"), "row 2, column actual: 0.5 should lie from actual_low, 0.9, to actual_high, 0.1"),
        "an owner unknown": (cell(2, "owner", "nobody"), "row 2, column owner: 'nobody' is no role of team.yaml; known are"),
    },
    "experiments.csv": {
        "days the wrong way": (cell(2, "end_day", "2017-09-01"), "row 2, column end_day: 2017-09-01 is before start_day, 2017-10-02"),
        "shares of more than all": (cell(2, "shares", "0.5;0.6"), "row 2, column shares", "add up to 1, control first"),
        "shares that are no numbers": (cell(2, "shares", "nan;nan"), "row 2, column shares", "should lie between 0 and 1"),
        "an arm twice": (cell(2, "treated", "no reminder"), "row 2, column treated: treated arms should differ"),
        "a metric unknown": (cell(2, "other_metrics", "purchase"), "'purchase' is no metric; did you mean 'purchases'?"),
        "a plan of a day that does not exist": (cell(2, "source", "kept 2017-13-01"), "row 2, column source: 'kept 2017-13-01': month must be in 1..12"),
        "simulated, and not an example": (cell(2, "illustrative", "false"), "row 2, column illustrative: a simulated experiment is illustrative: write true"),
        "alpha of 1": (cell(2, "alpha", "1"), "row 2, column alpha: '1': input should be less than 0.5"),
    },
    "experiment_arms.csv": {
        "an experiment unknown": (cells("X9,1,a"), "row 2, column experiment: 'X9' is not in experiments.csv"),
        "of another source": (cells("X00,1,a"), "row 2, column experiment: X00 has source simulated, so its arms are not read from here"),
        "no customer": (cells("X00,,a"), "row 2, column customer_id: is empty"),
    },
    "plan_tasks.csv": {
        "a circle": (cells("1,A,2,2017-07-03,2017-07-04,,,,,,analyst,,,,,,,", "2,B,1,2017-07-03,2017-07-04,,,,,,analyst,,,,,,,"), "column after: tasks wait for each other: "),
        "after itself": (cell(3, "after", "1.1"), "row 3, column after: '1.1' is the task itself"),
        "after a group": (cell(4, "after", "1"), "row 4, column after: '1' is a group; name the tasks under it"),
        "after what is not there": (cell(4, "after", "9.9"), "row 4, column after: '9.9' has no row"),
        "a place twice": (cell(4, "wbs", "1.1"), "row 4, column wbs: '1.1' is already the place of row 3"),
        "no place": (cell(3, "wbs", "1.a"), "row 3, column wbs: '1.a'"),
        "days the wrong way": (cell(3, "planned_end", "2017-06-30"), "row 3, column planned_end: 2017-06-30 is before planned_start, 2017-07-03"),
        "more done than all": (cell(3, "share_done", "1.2"), "row 3, column share_done: '1.2': input should be less than or equal to 1"),
        "points that fall": (cell(3, "least_days", "30"), "row 3, column likely_days: 30, 15, 22 should rise from least_days to most_days"),
        "progress after its report": (cell(3, "reported", "2017-07-10"), "row 3, column actual_end: 2017-07-25 is after the day it was reported, 2017-07-10"),
        "two currencies": (cells("1,A,,2017-07-03,2017-07-04,5,EUR,,,,analyst,,,,,,,", "2,B,,2017-07-03,2017-07-04,5,USD,,,,analyst,,,,,,,"), "row 3, column currency: 'USD' is not the currency of the orders, EUR"),
    },
    "acceptance.csv": {
        "an id twice": (again(2), "column id: 'F1' is already the id of row 2"),
        "limits the wrong way": (cells("A,function,b,c,clv/test/total,1.1,0.9,,,,analyst,"), "row 2, column at_most: 0.9 is below at_least, 1.1"),
        "a stage unknown": (cell(2, "figure", "colect/x"), "row 2, column figure: 'colect' is no stage; did you mean 'collect'?"),
        "a figure that is a path": (cell(2, "figure", "../../etc/passwd"), "row 2, column figure: '../../etc/passwd'"),
        "a result without a day": (cells("A,function,b,c,,,,seen,passed,,analyst,"), "row 2, column checked: is empty; a result needs the day on which it was checked"),
        "a limit of inf": (cell(2, "at_most", "inf"), "row 2, column at_most: 'inf': input should be a finite number"),
    },
    "risk_events.csv": {
        "missing": (gone, "risk_events.csv is missing from inputs/", "restore it from git"),
        "a day as a number": (cell(2, "day", "43031"), "row 2, column day: '43031': a day is written as 2017-09-30"),
        "a loss of less than nothing": (cell(2, "loss", "-3"), "row 2, column loss: '-3': input should be greater than or equal to 0"),
        "a loss with thousands apart": (cell(2, "loss", "3,200"), "row 2, column loss: '3,200'", "nothing between thousands"),
        "a currency in words": (cell(2, "currency", "dollars"), "row 2, column currency: 'dollars'"),
        "no risk": (cell(2, "risk", ""), "row 2, column risk: is empty"),
    },
}  # fmt: skip

# --- params.yaml ----------------------------------------------------------------------------------

PARAMS: dict[str, dict[str, tuple]] = {
    "shared": {
        "a day that does not exist": (swap("as_of: null", 'as_of: "2017-02-30"'), "shared.as_of is '2017-02-30'"),
        "a unit unknown": (swap("time_unit: day", "time_unit: month"), "shared.time_unit is 'month': input should be 'day' or 'week'"),
        "a seed of less than nothing": (swap("seed: 20170930", "seed: -1"), "shared.seed is -1: input should be greater than or equal to 0"),
        "a path for an engine": (swap("engine: duckdb", "engine: ../duckdb"), "shared.engine is '../duckdb': it is neither duckdb nor pyspark nor the URL"),
        "groups of one": (swap("min_group_size: 10", "min_group_size: 1"), "shared.min_group_size is 1: input should be greater than or equal to 2"),
        "a key misspelt": (swap("min_group_size:", "min_groupsize:"), "shared.min_groupsize is unknown; did you mean 'min_group_size'?", "shared.min_group_size is missing"),
        "the section gone": (swap("shared:", "sharde:"), "section 'shared' is missing; restore it from git"),
        "a number for a section": (more("\n7: 8\n"), "section 7 is unknown"),
    },
    "machine": {
        "memory in words": (swap("memory: null", "memory: plenty"), "machine.memory is 'plenty'"),
        "no cores": (swap("threads: null", "threads: 0"), "machine.threads is 0"),
        "nowhere to spill": (
            swap("spill: data/.spill", 'spill: ""'),
            "machine.spill is ''",
        ),
    },
    "collect": {
        "a source unknown": (swap("source: completejourney", "source: completejorney"), "collect.source is 'completejorney'"),
        "a path out of data/raw": (swap("path: orders.csv", "path: ../../../etc/passwd"), "collect.files.path is '../../../etc/passwd': it must lie under data/raw/"),
        "an encoding unknown": (swap("encoding: utf-8", "encoding: utf-9"), "collect.files.encoding is 'utf-9': no such encoding"),
        "a codec that is no encoding": (swap("encoding: utf-8", "encoding: zip"), "collect.files.encoding is 'zip': no such encoding"),
        "a letter for a delimiter": (swap('delimiter: ","', 'delimiter: "a"'), "collect.files.delimiter is 'a': it cannot set fields apart"),
        "a password in a URL": (swap("url: sqlite:///data/raw/orders.sqlite", "url: postgresql://me:secret@host/db"), "collect.sql.url", "it holds a password; put that into the variable"),
        "a zone unknown": (swap("timezone: null", "timezone: Europe/Berln"), "collect.own.timezone is 'Europe/Berln': no such time zone"),
        "a title of a page": (swap("title: Our orders", f"title: {'T' * 3_000}"), "collect.own.title is 'TTT", "(3,000 characters)", "at most 200 characters"),
        "a currency in words": (swap("currency: EUR", "currency: Euro"), "collect.own.currency is 'Euro'"),
        "a rate of 0": (swap("exchange: {}", "exchange: {USD: 0}"), "collect.own.exchange.USD is 0: input should be greater than 0"),
        "days the wrong way": (swap('latest_day: "2099-12-31"', 'latest_day: "1899-12-31"'), "collect: earliest_day comes after latest_day"),
        "a list that is all": (swap("service_products: []", 'service_products: ["*"]'), "'*' would set every row aside"),
        "a share of 30 %": (swap("quarantine_share: 0.01", "quarantine_share: 1%"), "collect.quarantine_share is '1%'", "30 % is 0.3"),
    },
    "segment": {
        "a way unknown": (swap("days_since_purchase: log", "days_since_purchase: square"), "segment.variables.days_since_purchase"),
        "a share beyond 1": (swap("most_missing: 0.5", "most_missing: 50"), "segment.most_missing is 50"),
        "not a number": (swap("strength: 0.8", "strength: .nan"), "segment.strength is nan", "write a finite number"),
        "one segment": (swap("k: auto", "k: 1"), "segment: k should be auto, or from 2 to k_max (7)"),
    },
    "clv": {
        "a model unknown": (swap("model: bg_nbd", "model: bgnbd"), "clv.model is 'bgnbd'"),
        "draws as text": (swap("draws: 400", 'draws: "400"'), "clv.draws is '400': input should be a valid integer"),
        "uplifts that fall": (swap("      low: 0.01\n", "      low: 0.5\n"), "clv.economics.uplift"),
        "a margin of 25": (swap("margin: 0.25", "margin: 25"), "clv.economics.margin is 25"),
        "infinite cost": (swap("contact_cost: 1.0", "contact_cost: .inf"), "clv.economics.contact_cost is inf"),
    },
    "market": {
        "a side unknown": (swap("better: fragmented", "better: many"), "market.better is 'many'"),
        "a chance of 80": (swap("sure: 0.8", "sure: 80"), "market.tests.sure is 80"),
        "no simulations": (swap("simulations: 4000", "simulations: 0"), "market.simulations is 0"),
        "a number written 1e-3": (swap("share: 0.05", "share: 1e-3"), "is read as 0.001 by one tool and '1e-3' by another"),
    },
    "risk": {
        "a tolerance line that rises": (swap("{loss: 100000, chance: 0.3}", "{loss: 100000, chance: 0.7}"), "risk"),
        "borders that fall": (swap("likelihood: [0.05, 0.1, 0.25, 0.5]", "likelihood: [0.5, 0.1, 0.25, 0.05]"), "risk.matrix: borders of bands should rise"),
        "a category unknown": (swap("technical: 1", "tecnical: 1"), "category 'tecnical' is unknown; did you mean 'technical'?"),
        "a place that is a path": (swap("figure: collect/data_age_days", "figure: ../../secrets"), "risk.watch.data_age.figure is '../../secrets'"),
        "a limit of nan": (swap("amber: 14", "amber: .nan"), "risk.watch.data_age.amber is nan"),
    },
    "review": {
        "weeks in words": (swap("least_weeks: 4", "least_weeks: four"), "review.least_weeks is 'four'"),
        "eight days a week": (swap("workdays: 5", "workdays: 8"), "review.programme.workdays is 8"),
        "no futures": (swap("futures: 10000", "futures: 0"), "review.programme.futures is 0"),
    },
}  # fmt: skip


@pytest.fixture
def lab(project):
    """A project with every input as it is shipped."""
    shutil.copytree(ROOT / "data/inputs", project / "data/inputs")
    for name in ("params.yaml", "dvc.yaml"):
        shutil.copy(ROOT / name, project / name)
    return project


SHIPPED = settings.load(settings.read_params(ROOT), risk=risk.Settings)


def read_table(root: Path, name: str) -> None:
    """Read a table as its stage does, and as ``mktlab check`` does."""
    where = root / "data/inputs"
    {
        "segment": lambda: segment.rfm.read_grid(where / "rfm_grid.yaml"),
        "market": lambda: market.inputs.load(where),
        "risk": lambda: risk.inputs.check(where, SHIPPED.risk),
        "review": lambda: review.inputs.check(where),
    }[of(name)]()


def read_params(root: Path) -> None:
    """Read params as ``mktlab check`` does."""
    values = settings.read_params(root)
    known = {"shared", settings.MACHINE, *ROOMS}
    if unknown := settings.unknown_sections(values, known):
        settings.load(values, **{name: room.Settings for name, room in ROOMS.items()})
        raise LabError(f"params.yaml: {'; '.join(unknown)}")
    settings.load(values, machine=Machine, **{name: room.Settings for name, room in ROOMS.items()})


def refused(read: Callable[[], object], *said: str) -> str:
    """What is said, having checked that it is one plain message that holds these fragments."""
    with pytest.raises(LabError) as caught:
        read()
    message = str(caught.value)
    for fragment in said:
        assert fragment in message, message[:2_000]
    assert "\n" not in message
    assert "Traceback" not in message
    assert "pydantic" not in message
    assert len(message) < 3_000
    return message


def test_what_is_shipped_is_read(lab):
    for name in INPUTS:
        read_table(lab, name)
    read_params(lab)


@pytest.mark.parametrize(("name", "what"), ALL, ids=lambda part: part.replace(" ", "_"))
def test_a_file_that_is_none_is_told(lab, name, what):
    spoil, *said = (ANY | ANY_YAML | ANY_CSV)[what]
    spoil(lab / "data/inputs" / name)
    message = refused(lambda: read_table(lab, name), *said)
    assert message.startswith(name)


@pytest.mark.parametrize(
    ("name", "what"), [(n, w) for n, cases in SAID.items() for w in cases], ids=lambda part: part.replace(" ", "_")
)  # fmt: skip
def test_what_an_analyst_says_wrongly_is_told_with_its_place(lab, name, what):
    spoil, *said = SAID[name][what]
    spoil(lab / "data/inputs" / name)
    message = refused(lambda: read_table(lab, name), *said)
    assert message.startswith("params.yaml" if said[0].startswith("params.yaml") else name)


@pytest.mark.parametrize(
    ("section", "what"), [(n, w) for n, cases in PARAMS.items() for w in cases], ids=lambda part: part.replace(" ", "_")
)  # fmt: skip
def test_what_params_say_wrongly_is_told_with_its_key(lab, section, what):
    spoil, *said = PARAMS[section][what]
    spoil(lab / "params.yaml")
    assert refused(lambda: read_params(lab), *said).startswith("params.yaml")


@pytest.mark.parametrize(
    "what", [*ANY, *list(ANY_YAML)[:-1]], ids=lambda part: part.replace(" ", "_")
)
def test_params_that_are_no_file_are_told(lab, what):
    spoil, *said = (ANY | ANY_YAML)[what]
    spoil(lab / "params.yaml")
    # An unknown key at the top is an unknown section.
    said = [part for part in said if "inputs/" not in part and "ilustrative" not in part]
    assert refused(lambda: read_params(lab), *said).startswith("params.yaml")


# --- orders ---------------------------------------------------------------------------------------

HEAD = "customer,date,amount\n"
ORDERS = {
    "folder in its place": (folder, "no file 'orders.csv' in data/raw/", "put it there or correct collect.files.path"),
    "link to nowhere": (link, "no file 'orders.csv' in data/raw/", "put it there or correct collect.files.path"),
    "a workbook renamed": (workbook, "orders.csv is not plain text: it looks like an Excel workbook", "give it its own suffix"),
    "a Parquet file renamed": (put(b"PAR1" + b"\x15\x04" * 50), "orders.csv is not plain text: it looks like a Parquet file", "give it its own suffix"),
    "zero bytes": (put(HEAD + "a,2020-01-01,5\n\0\0\n"), "orders.csv holds zero bytes near line 3", "export it again"),
    "tabs for commas": (put((HEAD + "a,2020-01-01,5\n").replace(",", "\t")), "set apart by '\\t': set collect.files.delimiter"),
    "a heading twice": (put("customer,date,amount,amount\na,2020-01-01,5,5\n"), "column 'amount' is there 2 times"),
    "a heading with a line break": (put('customer,date,amount,"a\nb"\na,2020-01-01,5,5\n'), "a column may not be named 'a\\nb'", "rename it"),
    "a heading of a megabyte": (put(f"customer,date,amount,{'h' * 1_000_000}\na,2020-01-01,5,5\n"), "orders.csv: a column's name has 1,000,000 characters", "rename it"),
    "nothing but a mark": (put(b"\xef\xbb\xbf"), "first line should name the columns"),
}  # fmt: skip


@pytest.fixture
def raw(lab):
    path = lab / "data/raw/orders.csv"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + "a,2020-01-01,5\nb,2020-01-02,6\n")
    return path


def orders(**own):
    return collect_section(source="files", files=FILES, own=OWN | {"columns": COLUMNS} | own)


@pytest.mark.parametrize("what", ORDERS, ids=lambda part: part.replace(" ", "_"))
def test_orders_that_cannot_be_read_are_told(con, raw, what):
    spoil, *said = ORDERS[what]
    spoil(raw)
    refused(lambda: collect.open_source(con, orders()), *said)


# --- what the stages and kept plans leave ---------------------------------------------------------

CUT = b"PAR1 cut short"


def table(content: bytes | None) -> Spoil:
    def spoil(root: Path) -> None:
        path = root / "data/20_segment/members.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_bytes(content)

    return spoil


def json_file(name: str, content: str) -> Spoil:
    def spoil(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")

    return spoil


def members(_: Path, con):
    return tables.Folder("20_segment", con, {}).read("members")


LEFT = {
    "a table missing": (table(None), members, "data/20_segment/members.parquet is not there; run 'dvc repro' or the notebook 20_segment"),
    "a table cut short": (table(CUT), members, "data/20_segment/members.parquet is cut short or damaged", "'dvc repro'"),
    "a table of no bytes": (table(b""), members, "members.parquet is cut short or damaged", "'dvc repro'"),
    "a headline cut short": (json_file("data/40_market/headline.json", '{"question": "W'), lambda root, _: Headline.read(root / "data/40_market/headline.json"), "40_market/headline.json is cut short or damaged", "'dvc repro'"),
    "a headline of something else": (json_file("data/40_market/headline.json", '{"question": ""}'), lambda root, _: Headline.read(root / "data/40_market/headline.json"), "40_market/headline.json is not a headline", "question", "'dvc repro'"),
    "a headline that is no mapping": (json_file("data/40_market/headline.json", "[]"), lambda root, _: Headline.read(root / "data/40_market/headline.json"), "headline.json is not a headline"),
    "a kept plan of no day": (json_file("data/plans/last/plan.json", "{}"), lambda root, _: plans.kept(root), "data/plans/last holds a plan and is not named by its day, such as 2017-09-30", "rename it or move it away"),
    "a kept plan of a day that does not exist": (json_file("data/plans/2017-02-30/plan.json", "{}"), lambda root, _: plans.kept(root), "data/plans/2017-02-30 holds a plan and is not named by its day"),
    "a kept figure cut short": (lambda root: (json_file("data/plans/2017-09-30/plan.json", "{}")(root), json_file("data/plans/2017-09-30/reports/metrics/clv.json", "{")(root)), lambda root, _: plans.read(root, "reports/metrics", ["clv"]), "2017-09-30/reports/metrics/clv.json is cut short or damaged", "comes back from git"),
    "a kept plan of brackets without end": (lambda root: (json_file("data/plans/2017-09-30/plan.json", "{}")(root), json_file("data/plans/2017-09-30/reports/metrics/clv.json", "[" * 200_000)(root)), lambda root, _: plans.read(root, "reports/metrics", ["clv"]), "clv.json is cut short or damaged"),
    "a notebook missing": (lambda _: None, lambda root, _: notebook.read(root / "notebooks/20_segment.ipynb"), "notebook 20_segment.ipynb is missing from notebooks/; restore it from git"),
    "a notebook cut short": (json_file("notebooks/20_segment.ipynb", '{"cells": ['), lambda root, _: notebook.read(root / "notebooks/20_segment.ipynb"), "20_segment.ipynb is cut short or not a notebook; restore it from git"),
    "a notebook of something else": (json_file("notebooks/20_segment.ipynb", "[]"), lambda root, _: notebook.read(root / "notebooks/20_segment.ipynb"), "20_segment.ipynb is cut short or not a notebook"),
    "a notebook not UTF-8": (lambda root: (json_file("notebooks/20_segment.ipynb", "")(root), (root / "notebooks/20_segment.ipynb").write_bytes(b"{\xff}")), lambda root, _: notebook.read(root / "notebooks/20_segment.ipynb"), "notebook 20_segment.ipynb is not UTF-8 text (byte 0xff in line 1)"),
    "a folder for a notebook": (lambda root: (root / "notebooks/20_segment.ipynb").mkdir(parents=True), lambda root, _: notebook.read(root / "notebooks/20_segment.ipynb"), "notebook 20_segment.ipynb is a folder, not a file"),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT, ids=lambda part: part.replace(" ", "_"))
def test_what_other_stages_left_is_told_where_it_is_no_good(lab, con, what):
    spoil, read, *said = LEFT[what]
    spoil(lab)
    refused(lambda: read(lab, con), *said)


CONTRACT = tables.Contract(
    "members", "one customer", ("customer_id",), ("customer_id",),
    {"customer_id": tables.column("string", "Who."), "share": tables.column("float64", "How much.", tables.between(0, 1))},
)  # fmt: skip
BROKEN = {
    "a column missing": ({"customer_id": ["a"]}, "table 'members' lacks columns ['share']"),
    "a column more": ({"customer_id": ["a"], "share": [0.5], "x": [1]}, "undeclared columns ['x']"),
    "a key twice": ({"customer_id": ["a", "a"], "share": [0.5, 0.5]}, "1 rows repeat the key customer_id"),
    "a value missing": ({"customer_id": ["a", "b"], "share": [0.5, None]}, "column 'share' is null in 1 rows, such as b"),
    "a value that is no number": ({"customer_id": ["a", "b"], "share": [0.5, float("nan")]}, "column 'share' is not a finite number in 1 rows, such as b"),
    "a value out of bounds": ({"customer_id": ["a", "b"], "share": [0.5, 1.5]}, "column 'share' is not from 0 to 1 in 1 rows, such as b"),
}  # fmt: skip


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize("what", BROKEN, ids=lambda part: part.replace(" ", "_"))
def test_a_table_that_breaks_its_contract_is_told_and_not_left(con, what):
    columns, *said = BROKEN[what]
    out = tables.Folder("20_segment", con, {"members": CONTRACT})
    refused(lambda: out.write("members", ibis.memtable(pa.table(columns))), *said)
    assert list(out.path.glob("*")) == []


# --- the person at the terminal -------------------------------------------------------------------

AT_THE_TERMINAL = {
    "params.yaml": PARAMS["shared"]["a key misspelt"],
    "data/inputs/rfm_grid.yaml": SAID["rfm_grid.yaml"]["a name that turns the text"],
    "data/inputs/criteria_weights.yaml": SAID["criteria_weights.yaml"]["1e400"],
    "data/inputs/risk_register.csv": SAID["risk_register.csv"]["a name of a page"],
    "data/inputs/plan_tasks.csv": SAID["plan_tasks.csv"]["a circle"],
    "notebooks/30_clv.ipynb": (put("{"), "30_clv.ipynb is cut short or not a notebook"),
}


@pytest.mark.parametrize("name", AT_THE_TERMINAL)
def test_check_ends_with_one_plain_line_and_1(lab, capsys, name):
    shutil.copytree(ROOT / "notebooks", lab / "notebooks", ignore=shutil.ignore_patterns(".*"))
    spoil, *said = AT_THE_TERMINAL[name]
    spoil(lab / name)
    assert main(["check"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("mktlab: ")
    assert told.count("\n") == 1
    assert all(fragment in told for fragment in said), told


def test_a_message_cannot_drive_the_terminal(lab, capsys):
    swap("[Lapsed,", '["\\x1b[2Jgone",')(lab / "data/inputs/rfm_grid.yaml")
    swap("owner: data engineer", 'owner: "\\x1b]0;owned\\a"')(lab / "params.yaml")
    shutil.copytree(ROOT / "notebooks", lab / "notebooks", ignore=shutil.ignore_patterns(".*"))
    assert main(["check"]) == 1
    told = capsys.readouterr()
    assert "\x1b" not in told.err + told.out


@pytest.fixture
def ordinary():
    """A folder that an ordinary user may enter, and that user's rights."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    user = os.geteuid()
    yield made, (lambda: os.seteuid(65534)) if user == 0 else (lambda: None)
    os.seteuid(user)
    shutil.rmtree(made)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has no such users")
@pytest.mark.parametrize("name", ["rfm_grid.yaml", "risk_events.csv"])
def test_a_file_that_this_user_may_not_read_is_told(ordinary, name):
    made, become = ordinary
    shutil.copy(ROOT / "data/inputs" / name, made / name)
    (made / name).chmod(0)
    become()
    read = {
        "rfm_grid.yaml": lambda: segment.rfm.read_grid(made / name),
        "risk_events.csv": lambda: review.forecasts.happening.read(made),
    }[name]
    refused(read, f"{name} may not be read by this user", "chmod u+r")


# --- the matrix itself ----------------------------------------------------------------------------


def test_the_matrix_holds_every_input_of_every_stage():
    assert {name for names in STAGE.values() for name in names} == set(INPUTS) == set(SAID)
    sections = set(settings.read_params(ROOT))
    assert sections == set(PARAMS)
    assert all(len(cases) >= 2 for cases in (SAID | PARAMS).values())
    single = sum(len(cases) for cases in (*SAID.values(), *PARAMS.values(), ORDERS, LEFT, BROKEN))
    assert single >= 150
    assert len(ALL) >= 250


def test_every_key_that_a_message_names_is_one_of_params():
    text = json.dumps(settings.read_params(ROOT))
    for section, cases in PARAMS.items():
        for _, *said in cases.values():
            for key in re.findall(rf"^{section}\.(\w+)", said[0]):
                assert f'"{key}"' in text or "unknown" in said[0]


def test_rows_with_a_mark_before_them_are_read_as_if_it_were_not_there(lab):
    for name in INPUTS:
        path = lab / "data/inputs" / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        read_table(lab, name)


def test_a_column_that_arrow_alone_can_write_is_refused(con, lab):
    path = lab / "data/raw/orders.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table({"customer": ["a"], "date": ["2020-01-01"], "amount": [[1.0]]}), path)
    given = collect_section(
        source="files", files=FILES | {"path": "orders.parquet"}, own=OWN | {"columns": COLUMNS}
    )
    refused(lambda: collect.open_source(con, given), "amount")
