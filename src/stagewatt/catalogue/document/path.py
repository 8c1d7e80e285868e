"""Where a value stands in a document: a path of keys, and the line that holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stagewatt.catalogue.document.words import short

Path = tuple[str | int, ...]
"""Keys from the top of the document; positions in lists count from 0."""

Lines = Mapping[Path, int]
"""Line (from 1) of each key and table that the text writes out."""

Document = dict[str, Any]
"""A decoded TOML document."""

_TOP = "the file"
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def shown(path: Path) -> str:
    """Return a path for people, for example `racks[2].boards[1].host`; lists count from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            key = part if _BARE.fullmatch(part) else short(part)
            text += f".{key}" if text else key
    return text or _TOP


def line_of(lines: Lines, path: Path) -> int | None:
    """Return the line of a path or of the nearest thing around it, None when nothing is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None
