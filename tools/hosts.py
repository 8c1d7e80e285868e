"""Finds what must not be in a file of ours: package registries' hosts, and paths of one machine.

A lock that names a host installs nowhere else; a path names a machine that is not the reader's.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Written in pieces, so that this file does not find itself.
_HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("npmmirror", "com"),
    ("yarnpkg", "com"),
    ("unpkg", "com"),
    ("jsdelivr", "net"),
    ("esm", "sh"),
    ("deb", "debian", "org"),
    ("security", "debian", "org"),
    ("crates", "io"),
    ("proxy", "golang", "org"),
    ("rubygems", "org"),
    ("repo1", "maven", "org"),
)
_FOLDERS = ("work", "root", "opt/pypi", "opt/wheels", "home/runner")

_HOST = r"(?<![\w-])(?:" + "|".join(re.escape(".".join(each)) for each in _HOSTS) + r")(?![\w-])"
_PATH = r"(?<![\w./}-])/(?:" + "|".join(_FOLDERS) + r")(?=/)"
_INDEX = r"--(?:extra-index|index|find)-(?:url|links)\b"
FORBIDDEN = re.compile(f"{_HOST}|{_PATH}|{_INDEX}")


def faults(name: str, text: str) -> Iterator[str]:
    """One line for each thing that is out of place in the text."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in FORBIDDEN.finditer(line):
            yield f"{name}:{number}: {found[0]}"


def our_files(root: Path = ROOT) -> list[Path]:
    """What git keeps or would keep; without git, everything that no tool made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return [each for each in root.rglob("*") if each.is_file() and not _made(each, root)]
    return [path for each in listed.split("\0") if each and (path := root / each).is_file()]


def _made(path: Path, root: Path) -> bool:
    made = {".venv", "node_modules", "build", "dist", "__pycache__", "htmlcov", ".hypothesis"}
    return any(each in made or each.endswith("_cache") for each in path.relative_to(root).parts)


def search(paths: Iterable[Path], root: Path = ROOT) -> list[str]:
    """All faults in these files; what is not text is passed over."""
    found: list[str] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += faults(str(path.relative_to(root)), text)
    return found


def main() -> int:
    found = search(our_files())
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
