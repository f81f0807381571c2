"""A stage's answer: the question, the answer, three numbers, how sure we are.

The same object opens the stage's report, stands in its notebook and is listed on the index page.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mktlab.lab import files, templates, texts
from mktlab.lab.errors import ContractError


class Number(BaseModel):
    """One number a decision rests on, as it should be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1)
    value: str = Field(min_length=1)
    interval: str = Field(
        min_length=1, description="Its interval with the level, or why it has none."
    )


class Headline(BaseModel):
    """The first screen of a report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)
    answer: tuple[str, ...] = Field(min_length=1, max_length=3)
    numbers: tuple[Number, Number, Number]
    sureness: str = Field(min_length=1)
    illustrative: tuple[str, ...] = Field(description="Illustrative inputs this answer rests on.")
    watch: tuple[str, ...] = Field((), description="What to keep an eye on, for the index page.")
    taught: tuple[str, ...] = Field((), description="What a review taught, for the index page.")

    def _repr_html_(self) -> str:
        return templates.render("headline.html.j2", headline=self)

    def save(self, path: Path) -> None:
        """Write the headline for the index page."""
        files.write_text(path, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Headline":
        """Read a headline that a stage saved.

        Raises
        ------
        ContractError
            It is not there, damaged, or no headline.
        """
        try:
            return cls.model_validate(files.read_json(path))
        except ValidationError as error:
            told = "; ".join(
                f"{'.'.join(map(str, own['loc']))}: {own['msg'].lower()}" for own in error.errors()
            )
            raise ContractError(
                f"{path.parent.name}/{path.name} is not a headline ({texts.shortened(told, 400)}); make it again "
                "with 'dvc repro'"
            ) from None
