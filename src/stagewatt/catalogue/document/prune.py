"""What is left of a document without its wrong parts, so that the rest can be judged at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Document, Path


def pruned(data: Document, wrongs: Collection[Wrong]) -> Document:
    """Return a copy of a document without the keys that are wrong.

    A list with a wrong element goes as a whole: its other elements would change places.
    """
    return _table(data, (), frozenset(wrong.path for wrong in wrongs))


def touches(path: Path, wrongs: Collection[Wrong]) -> bool:
    """Return whether something wrong is at a path, inside it or around it.

    What is said about such a place as a whole may only follow from what is wrong already.
    """
    return any(_inside(path, wrong.path) or _inside(wrong.path, path) for wrong in wrongs)


def _inside(path: Path, around: Path) -> bool:
    return path[: len(around)] == around


def _table(data: Document, path: Path, wrong: frozenset[Path]) -> Document:
    kept: Document = {}
    for key, value in data.items():
        here = (*path, key)
        length = len(value) if isinstance(value, list) else 0
        if here not in wrong and not any((*here, at) in wrong for at in range(length)):
            kept[key] = _value(value, here, wrong)
    return kept


def _value(value: Any, path: Path, wrong: frozenset[Path]) -> Any:
    if isinstance(value, dict):
        return _table(value, path, wrong)
    if isinstance(value, list):
        return [_value(item, (*path, at), wrong) for at, item in enumerate(value)]
    return value
