"""Every error a person or a program can cause, one tree.

StagewattError
 +-- Refused            the request was understood and is not possible (carries code, where)
 |    +-- Unknown       no such rack, way or connector
 |    +-- Invalid       a value that cannot be
 |    +-- Conflict      somebody else changed it first
 |    +-- Unreachable   the owner of the rack cannot be asked now
 |    +-- NotSaved      the disk refused; nothing was changed
 +-- BadDocument        a file a person wrote is wrong: a list of findings, all at once
"""

from __future__ import annotations

from dataclasses import dataclass


class StagewattError(Exception):
    """Base of all errors of this package that are not bugs."""


class Refused(StagewattError):
    """A request that cannot be fulfilled; `code` is for programs, `where` names the field."""

    code = "refused"

    def __init__(self, message: str, *, where: str | None = None, code: str | None = None) -> None:
        """Keep the message for people, the place and the code."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.code = code or type(self).code


class Unknown(Refused):
    """No such thing."""

    code = "unknown"


class Invalid(Refused):
    """A value that cannot be."""

    code = "invalid"


class Conflict(Refused):
    """Somebody else changed it first."""

    code = "conflict"


class Unreachable(Refused):
    """The node that owns the rack does not answer."""

    code = "owner_unreachable"


class NotSaved(Refused):
    """The change could not be made durable, so it was not made."""

    code = "not_saved"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a document: where it stands, what is wrong, how to cure it.

    `place` is the path of keys, `line` the line in the file (from 1), None where unknown.
    """

    place: str
    problem: str
    cure: str
    line: int | None = None

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.place}: {self.problem}; {self.cure}"


class BadDocument(StagewattError):
    """A document with one finding or more."""

    def __init__(self, document: str, findings: tuple[Finding, ...]) -> None:
        """Keep the document's name and all its findings."""
        super().__init__("\n".join(f"{_at(document, finding)}: {finding}" for finding in findings))
        self.document = document
        self.findings = findings


def _at(document: str, finding: Finding) -> str:
    """Return the document's name, with the line where one is known."""
    return document if finding.line is None else f"{document}:{finding.line}"
