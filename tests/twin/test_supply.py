"""The devices' own supply: fuse, phase, and the moment it is held up."""

from __future__ import annotations

from typing import Any

import pytest

from stagewatt.twin.supply import HOLD_UP_S, Supply

NONE: frozenset[str] = frozenset()


@pytest.fixture
def live(bench: Any) -> Any:
    return bench.state.flow


@pytest.fixture
def dead(bench: Any) -> Any:
    bench.fault("phase_lost", "L1")
    return bench.state.flow


def test_a_dip_is_ridden_through(live: Any, dead: Any) -> None:
    supply = Supply("electronics").advanced(dead, NONE, 0.2)
    assert supply.carries
    assert supply.advanced(live, NONE, 0.02).without_s == 0


def test_longer_it_gives_up_until_the_voltage_is_back(live: Any, dead: Any) -> None:
    supply = Supply("electronics").advanced(dead, NONE, HOLD_UP_S)
    assert not supply.carries
    assert not supply.advanced(dead, NONE, 1.0).carries
    assert supply.advanced(live, NONE, 0.0).carries


@pytest.mark.parametrize(("blown", "carries"), [("electronics", False), ("work_light", True)])
def test_only_its_own_fuse_counts(live: Any, blown: str, carries: bool) -> None:
    supply = Supply("electronics").advanced(live, frozenset({blown}), 1.0)
    assert supply.carries is carries
