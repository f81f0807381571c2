"""A small register in order, for tests to spoil: two risks, two experts, one question of known answer."""

import copy
import csv
import io
from datetime import date
from pathlib import Path

import yaml

from mktlab.risk.register import reading
from mktlab.risk.register.reading import Risk

ROOT = Path(__file__).parents[1]
REGISTER, ESTIMATES, TEAM = reading.REGISTER, reading.ESTIMATES, reading.TEAM

_RISKS = [
    ["id", "name", "category", "cause", "event", "impact", "owner", "control", "control_cost",
     "trigger", "response", "contingency", "deadline", "resolved", "rehearsed", "shared_cause",
     "dependence", "swot", "illustrative"],
    ["R01", "Late orders", "data", "Nobody looks", "Orders are late", "The list is old", "analyst",
     "Count rows", "100", "Fewer rows", "Wait", "Stop; ask; rerun", "2017-11-15", "", "2017-03-10",
     "tills", "0.5", "T1", "false"],
    ["R02", "", "market", "Habits change", "Customers leave", "Money is lost", "programme lead",
     "", "", "Drift", "Refit", "", "2017-12-15", "", "", "", "", "", "false"],
]  # fmt: skip

# Row numbers as in the file: the header is row 1.
_ESTIMATES = [
    ["round", "expert", "risk", "quantity", "p05", "p50", "p95", "currency", "outcome", "illustrative"],
    ["1", "E1", "R01", "probability", "0.1", "0.2", "0.3", "", "", "false"],  # 2
    ["1", "E1", "R01", "loss", "1000", "2000", "5000", "USD", "", "false"],
    ["1", "E1", "R01", "probability_controlled", "0.05", "0.1", "0.2", "", "", "false"],
    ["1", "E1", "R01", "importance", "", "7", "", "", "", "false"],  # 5
    ["1", "E1", "Q1", "known", "1", "2", "3", "", "2", "false"],
    ["1", "E2", "R01", "probability", "0.2", "0.3", "0.4", "", "", "false"],
    ["1", "E2", "R01", "loss", "900", "2500", "6000", "USD", "", "false"],  # 8
    ["1", "E2", "R01", "probability_controlled", "0.1", "0.2", "0.3", "", "", "false"],
    ["1", "E2", "R01", "importance", "", "5", "", "", "", "false"],
    ["1", "E2", "Q1", "known", "0", "1", "4", "", "2", "false"],  # 11
    ["2", "E1", "R01", "probability", "0.1", "0.2", "0.3", "", "", "false"],
    ["2", "E2", "R01", "probability", "0.1", "0.3", "0.4", "", "", "false"],  # 13
]  # fmt: skip

_ROLES = {"analyst": "Cuts segments.", "programme lead": "Decides."}


class Tables:
    """The three tables, to be changed cell by cell and written to a folder."""

    def __init__(self):
        self.rows = {REGISTER: copy.deepcopy(_RISKS), ESTIMATES: copy.deepcopy(_ESTIMATES)}
        self.team = {"illustrative": False, "roles": dict(_ROLES)}
        self.separator = ","

    def put(self, file: str, row: int, column: str, value: str) -> "Tables":
        """Write a cell, the header being row 1."""
        self.rows[file][row - 1][self.rows[file][0].index(column)] = value
        return self

    def drop(self, file: str, *numbers: int) -> "Tables":
        """Take rows out."""
        self.rows[file] = [r for n, r in enumerate(self.rows[file], start=1) if n not in numbers]
        return self

    def repeat(self, file: str, row: int) -> "Tables":
        """Write a row again, at the end."""
        self.rows[file].append(list(self.rows[file][row - 1]))
        return self

    def fill(self, file: str, column: str, value: str) -> "Tables":
        """Write the same into a whole column, which is added where there is none."""
        if column not in self.rows[file][0]:
            self.rows[file] = [[*r, ""] for r in self.rows[file]]
            self.rows[file][0][-1] = column
        for number in range(2, len(self.rows[file]) + 1):
            self.put(file, number, column, value)
        return self

    def keep(self, file: str, columns: list[str]) -> "Tables":
        """Leave only some columns."""
        places = [self.rows[file][0].index(name) for name in columns]
        self.rows[file] = [[r[place] for place in places] for r in self.rows[file]]
        return self

    def text(self, file: str) -> str:
        """Write a table as CSV."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.separator, lineterminator="\n").writerows(self.rows[file])
        return out.getvalue()

    def write(self, folder: Path) -> Path:
        """Write the three files."""
        for file in self.rows:
            (folder / file).write_text(self.text(file), encoding="utf-8")
        (folder / TEAM).write_text(yaml.safe_dump(self.team, sort_keys=False))
        return folder


def risk(key: str = "R01", **changes) -> Risk:
    """Give one risk."""
    own = {
        "id": key,
        "category": "data",
        "cause": "Nobody looks",
        "event": "Orders are late",
        "impact": "The list is old",
        "owner": "analyst",
        "trigger": "Fewer rows",
        "response": "Wait",
        "deadline": date(2017, 11, 15),
    }
    return Risk(**(own | changes))


def register(*risks: Risk) -> dict[str, Risk]:
    """Give risks by id."""
    return {own.id: own for own in risks}
