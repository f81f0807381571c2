"""All that an analyst writes for this stage, checked before anything runs."""

from pathlib import Path

from mktlab.review.experiments import reading as experiments
from mktlab.review.forecasts import happening
from mktlab.review.programme import acceptance
from mktlab.review.programme import reading as programme
from mktlab.review.targets import reading as targets

FOLDER = Path("data/inputs")


def check(folder: Path) -> None:
    """Check targets, experiments, the project's plan, criteria of acceptance and what happened.

    Currencies are not checked: which one is right, the orders say.

    Raises
    ------
    SettingsError
        A table cannot be understood, or tables contradict each other.
    """
    targets.check(folder)
    experiments.read(folder, None)
    programme.read(folder, None)
    acceptance.read(folder)
    happening.read(folder)
