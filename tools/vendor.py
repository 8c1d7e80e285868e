"""Brings the browser's foreign modules and fonts into `ui/vendor`, or checks what is there.

`vendor.py` packs each package with the ordinary npm client, keeps the few files we serve with
their licence, makes bare imports relative (so that no import map is needed) and writes
`manifest.toml`. `vendor.py --check` needs no network: every file must match its hash.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src" / "stagewatt" / "ui" / "vendor"
MANIFEST = "manifest.toml"
OURS = (".d.ts",)
"""Endings of files in the folder that we wrote ourselves: types of the part we use."""


@dataclass(frozen=True)
class Package:
    """One package: the exact version and, for each file served, where it lies in the package."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "preact",
        "11.2.0",
        "MIT",
        {
            "preact.js": "dist/preact.mjs",
            "hooks.js": "hooks/dist/hooks.mjs",
            "preact.licence.txt": "LICENSE",
        },
    ),
    Package(
        "@preact/signals",
        "2.11.4",
        "MIT",
        {"signals.js": "dist/signals.mjs", "signals.licence.txt": "LICENSE"},
    ),
    Package(
        "@preact/signals-core",
        "1.14.5",
        "MIT",
        {"signals-core.js": "dist/signals-core.mjs", "signals-core.licence.txt": "LICENSE"},
    ),
    Package(
        "htm",
        "3.1.1",
        "Apache-2.0",
        {"htm.js": "dist/htm.mjs", "htm.licence.txt": "LICENSE"},
    ),
    Package(
        "@fontsource/b612",
        "5.3.0",
        "OFL-1.1",
        {
            "fonts/b612-400.woff2": "files/b612-latin-400-normal.woff2",
            "fonts/b612-700.woff2": "files/b612-latin-700-normal.woff2",
            "fonts/b612.licence.txt": "LICENSE",
        },
    ),
)

BARE = {
    "preact": "./preact.js",
    "preact/hooks": "./hooks.js",
    "@preact/signals-core": "./signals-core.js",
}
_IMPORT = re.compile(r'(\bfrom|\bimport)\s*"([^"./][^"]*)"')
_MAP_HINT = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")


def rewritten(source: str) -> str:
    """The module with relative imports and without its source map hint.

    Raises KeyError with the name of a bare import we have no file for.
    """

    def relative(match: re.Match[str]) -> str:
        return f'{match[1]}"{BARE[match[2]]}"'

    return _MAP_HINT.sub("\n", _IMPORT.sub(relative, source))


def unpack(package: Package, into: Path) -> Path:
    """Pack one exact version with npm and unpack it; returns its folder."""
    into.mkdir()
    command = ["npm", "pack", f"{package.name}@{package.version}", "--json", "--loglevel=error"]
    done = subprocess.run(command, cwd=into, check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout)
    first = answer[0] if isinstance(answer, list) else next(iter(answer.values()))
    with tarfile.open(into / Path(first["filename"]).name) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def manifest_text(packages: tuple[Package, ...], folder: Path) -> str:
    """The manifest of what lies in the folder: who, which version, licence, SHA-256 per file."""
    lines = [
        "# What the browser's side uses of other people, exactly. Written by tools/vendor.py.",
        'schema = "vendor/1"',
    ]
    for package in packages:
        lines += [
            "",
            "[[package]]",
            f'name = "{package.name}"',
            f'version = "{package.version}"',
            f'licence = "{package.licence}"',
            "[package.files]",
        ]
        lines += [f'"{name}" = "{digest(folder / name)}"' for name in sorted(package.files)]
    return "\n".join(lines) + "\n"


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vendor(folder: Path) -> None:
    """Fetch everything anew."""
    with tempfile.TemporaryDirectory() as scratch:
        for number, package in enumerate(PACKAGES):
            source = unpack(package, Path(scratch) / str(number))
            for name, place in package.files.items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if name.endswith(".js"):
                    text = (source / place).read_text(encoding="utf-8")
                    target.write_text(rewritten(text), encoding="utf-8")
                else:
                    target.write_bytes((source / place).read_bytes())
    (folder / MANIFEST).write_text(manifest_text(PACKAGES, folder), encoding="utf-8")


def findings(folder: Path) -> list[str]:
    """What is wrong with the folder: a changed, a missing, an unlisted file, a missing licence."""
    manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    wrong: list[str] = []
    listed = {MANIFEST}
    for package in manifest["package"]:
        names = package["files"]
        listed |= set(names)
        if not any(name.endswith(".licence.txt") for name in names):
            wrong.append(f"{package['name']}: no licence file is kept")
        for name, expected in names.items():
            if not (folder / name).is_file():
                wrong.append(f"{name}: missing")
            elif digest(folder / name) != expected:
                wrong.append(f"{name}: not the file that was vendored")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed and not name.endswith(OURS):
            wrong.append(f"{name}: not in {MANIFEST}")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare with the manifest")
    options = parser.parse_args(arguments)
    if not options.check:
        vendor(VENDOR)
    wrong = findings(VENDOR)
    print("\n".join(wrong) or "vendor: every file is the one that was vendored")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
