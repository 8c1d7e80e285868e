"""The page names in advance what a start at the racks loads: nothing is found out in turn."""

import re
from pathlib import Path
from types import ModuleType

from stagewatt.http.modules import graph

_NAMED = re.compile(r'rel="modulepreload" href="/ui/([^"]+)"')
_IMPORTS = re.compile(r"""\bfrom\s*["']\./([^"']+)["']""")


def _sources(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.js")}


def _boot(sources: dict[str, str]) -> set[str]:
    return {"app.js", *graph("app.js", sources)}


def _named(folder: Path) -> list[str]:
    return _NAMED.findall((folder / "index.html").read_text())


def test_all_modules_of_the_racks_page_are_named_in_advance(ui_budget: ModuleType) -> None:
    sources = _sources(ui_budget.UI)
    wanted = {"fleet/page.js", *graph("fleet/page.js", sources)} - _boot(sources)
    assert wanted - set(_named(ui_budget.UI)) == set()


def test_what_vendored_modules_import_is_named_too(ui_budget: ModuleType) -> None:
    sources = _sources(ui_budget.UI)
    boot = _boot(sources)
    packed = {path for path in boot if path.startswith("vendor/")}
    wanted = {f"vendor/{name}" for path in packed for name in _IMPORTS.findall(sources[path])}
    assert wanted - boot - set(_named(ui_budget.UI)) == set()


def test_nothing_is_named_in_vain_or_twice(ui_budget: ModuleType) -> None:
    sources = _sources(ui_budget.UI)
    named = _named(ui_budget.UI)
    assert [path for path in named if path not in sources] == []
    assert len(named) == len(set(named))
    assert set(named) & _boot(sources) == set()  # the node names these by itself


def test_a_module_that_is_not_named_is_found(ui_budget: ModuleType, ui_copy: Path) -> None:
    page = ui_copy / "fleet" / "page.js"
    page.write_text("import './more.js';\n" + page.read_text())
    (ui_copy / "fleet" / "more.js").write_text("export const nothing = 0;\n")
    sources = _sources(ui_copy)
    wanted = set(graph("fleet/page.js", sources)) - _boot(sources)
    assert wanted - set(_named(ui_copy)) == {"fleet/more.js"}
