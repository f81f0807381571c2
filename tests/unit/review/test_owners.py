"""Who may own something: roles as they are written, and what is said of any other."""

import pytest

from mktlab.lab.errors import SettingsError
from mktlab.review import owners

TEAM = "illustrative: false\nroles:\n  analyst: Counts.\n  marketing manager: Sends.\n"


def test_roles_are_read(tmp_path):
    (tmp_path / owners.TEAM).write_text(TEAM)
    assert owners.roles(tmp_path) == {"analyst", "marketing manager"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "team.yaml"),
        ("illustrative: false\nroles: {}\n", "roles"),
        (TEAM.replace("illustrative: false\n", ""), "illustrative"),
        (TEAM + "rolls: 1\n", "rolls"),
    ],
)
def test_a_team_that_cannot_be_used_is_told(tmp_path, text, said):
    if text is not None:
        (tmp_path / owners.TEAM).write_text(text)
    with pytest.raises(SettingsError, match=said):
        owners.roles(tmp_path)


def test_an_owner_who_is_no_role_is_told_with_the_nearest():
    known = {"analyst", "lead"}
    assert owners.strange("lead", known) is None
    assert owners.strange("analist", known) == (
        "'analist' is no role of team.yaml; did you mean 'analyst'?"
    )
    assert owners.strange("somebody else", known).startswith(
        "'somebody else' is no role of team.yaml"
    )
