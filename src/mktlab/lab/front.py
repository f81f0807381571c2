"""The index page: the decision, how sure, what it is worth, what to mind, what changed, and where to read on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mktlab.lab import comparing, plans, templates
from mktlab.lab.comparing import Changes
from mktlab.lab.errors import ContractError, ReportError
from mktlab.lab.headline import Headline
from mktlab.lab.pipeline import Stage
from mktlab.lab.report import gates

MAX_BYTES = 300_000
RISKS, ALERTS, CHANGES = 3, 4, 5  # of each that are shown; the rest is counted or folded


@dataclass(frozen=True)
class Entry:
    """A report that the page tells of."""

    folder: str
    title: str
    href: str
    headline: Headline

    @property
    def line(self) -> str:
        """Its answer in one line."""
        return self.headline.line or self.headline.answer[0]


def index(stages: Sequence[Stage], root: Path, plan: dict, kept: Sequence[str]) -> str:
    """Render the index page.

    Parameters
    ----------
    stages
        Those that are shown, in the order of the work. The one that decides gives decision and numbers; without one
        the first does.
    root
        The project.
    plan
        What the first stage recorded of the plan: ``as_of``, ``title`` and ``caution``.
    kept
        Days of kept plans, oldest first. The latest that is no later than ``as_of`` is compared with.

    Raises
    ------
    ReportError
        No stage is shown, a kept headline cannot be read, or the page fails one of the gates.
    ContractError
        A stage's headline is not there or cannot be read.
    """
    entries = [
        Entry(
            folder=stage.folder,
            title=stage.desc,
            href=stage.report.name,
            headline=Headline.read(root / "data" / stage.folder / "headline.json"),
        )
        for stage in stages
    ]
    if not entries:
        raise ReportError("no stage has left a headline; run 'dvc repro'")
    deciding = next((place for place, stage in enumerate(stages) if stage.decides), 0)
    earlier = max((day for day in kept if day <= plan["as_of"]), default=None)
    alerts = sorted(
        chain.from_iterable(entry.headline.alerts for entry in entries),
        key=lambda alert: alert.light != "red",
    )
    page = templates.render(
        "front.html.j2",
        plan=plan,
        decision=entries[deciding],
        entries=entries,
        watched=[entry for entry in entries if entry.headline.watch],
        risks=RISKS,
        alerts=alerts,
        lit=[entry for entry in entries if entry.headline.lights],
        most_alerts=ALERTS,
        taught=[text for entry in entries for text in entry.headline.taught],
        kept=kept,
        earlier=earlier,
        changes=None if earlier is None else since(root, earlier, entries, deciding),
        most_changes=CHANGES,
        illustrative=sorted({name for entry in entries for name in entry.headline.illustrative}),
        style=templates.style(),
    )
    if problems := gates(page, MAX_BYTES):
        raise ReportError("the index is not fit to hand on: " + "; ".join(problems))
    return page


def since(root: Path, day: str, entries: Sequence[Entry], deciding: int) -> Changes:
    """Compare reports with those of the plan kept for a day; a report that the plan lacks is left out."""
    pairs, place = [], None
    for number, entry in enumerate(entries):
        path = root / plans.FOLDER / day / "data" / entry.folder / "headline.json"
        if not path.is_file():
            continue
        try:
            then = Headline.read(path)
        except ContractError as error:
            raise ReportError(f"the plan kept for {day} cannot be compared: {error}") from None
        if number == deciding:
            place = len(pairs)
        pairs.append((entry.headline, then))
    return comparing.changes(pairs, place)
