"""What the panel's tests share: a rack whose clock a test turns, and its panel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest

from stagewatt.twin.panel.app import build
from stagewatt.twin.plant import Plant
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.show import Show, ShowKind
from stagewatt.twin.shows import Shows
from stagewatt.twin.simulation import STEP_NS, Simulation
from stagewatt.twin.single import site_of_one


class Panel:
    """One rack whose clock stands still unless a test turns it, and its panel."""

    def __init__(self, plant: Plant, show: ShowKind = ShowKind.NONE) -> None:
        self.now_ns = 0
        director = Shows([Show(plant, show, 5)])
        site = site_of_one(plant)
        self.simulation = Simulation(site, lambda: self.now_ns, director=director)
        self.rack = self.simulation.rack(0)
        app = build(self.rack, ModbusServer(lambda _frame: None))
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1"
        )

    def run(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds * 1e9 / STEP_NS)):
            self.now_ns += STEP_NS
            self.simulation.advance()

    async def get(self, path: str) -> Any:
        answer = await self.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any) -> Any:
        answer = await self.client.post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, body: Any) -> tuple[int, str, str | None]:
        """Return status, code and place of a refusal; nothing of the rack has changed."""
        before = self.rack.state
        answer = await self.client.post(f"/api/v1/{path}", json=body)
        error = answer.json()["error"]
        assert set(error) == {"code", "message", "where"}
        assert error["message"]
        assert self.rack.state is before
        return answer.status_code, error["code"], error["where"]

    async def way(self, way: str) -> Any:
        ways = (await self.get("panel"))["ways"]
        return next(each for each in ways if each["id"] == way)

    async def group(self, group: str) -> Any:
        groups = (await self.get("panel"))["groups"]
        return next(each for each in groups if each["id"] == group)


@pytest.fixture
async def panel_on() -> AsyncIterator[Callable[..., Panel]]:
    """The maker of panels."""
    made: list[Panel] = []

    def panel(plant: Plant, show: ShowKind = ShowKind.NONE) -> Panel:
        made.append(Panel(plant, show))
        return made[-1]

    yield panel
    for each in made:
        await each.client.aclose()


@pytest.fixture
def panel_of(
    panel_on: Callable[..., Panel], plants: Callable[[str], Plant]
) -> Callable[..., Panel]:
    """The maker of panels, by the model's id."""
    return lambda model, show=ShowKind.NONE: panel_on(plants(model), show)


@pytest.fixture
def panel(panel_of: Callable[..., Panel]) -> Panel:
    """A smartPDU 36 with nothing plugged in."""
    return panel_of("smartpdu-36")


@pytest.fixture
def c24_panel(panel_of: Callable[..., Panel]) -> Panel:
    """A C24 with nothing plugged in."""
    return panel_of("c24-soca")
