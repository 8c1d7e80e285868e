"""What the trip tests share: their golden tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

TRIP = Path(__file__).parents[2] / "golden" / "trip"


@pytest.fixture(scope="session")
def trips() -> dict[str, dict[str, Any]]:
    """Every golden table of protective devices by the name of its file."""
    return {path.stem: tomllib.loads(path.read_text()) for path in TRIP.glob("*.toml")}
