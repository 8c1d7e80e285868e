"""Every contract of the house is broken once on purpose: a guard that never barked is no guard."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.end_to_end.program import unmeasured

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {each["name"]: each for each in PROJECT["tool"]["importlinter"]["contracts"]}
TABLE = "a folder imports only what its row allows"
ROWS = {
    folder: set(rest.split())
    for folder, _, rest in (row.partition(":") for row in CONTRACTS[TABLE]["rows"])
}
PURE = ("domain", "physics", "wire", "meters", "catalogue", "monitor")

# The contract, the file that offends, and its offence.
OFFENCES = [
    ("data flows up", "domain/offence.py", "import stagewatt.wire"),
    ("data flows up", "newcomer/__init__.py", ""),
    (TABLE, "newcomer/__init__.py", ""),
    ("the twin and the watcher meet only as bytes", "twin/offence.py", "import stagewatt.drivers"),
    ("the web knows neither drivers nor twin", "web/offence.py", "import stagewatt.drivers"),
    (
        "drivers know neither who judges nor who keeps",
        "drivers/offence.py",
        "import stagewatt.monitor",
    ),
    ("physics imports nothing of ours but domain", "physics/offence.py", "import stagewatt.wire"),
    ("only app wires the twin in", "web/offence.py", "import stagewatt.twin"),
    ("only app wires the drivers in", "state/offence.py", "import stagewatt.drivers"),
    ("nobody imports app", "domain/offence.py", "import stagewatt.app"),
    *(
        ("pure folders know no clock, no chance and no wire", f"{folder}/offence.py", line)
        for folder, line in zip(
            PURE,
            (
                "import asyncio",
                "import time",
                "import socket",
                "import pymodbus",
                "import sqlite3",
                "import random",
            ),
            strict=True,
        )
    ),
    (
        "of the pure folders only the catalogue reads documents",
        "monitor/offence.py",
        "import msgspec",
    ),
    ("numpy stays in the network solver", "physics/trip/offence.py", "import numpy"),
    ("one file speaks to the Modbus client", "drivers/offence.py", "import pymodbus"),
    ("one file touches the mesh's engine", "mesh/offence.py", "import zenoh"),
    (
        "one rule never leans on another",
        "monitor/rules/offence.py",
        "import stagewatt.monitor.rules.other_rule",
    ),
    (
        "one meter never leans on another",
        "meters/offence.py",
        "import stagewatt.meters.other_meter",
    ),
    (
        "one meter never leans on another",
        "meters/_shared.py",
        "import stagewatt.meters.other_meter",
    ),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package with its rules, and two files for an offence to lean on."""
    package = tmp_path / "src" / "stagewatt"
    shutil.copytree(
        ROOT / "src" / "stagewatt", package, ignore=shutil.ignore_patterns("__pycache__", "ui")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "import_contracts.py", tmp_path / "tools")
    (package / "monitor" / "rules" / "other_rule.py").touch()
    (package / "meters" / "other_meter.py").touch()
    return tmp_path


@pytest.fixture
def lint(house: Path) -> Callable[[], str]:
    """Runs import-linter in the copy and gives what it prints."""

    def run() -> str:
        result = subprocess.run(
            [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
            cwd=house,
            env=unmeasured()
            | {"PYTHONPATH": str(house / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "\nContracts: " in result.stdout, result.stdout + result.stderr
        assert (result.returncode == 0) == (not broken(result.stdout))
        return result.stdout

    return run


def broken(told: str) -> set[str]:
    """The names of the contracts that are broken."""
    return set(re.findall(r"^(.*) BROKEN\b", told, re.MULTILINE))


def add(house: Path, file: str, line: str) -> None:
    path = house / "src" / "stagewatt" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'"""An offence on purpose."""\n\n{line}\n', encoding="utf-8")


def test_the_house_keeps_its_contracts(lint: Callable[[], str]) -> None:
    assert broken(lint()) == set()


@pytest.mark.parametrize(("contract", "file", "line"), OFFENCES)
def test_a_broken_contract_is_named(
    house: Path, lint: Callable[[], str], contract: str, file: str, line: str
) -> None:
    add(house, file, line)
    assert contract in broken(lint())


@pytest.mark.parametrize("folder", [each for each in ROWS if each != "app"])
def test_a_row_of_the_table_is_kept_to(house: Path, lint: Callable[[], str], folder: str) -> None:
    """All that a row does not name, in one file: every single import is told."""
    others = sorted(ROWS.keys() - ROWS[folder] - {folder, "__main__"})
    file = "__main__.py" if folder == "__main__" else f"{folder}/offence.py"
    importer = file.removesuffix(".py").replace("/", ".")
    add(house, file, "\n".join(f"import stagewatt.{each}" for each in others))
    told = lint()
    assert TABLE in broken(told)
    for each in others:
        assert f"- stagewatt.{importer} -> stagewatt.{each} (l." in told


def test_each_contract_has_its_offence() -> None:
    assert {contract for contract, _, _ in OFFENCES} == CONTRACTS.keys()


def test_the_ui_holds_no_python() -> None:
    assert list((ROOT / "src" / "stagewatt" / "ui").rglob("*.py")) == []


CLOCKS = [
    "import time",
    "from time import monotonic_ns",
    "import random",
    "from secrets import token_hex",
    "import uuid",
    "import os\n\nSEED = os.urandom(8)",
    "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)",
    "from datetime import date\n\nTODAY = date.today()",
]


def ruff_tells(code: str, file: str) -> bool:
    result = subprocess.run(
        [
            *(Path(sys.executable).parent / "ruff", "check", "--select", "TID251", "--no-cache"),
            *("--stdin-filename", f"src/stagewatt/{file}", "-"),
        ],
        cwd=ROOT,
        input=f"{code}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    return "TID251" in result.stdout


@pytest.mark.parametrize("folder", PURE)
@pytest.mark.parametrize("code", CLOCKS)
def test_a_pure_folder_may_not_look_at_a_clock_or_throw_dice(folder: str, code: str) -> None:
    assert ruff_tells(code, f"{folder}/offence.py")


@pytest.mark.parametrize("folder", sorted(ROWS.keys() - {"__main__", *PURE}))
def test_the_shell_may(folder: str) -> None:
    assert not ruff_tells("import time", f"{folder}/fine.py")
