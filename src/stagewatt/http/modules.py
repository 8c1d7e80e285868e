"""Which ES modules a page will load, read from the modules themselves."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(
    r"(?:^|;)\s*(?:import|export)\s*(?:[\w$*{}\s,]*?\bfrom\s*)?[\"'](?P<path>\.{1,2}/[^\"']+)[\"']",
    re.MULTILINE,
)
"""Static imports and re-exports by relative path; an `import()` is loaded when it is called."""


def imports(source: str) -> tuple[str, ...]:
    """Return the relative paths that a module imports statically."""
    return tuple(match["path"] for match in _IMPORT.finditer(_COMMENT.sub("", source)))


def graph(entry: str, sources: Mapping[str, str]) -> tuple[str, ...]:
    """Return all modules that `entry` needs, itself left out, in the order they are met.

    `sources` maps paths below the folder to their text; what is not in it is left out.
    """
    met: dict[str, None] = {entry: None}
    waiting = [entry] if entry in sources else []
    while waiting:
        module = waiting.pop(0)
        for path in imports(sources[module]):
            found = posixpath.normpath(posixpath.join(posixpath.dirname(module), path))
            if found in sources and found not in met:
                met[found] = None
                waiting.append(found)
    return tuple(met)[1:]
