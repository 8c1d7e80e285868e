"""Writes the browser's half of the frames: `python -m stagewatt.web.frames_js [FILE]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from stagewatt.web.frames import SCHEMA, description

TARGET = Path(__file__).resolve().parent.parent / "ui" / "lib" / "frames.gen.js"

_TOP = """\
// Made by `python -m stagewatt.web.frames_js` from web/frames.py. Do not edit.
// What stands in the binary frames of the live stream; `wire.js` reads them by this table.
"""


def _list(fields: list[dict[str, Any]], indent: str) -> str:
    """Return a JavaScript list with one field in each line."""
    if not fields:
        return "[]"
    lines = "".join(f"{indent}  {json.dumps(field)},\n" for field in fields)
    return f"[\n{lines}{indent}]"


def generated() -> str:
    """Return the text of `frames.gen.js`."""
    table = description()
    lines = [
        _TOP,
        "/** Fingerprint of the table; the hello of a node carries that of its own. */",
        f"export const SCHEMA = {json.dumps(SCHEMA)};",
        "",
        "/**",
        " * The header; per kind of frame what stands once (head), per way or rack (row), and per",
        " * cell of a row; `cells` is the field of a row that says how many it has.",
        " */",
        "export const FRAMES = {",
        f"  version: {table['version']},",
        f"  header: {_list(table['header'], '  ')},",
        "  frames: {",
    ]
    for name, frame in table["frames"].items():
        lines += [
            f"    {name}: {{",
            f"      kind: {frame['kind']},",
            f"      head: {_list(frame['head'], '      ')},",
            f"      row: {_list(frame['row'], '      ')},",
        ]
        if "cell" in frame:
            lines += [
                f"      cells: {json.dumps(frame['cells'])},",
                f"      cell: {_list(frame['cell'], '      ')},",
            ]
        lines.append("    },")
    return "\n".join([*lines, "  },", "};", ""])


def main(argv: list[str]) -> int:
    """Write the file, or the one named, and return 0."""
    target = Path(argv[0]) if argv else TARGET
    target.write_text(generated(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
