"""Measures the browser's side against its budgets and looks for what must not stand in it.

The boot graph is what `app.js` imports statically, as the server itself reads it; a lazy panel is
what an `import()` adds to it. Sizes are gzip level 9 unless said otherwise, 1 kB = 1000 bytes.
"""

import gzip
import posixpath
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from stagewatt.http.modules import graph

UI = Path(__file__).parents[1] / "src" / "stagewatt" / "ui"
ENTRY = "app.js"
PAGE = "index.html"
TWIN = "front/twin.js"
"""The page of a twin's panel starts here; a node never loads it."""
SOCKET_OWNER = "lib/store.js"

BOOT_MODULES = 25
VENDOR_BYTES = 12_000
BOOT_BYTES = 45_000
LAZY_BYTES = 15_000
CSS_BYTES = 12_000
LAZY_CSS_BYTES = 6_000
FONT_BYTES = 56_000
FOLDER_BYTES = 280_000
"""All files packed, as they travel and lie in the wheel: words that explain the code weigh little
there, and so nobody saves on them. It was 200 kB before the fleet's board, list, wall, kiosk and
search, the nodes' page and the alarms' came; none of these is loaded at the start."""

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`(])//[^\n]*|<!--.*?-->", re.DOTALL)
_DYNAMIC = re.compile(r"\bimport\(\s*['\"]([^'\"]+)['\"]\s*\)")
_LINKED = re.compile(r'rel="stylesheet" href="/ui/([^"]+)"')
_IMPORT = re.compile(r"\b(?:from|import)\s*\(?\s*['\"]([^'\"]+)['\"]")


@dataclass(frozen=True)
class Measure:
    """One budget: what is measured, how much there is, how much there may be."""

    what: str
    value: int
    limit: int

    @property
    def broken(self) -> bool:
        """Whether there is more than there may be."""
        return self.value > self.limit

    def __str__(self) -> str:
        sign = "TOO MUCH" if self.broken else "ok"
        return f"{self.what:<44}{self.value:>8} of {self.limit:>7}  {sign}"


@dataclass(frozen=True)
class Rule:
    """Something that must not stand in our own files; `where` says in which."""

    name: str
    pattern: re.Pattern[str]
    why: str
    where: tuple[str, ...] = (".js",)
    but: tuple[str, ...] = ()


RULES = (
    Rule(
        "component-as-tag",
        re.compile(r"<\$\{"),
        "write ${h(Component, {...})}: then its properties are type-checked",
    ),
    Rule(
        "one-socket-owner",
        re.compile(r"\b(?:WebSocket|EventSource|XMLHttpRequest)\b"),
        f"only {SOCKET_OWNER} owns the socket",
        but=(SOCKET_OWNER,),
    ),
    Rule(
        "insecure-context",
        re.compile(
            r"\bserviceWorker\b|\bwakeLock\b|\.clipboard\b|crypto\.subtle|randomUUID"
            r"|navigator\.(?:locks|storage|gpu)|\bcaches\.|showOpenFilePicker|setAppBadge"
        ),
        "does not exist on plain http under a name",
    ),
    Rule(
        "off-origin",
        re.compile(r"https?://(?!www\.w3\.org/2000/svg)|[\"'(]//[\w.-]+\.\w"),
        "nothing may be asked of another host",
        where=(".js", ".css", ".html", ".svg"),
    ),
    Rule(
        "code-from-text",
        re.compile(r"\beval\(|new Function\b|\.innerHTML\b|dangerouslySetInnerHTML|\.outerHTML\b"),
        "text never becomes code or elements",
    ),
    Rule(
        "inline",
        re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+="),
        "the content security policy refuses it",
        where=(".html",),
    ),
)


def own_files(folder: Path) -> dict[str, str]:
    """Our own text files, path below the folder to text; nothing vendored, nothing typed only."""
    kinds = (".js", ".css", ".html", ".svg")
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds and "vendor" not in path.relative_to(folder).parts
    }


def zipped(folder: Path, names: list[str]) -> int:
    """Gzip bytes of some files together, each for itself as it is served."""
    return sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in names)


def packed(paths: list[Path]) -> int:
    """Bytes of some files together, each gzipped where that makes it smaller."""
    bodies = [path.read_bytes() for path in paths]
    return sum(min(len(body), len(gzip.compress(body, 9))) for body in bodies)


def lazy(sources: dict[str, str]) -> list[str]:
    """Every module that some module imports only when it is wanted, and every page."""
    found = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        for name, text in sources.items()
        for path in _DYNAMIC.findall(_COMMENT.sub("", text))
    }
    pages = {name for name in sources if name.startswith("pages/")}
    return sorted(found & set(sources) | pages)


def measures(folder: Path) -> list[Measure]:
    """All budgets, measured."""
    scripts = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.js"))
    }
    boot = [ENTRY, *graph(ENTRY, scripts)]
    vendor = [name for name in boot if name.startswith("vendor/")]
    own = [name for name in boot if name not in vendor]
    everything = [path for path in folder.rglob("*") if path.is_file()]
    twin = [name for name in (TWIN, *graph(TWIN, scripts)) if name in scripts]
    own_twin = [name for name in twin if not name.startswith("vendor/")]
    fonts = [path for path in everything if path.suffix == ".woff2"]
    linked = _LINKED.findall((folder / PAGE).read_text(encoding="utf-8"))
    css = [name for name in own_files(folder) if name.endswith(".css") and name not in linked]
    return [
        Measure("modules at start", len(boot), BOOT_MODULES),
        Measure("vendored code at start, gzip", zipped(folder, vendor), VENDOR_BYTES),
        Measure("own code at start, gzip", zipped(folder, own), BOOT_BYTES),
        *(
            Measure(f"{name} when wanted, gzip", zipped(folder, extra), LAZY_BYTES)
            for name in lazy(scripts)
            if (extra := [n for n in (name, *graph(name, scripts)) if n not in boot])
        ),
        Measure("modules at start of a twin's page", len(twin), BOOT_MODULES),
        Measure("own code at start of a twin's page, gzip", zipped(folder, own_twin), BOOT_BYTES),
        Measure("styles at start, gzip", zipped(folder, linked), CSS_BYTES),
        *(
            Measure(f"{name} when wanted, gzip", zipped(folder, [name]), LAZY_CSS_BYTES)
            for name in css
        ),
        Measure("fonts", sum(path.stat().st_size for path in fonts), FONT_BYTES),
        Measure("whole folder, gzip", packed(everything), FOLDER_BYTES),
    ]


def findings(folder: Path) -> list[str]:
    """What stands in our own files and must not, and imports that lead nowhere."""
    wrong: list[str] = []
    for name, text in own_files(folder).items():
        code = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
        for rule in RULES:
            if not name.endswith(rule.where) or name in rule.but:
                continue
            for match in rule.pattern.finditer(code):
                line = code.count("\n", 0, match.start()) + 1
                wrong.append(f"{name}:{line}: {rule.name}: {match[0].strip()!r}: {rule.why}")
        if name.endswith(".js"):
            wrong += _bad_imports(folder, name, code)
    return wrong


def _bad_imports(folder: Path, name: str, code: str) -> list[str]:
    wrong = []
    for match in _IMPORT.finditer(code):
        path = match[1]
        place = f"{name}:{code.count(chr(10), 0, match.start()) + 1}"
        if not path.startswith(("./", "../")):
            wrong.append(f"{place}: bare-import: {path!r}: there is no import map; use a path")
        elif not (folder / posixpath.dirname(name) / path).is_file():
            wrong.append(f"{place}: lost-import: {path!r}: no such file")
    return wrong


def main(folder: Path = UI) -> int:
    table = measures(folder)
    wrong = findings(folder)
    print("\n".join(map(str, table)))
    print("\n".join(wrong) or "no finding")
    return 1 if wrong or any(measure.broken for measure in table) else 0


if __name__ == "__main__":
    sys.exit(main())
