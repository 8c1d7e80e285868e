"""What the network tests share: golden tables and short ways to build networks."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[2] / "golden" / "networks"


@pytest.fixture(scope="session")
def networks() -> dict[str, dict[str, Any]]:
    """Every golden table of the networks by the name of its file."""
    return {path.stem: tomllib.loads(path.read_text()) for path in GOLDEN.glob("*.toml")}
