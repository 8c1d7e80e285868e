"""The page names in advance what a start at the racks loads: nothing is found out in turn."""

import re
from pathlib import Path
from types import ModuleType

from stagewatt.http.modules import graph
from stagewatt.http.static import Site

_NAMED = re.compile(r'rel="modulepreload" href="/ui/[0-9a-f]{12}/([^"]+)"')
_IMPORTS = re.compile(r"""\bfrom\s*["']\./([^"']+)["']""")


def _named(folder: Path) -> list[str]:
    return _NAMED.findall(Site(folder).html)


def _sources(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.js")}


def test_all_modules_of_a_start_at_the_racks_are_named_once(ui_budget: ModuleType) -> None:
    sources = _sources(ui_budget.UI)
    wanted = {"fleet/page.js", *graph("app.js", sources), *graph("fleet/page.js", sources)}
    named = _named(ui_budget.UI)
    assert set(named) == wanted - {"app.js"}
    assert len(named) == len(set(named))


def test_what_vendored_modules_import_is_named_too(ui_budget: ModuleType) -> None:
    named, sources = _named(ui_budget.UI), _sources(ui_budget.UI)
    packed = [path for path in named if path.startswith("vendor/")]
    wanted = {f"vendor/{name}" for path in packed for name in _IMPORTS.findall(sources[path])}
    assert wanted
    assert wanted <= set(named)


def test_what_a_module_imports_tomorrow_is_named_by_itself(ui_copy: Path) -> None:
    page = ui_copy / "fleet" / "page.js"
    page.write_text("import './more.js';\n" + page.read_text())
    (ui_copy / "fleet" / "more.js").write_text("export const nothing = 0;\n")
    assert "fleet/more.js" in _named(ui_copy)
