"""What the physics tests share: the golden tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "physics"


@pytest.fixture(scope="session")
def golden() -> dict[str, dict[str, Any]]:
    """Every golden table of the physics by the name of its file."""
    return {path.stem: tomllib.loads(path.read_text()) for path in GOLDEN.glob("*.toml")}
