"""The tools for the browser's side, loaded by path, and a copy of the folder to break."""

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def ui_budget() -> ModuleType:
    return _tool("ui_budget")


@pytest.fixture(scope="session")
def vendor() -> ModuleType:
    return _tool("vendor")


@pytest.fixture
def ui_copy(tmp_path: Path, ui_budget: ModuleType) -> Path:
    return Path(shutil.copytree(ui_budget.UI, tmp_path / "ui"))


@pytest.fixture
def add(ui_copy: Path) -> Callable[[str, str], None]:
    """Append a line to a file of the copy; the file may be new."""

    def append(name: str, line: str) -> None:
        path = ui_copy / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}{line}\n", encoding="utf-8")

    return append
