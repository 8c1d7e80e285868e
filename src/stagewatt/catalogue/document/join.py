"""Joins a document and the parts it includes into one, remembering where each value stood.

The rule is simple and strict: tables join key by key, lists at the top level join end to end in
the order of inclusion, and any other key may be given only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Document, Path, line_of
from stagewatt.catalogue.document.source import Source
from stagewatt.domain.errors import Finding


@dataclass(slots=True)
class Joined:
    """The joined data; `main` is the document that included the other ones."""

    main: Source
    data: Document = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _origins: dict[Path, tuple[Source, Path]] = field(default_factory=dict)

    def add(self, source: Source, *, without: Iterable[str] = ()) -> None:
        """Join one source's data; `without` names keys at the top that stay behind."""
        left = set(without)
        kept = {key: value for key, value in source.data.items() if key not in left}
        self._table(self.data, kept, (), source)

    def found(self, wrong: Wrong) -> None:
        """Keep a difference in the joined data as a finding where it stands in its file."""
        source, path = self._origin(wrong.path)
        self.refuse(source, Wrong(path, wrong.problem, wrong.cure))

    def refuse(self, source: Source, wrong: Wrong) -> None:
        """Keep a difference in one source as a finding; outside the main one its file is named."""
        finding = source.finding(wrong)
        if source is not self.main:
            place = f"{finding.place} in {_at(source, finding.line)}"
            finding = Finding(place, finding.problem, finding.cure)
        self.findings.append(finding)

    def _table(self, into: Document, table: Document, path: Path, source: Source) -> None:
        for key, value in table.items():
            here = (*path, key)
            old = into.get(key)
            if old is None:
                into[key] = self._copied(value, here, here, source)
            elif isinstance(old, dict) and isinstance(value, dict):
                self._table(old, value, here, source)
            elif isinstance(old, list) and isinstance(value, list) and not path:
                self._list(old, value, here, source)
            else:
                self._twice(here, source)

    def _list(self, into: list[Any], items: list[Any], path: Path, source: Source) -> None:
        for position, item in enumerate(items):
            into.append(self._copied(item, (*path, len(into)), (*path, position), source))

    def _copied(self, value: Any, here: Path, there: Path, source: Source) -> Any:
        """Return a copy of a value, remembering where each piece of it stood."""
        self._origins[here] = (source, there)
        if isinstance(value, dict):
            return {k: self._copied(v, (*here, k), (*there, k), source) for k, v in value.items()}
        if isinstance(value, list):
            pieces = enumerate(value)
            return [self._copied(v, (*here, i), (*there, i), source) for i, v in pieces]
        return value

    def _twice(self, path: Path, source: Source) -> None:
        first, there = self._origins[path]
        problem = f"is given a second time, after {_at(first, line_of(first.lines, there))}"
        self.refuse(source, Wrong(path, problem, "give it in one of the two"))

    def _origin(self, path: Path) -> tuple[Source, Path]:
        """Return the source and the path there of the nearest thing that was joined."""
        for length in range(len(path), 0, -1):
            known = self._origins.get(path[:length])
            if known is not None:
                source, there = known
                return source, (*there, *path[length:])
        return self.main, path


def _at(source: Source, line: int | None) -> str:
    return source.name if line is None else f"{source.name}:{line}"
