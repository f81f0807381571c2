"""Failures that a person can mend.

A :class:`LabError` carries a message for the person at the keyboard: what is wrong, where, and what
to do. The command line prints it without a traceback. Anything else that is raised is a defect of
the lab and keeps its traceback.
"""


class LabError(Exception):
    """A failure whose message says what to do about it."""


class SettingsError(LabError):
    """``params.yaml`` cannot be used as it stands."""


class SourceError(LabError):
    """The chosen source of orders cannot be read as it stands."""


class ContractError(LabError):
    """A table breaks the contract it is written under."""


class NotebookError(LabError):
    """A notebook cannot be run, or failed while running."""


class StorageError(LabError):
    """A file cannot be written or read: the disk refuses, or what lies there is damaged."""


class ReportError(LabError):
    """A report fails one of the gates in :mod:`mktlab.lab.report`."""


# What a kernel may raise that is already worded for a person; the runner looks names up here because
# a kernel hands over only the name of the class.
NAMES = frozenset(
    cls.__name__
    for cls in (
        LabError,
        SettingsError,
        SourceError,
        ContractError,
        NotebookError,
        StorageError,
        ReportError,
    )
)
