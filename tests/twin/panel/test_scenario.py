"""A scenario at the panel: how far it is, and a trainer who takes part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from stagewatt.twin.panel.app import build
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.read import scenario
from stagewatt.twin.scenario.site import site_of
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.simulation import LONG_STEP_NS, Simulation
from stagewatt.twin.site import build_site

TEXT = """
schema = "scenario/1"
title = "Two racks"
about = "Side by side."
duration_s = 60.0
[[racks]]
id = "left"
model = "c24-soca"
[[racks]]
id = "right"
model = "smartpdu-36"
[[patch]]
rack = "left"
at = ["1-2"]
load = "par64"
level = 0.5
[[timeline]]
at_s = 5.0
every_s = 5.0
rack = "left"
cue = { at = ["1"], levels = [1.0, 0.2], fade_s = 1.0 }
[[timeline]]
at_s = 7.0
say = "Seven."
[[timeline]]
at_s = 50.0
rack = "right"
do = { main = { action = "off" } }
"""
PATH = "/api/v1/scenario"


class Show:
    """A scenario that plays as far as a test lets it, and the panel of one of its racks."""

    def __init__(self) -> None:
        read = scenario(TEXT, "two.toml")
        self.simulation = Simulation(
            build_site(site_of(read)), lambda: 0, director=Director(read), step_ns=LONG_STEP_NS
        )
        app = build(self.simulation.rack(1), ModbusServer(lambda _frame: None))
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1"
        )

    def run(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds * 10)):
            self.simulation.make_step()

    async def get(self) -> Any:
        answer = await self.client.get(PATH)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, body: Any) -> Any:
        answer = await self.client.post(PATH, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def show() -> AsyncIterator[Show]:
    show = Show()
    yield show
    await show.client.aclose()


async def test_it_tells_how_far_it_is_and_what_is_next(show: Show) -> None:
    show.run(8.0)
    told = await show.get()
    assert told == {
        "title": "Two racks",
        "about": "Side by side.",
        "t_s": 8.0,
        "duration_s": 60.0,
        "playing": True,
        "said": [{"t_s": 7.0, "text": "Seven."}],
        "next": [
            {"at_s": 10.0, "what": "left 1: fade to 100%, 20% in 1 s"},
            {"at_s": 50.0, "what": 'right: main {"action":"off"}'},
        ],
    }


async def test_the_timeline_is_held_and_the_racks_live_on(show: Show) -> None:
    show.run(1.0)
    assert (await show.post({"playing": False}))["playing"] is False
    show.run(9.0)
    assert (await show.get())["t_s"] == 1.0
    assert show.simulation.state.t_ns == 10_000_000_000
    assert (await show.post({"playing": True}))["playing"] is True
    show.run(1.0)
    assert (await show.get())["t_s"] == 2.0


async def test_an_entry_is_added_to_any_rack_of_the_site(show: Show) -> None:
    show.run(1.0)
    await show.post({"do": {"rack": "left", "unplug": {"at": ["2"]}}})
    told = await show.post({"do": {"at_s": 3, "rack": "right", "do": {"main": {"action": "off"}}}})
    assert told["next"][:2] == [
        {"at_s": 1.0, "what": "left 2: unplug"},
        {"at_s": 3.0, "what": 'right: main {"action":"off"}'},
    ]
    show.run(0.1)
    left, right = show.simulation.state.racks
    assert left.loads[0] is not None
    assert left.loads[1] is None
    assert right.main.closed
    show.run(2.0)
    assert not show.simulation.state.racks[1].main.closed


async def test_the_timeline_is_moved_on_and_the_clock_is_not(show: Show) -> None:
    show.run(1.0)
    told = await show.post({"skip_to_s": 51})
    assert (told["t_s"], told["said"]) == (51.0, [{"t_s": 7.0, "text": "Seven."}])
    show.run(0.1)
    assert show.simulation.state.t_ns == 1_100_000_000
    assert not show.simulation.state.racks[1].main.closed
    show.run(20.0)
    told = await show.get()
    assert (told["t_s"], told["next"]) == (60.0, [])


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({}, 422, None),
        ({"playing": True, "skip_to_s": 5}, 422, None),
        ({"play": True}, 400, "play"),
        ({"playing": "yes"}, 400, "playing"),
        ({"skip_to_s": 0.5}, 422, "skip_to_s"),
        ({"skip_to_s": 61}, 422, "skip_to_s"),
        ({"do": 5}, 400, "do"),
        ({"do": {}}, 422, "do"),
        ({"do": {"bogus": 1}}, 400, "do.bogus"),
        ({"do": {"at_s": 0.5, "say": "x"}}, 422, "do.at_s"),
        ({"do": {"unplug": {"at": ["1"]}}}, 422, "do.rack"),
        ({"do": {"rack": "left", "unplug": {"at": ["99"]}}}, 422, "do.unplug.at[1]"),
        ({"do": {"rack": "left", "do": {"cover": {}}}}, 422, "do.do.cover.open"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    show: Show, body: Any, status: int, where: str | None
) -> None:
    show.run(1.0)
    before = await show.get()
    answer = await show.client.post(PATH, json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["where"]) == (status, where)
    assert error["message"]
    assert await show.get() == before


async def test_where_no_scenario_plays_there_is_none(panel: Any) -> None:
    assert await panel.refused("scenario", {"playing": True}) == (404, "unknown", None)
    answer = await panel.client.get(PATH)
    assert answer.status_code == 404
    assert "--scenario" in answer.json()["error"]["message"]
