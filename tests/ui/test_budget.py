"""The budgets hold, and each of them can be broken."""

import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Add = Callable[[str, str], None]


def _noise(size: int) -> str:
    """Text that gzip cannot make small."""
    chance = random.Random(7)
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(size))


def _broken(ui_budget: ModuleType, folder: Path) -> list[str]:
    return [measure.what for measure in ui_budget.measures(folder) if measure.broken]


def test_everything_is_within_its_budget(ui_budget: ModuleType) -> None:
    assert _broken(ui_budget, ui_budget.UI) == []
    assert ui_budget.main() == 0


def test_lazy_panels_are_found_and_not_part_of_the_start(ui_budget: ModuleType) -> None:
    whats = {measure.what.split()[0] for measure in ui_budget.measures(ui_budget.UI)}
    assert {"panels/rack.js", "panels/edit.js", "pages/alarms.js", "lib/keys.js"} <= whats
    assert {"fleet/page.js", "fleet/list.js", "fleet/wall.js", "fleet/find.js"} <= whats
    assert {"panels/front.js", "front/draw.js", "front/plugs.js", "front/sheets.js"} <= whats


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("vendor/preact.js", f"/* {_noise(20_000)} */", "vendored code at start, gzip"),
        ("app.js", f"// {_noise(60_000)}", "own code at start, gzip"),
        ("pages/alarms.js", f"// {_noise(30_000)}", "pages/alarms.js when wanted, gzip"),
        ("panels/front.js", f"// {_noise(30_000)}", "panels/front.js when wanted, gzip"),
        ("front/twin.js", f"// {_noise(60_000)}", "own code at start of a twin's page, gzip"),
        ("styles/base.css", f"/* {_noise(30_000)} */", "styles at start, gzip"),
        ("styles/fleet.css", f"/* {_noise(30_000)} */", "styles/fleet.css when wanted, gzip"),
        ("vendor/fonts/more.woff2", _noise(60_000), "fonts"),
        ("picture.svg", f"<!-- {_noise(400_000)} -->", "whole folder, gzip"),
    ],
)
def test_a_budget_breaks(
    ui_budget: ModuleType, ui_copy: Path, add: Add, name: str, line: str, what: str
) -> None:
    add(name, line)
    assert what in _broken(ui_budget, ui_copy)
    assert ui_budget.main(ui_copy) == 1


def test_too_many_modules_at_start(ui_budget: ModuleType, ui_copy: Path, add: Add) -> None:
    for number in range(5):
        add(f"lib/more{number}.js", "export const nothing = 0;")
        add("app.js", f"import {{ nothing as n{number} }} from './lib/more{number}.js';")
    assert "modules at start" in _broken(ui_budget, ui_copy)
