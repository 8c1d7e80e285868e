"""Finds the line of each key of a TOML text that a parser has already accepted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from stagewatt.catalogue.document.path import Path

_KEY_PART = re.compile(r"""\s*([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')\s*(\.|)""")
_HEADER = re.compile(r"\s*(\[\[?)")
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[\]{}]|\n''',
    re.DOTALL,
)
"""What can hide or end a line: strings, comments, brackets, line ends."""


def line_index(text: str) -> dict[Path, int]:
    """Return the line (from 1) of each table header and each key, by its path.

    Keys inside an inline table or a list have no line of their own. The text must be valid TOML.
    """
    index = _Index()
    for number, line in _statements(text):
        index.take(line, number)
    return index.lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first line of each statement with its number; a value may run over more lines."""
    number, depth, start, begins = 1, 0, 0, 1
    for token in _TOKEN.finditer(text):
        piece = token.group()
        if piece == "\n":
            if depth == 0:
                yield begins, text[start : token.start()]
                start, begins = token.end(), number + 1
            number += 1
            continue
        number += piece.count("\n")
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(piece, 0)
    yield begins, text[start:]


@dataclass(slots=True)
class _Index:
    """Walks the statements and keeps which table is open and how long each list of tables is."""

    lines: dict[Path, int] = field(default_factory=dict)
    table: Path = ()
    counts: dict[Path, int] = field(default_factory=dict)

    def take(self, line: str, number: int) -> None:
        """Take one statement: a header, a key, or nothing of interest."""
        header = _HEADER.match(line)
        parts = _key(line[header.end() :] if header else line)
        if not parts:
            return
        if header is None:
            self._mark(self.table + parts, number)
        elif header.group(1) == "[[":
            place = self._resolved(parts)
            self.counts[place] = self.counts.get(place, 0) + 1
            self.table = (*place, self.counts[place] - 1)
            self._mark(self.table, number)
        else:
            self.table = self._inside(self._resolved(parts))
            self._mark(self.table, number)

    def _resolved(self, parts: Path) -> Path:
        """Return the path with the newest position put behind each list on its way."""
        path: Path = ()
        for part in parts[:-1]:
            path = self._inside((*path, part))
        return (*path, parts[-1])

    def _inside(self, path: Path) -> Path:
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _mark(self, path: Path, number: int) -> None:
        self.lines.setdefault(path, number)


def _key(text: str) -> Path:
    """Return the dotted key at the start of a text, empty when there is none."""
    parts: list[str] = []
    at = 0
    while (match := _KEY_PART.match(text, at)) is not None:
        raw = match.group(1)
        parts.append(str(tomllib.loads(f"k = {raw}")["k"]) if raw[0] in "\"'" else raw)
        at = match.end()
        if not match.group(2):
            break
    return tuple(parts)
