"""One document's text, decoded, with the line of each key; and the reading of it as a type."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import msgspec
from msgspec import inspect

from stagewatt.catalogue.document.check import Wrong, check
from stagewatt.catalogue.document.lines import line_index
from stagewatt.catalogue.document.path import Document, Lines, line_of, shown
from stagewatt.catalogue.document.prune import pruned
from stagewatt.domain.errors import BadDocument, Finding

S = TypeVar("S", bound=msgspec.Struct)

MAX_CHARS = 1_000_000
"""Longest text that is read: far more than any rack or node needs."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded text: its name for findings, its data, its lines."""

    name: str
    data: Document
    lines: Lines

    def finding(self, wrong: Wrong) -> Finding:
        """Return a difference as a finding with its place in words and its line."""
        line = line_of(self.lines, wrong.path)
        return Finding(shown(wrong.path), wrong.problem, wrong.cure, line)

    def findings(self, wrongs: Iterable[Wrong]) -> tuple[Finding, ...]:
        """Return all differences as findings, in the order of the file."""
        found = (self.finding(wrong) for wrong in wrongs)
        return tuple(sorted(found, key=lambda finding: finding.line or 0))


def decode(text: str, name: str) -> Source:
    """Decode a TOML text. Raises BadDocument with the line where the syntax is wrong."""
    if len(text) > MAX_CHARS:
        raise BadDocument(name, (_unreadable(f"longer than {MAX_CHARS} characters"),))
    text = text.removeprefix("\ufeff")  # some editors begin every file with a byte order mark
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise BadDocument(name, (_unreadable("brackets nested too deep"),)) from None
    except ValueError as error:
        raise BadDocument(name, (_syntax(text, str(error)),)) from None
    return Source(name, data, line_index(text))


def differences(data: Document, kind: type[msgspec.Struct]) -> tuple[Wrong, ...]:
    """Return everything in a document that its type does not allow."""
    return tuple(check(data, _described(kind)))


@cache
def _described(kind: type[msgspec.Struct]) -> inspect.Type:
    """Return msgspec's description of a type, which takes longer than a whole comparison."""
    return inspect.type_info(kind)


def rest(data: Document, wrongs: tuple[Wrong, ...], kind: type[S]) -> S | None:
    """Return what remains without the wrong keys as its type, None where too little remains."""
    try:
        return converted(pruned(data, wrongs), kind)
    except msgspec.ValidationError:
        return None


def converted(data: Document, kind: type[S]) -> S:
    """Return a document without differences as its type."""
    return msgspec.convert(data, kind)


def _unreadable(problem: str) -> Finding:
    return Finding(shown(()), problem, "write it shorter and flatter")


def _syntax(text: str, message: str) -> Finding:
    at = _AT_LINE.search(message)
    line = int(at.group(1)) if at else len(text.splitlines()) or 1
    said = _AT_LINE.sub("", message).replace("(at end of document)", "").strip()
    return Finding(shown(()), f"not TOML: {said}", "correct the syntax of this line", line)
