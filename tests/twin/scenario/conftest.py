"""What the scenario's tests share: a small file, its parts, and directors that play it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.read import scenario
from stagewatt.twin.scenario.script import Scenario

HEAD = """\
schema = "scenario/1"
title = "Small"
about = "One rack."
duration_s = 100.0
"""
RACK = """
[[racks]]
id = "one"
model = "smartpdu-36"
"""


@pytest.fixture
def small() -> Callable[..., Scenario]:
    """Read a scenario of one smartPDU 36 and what a test adds to it."""
    return lambda more="", head="": scenario(HEAD + head + RACK + more, "small.toml")


@pytest.fixture
def plays(small: Callable[..., Scenario]) -> Callable[..., Director]:
    """Return who plays such a scenario."""
    return lambda more="", head="": Director(small(more, head))
