"""The panel over HTTP: what it answers, what it does, and what it refuses with which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.twin.faults import FAULTS
from stagewatt.twin.panel.app import BODY_MAX
from stagewatt.twin.show import ShowKind


async def test_the_whole_state(panel: Any) -> None:
    state = await panel.get("panel")
    assert state["model"] == "smartpdu-36"
    assert state["serial"] == "00AABB4711CC"
    assert state["main"] == {"lever": "on", "cause": None}
    assert state["e_stop"] == "released"
    assert state["neutral_relay"] == "not_tripped"
    assert len(state["ways"]) == 45
    assert state["board"]["contacts"]["main_on"] is True
    assert state["drain"]["v_ln_v"]["l1"] == pytest.approx(230, abs=1)
    assert state["modbus"]["connected"] == 0
    assert {"fuse": "electronics", "blown": False} in state["fuses"]
    assert state["ways"][0]["phases"] == ["L1"]


async def test_e_stop_and_return(panel: Any) -> None:
    state = await panel.post("panel/e_stop", {"action": "press"})
    assert (state["e_stop"], state["main"]["lever"]) == ("pressed", "tripped")
    assert (state["main"]["cause"], state["board"]["first_out"]) == ("e_stop", "e_stop")
    state = await panel.post("panel/main", {"action": "on"})
    assert state["main"]["lever"] == "tripped"
    await panel.post("panel/e_stop", {"action": "release"})
    state = await panel.post("panel/main", {"action": "on"})
    assert state["main"] == {"lever": "on", "cause": None}


async def test_levers_buttons_and_fuses(panel: Any) -> None:
    await panel.post("panel/test_button", {"way": "A7"})
    assert (await panel.way("A7"))["lever"] == "tripped"
    assert (await panel.way("A7"))["cause"] == "residual"
    await panel.post("panel/way", {"way": "A7", "action": "on"})
    assert (await panel.way("A7"))["lever"] == "tripped"
    await panel.post("panel/way", {"way": "A7", "action": "off"})
    await panel.post("panel/way", {"way": "A7", "action": "on"})
    assert (await panel.way("A7"))["lever"] == "on"
    await panel.post("panel/fuse", {"fuse": "meter_l1", "blown": True})
    panel.run(0.4)
    state = await panel.get("panel")
    assert {"fuse": "meter_l1", "blown": True} in state["fuses"]
    assert state["meter"]["on"] is False
    assert state["meter"]["display"]["lit"] is False
    state = await panel.post("panel/main", {"action": "off"})
    assert state["main"] == {"lever": "off", "cause": "manual"}


async def test_loads_by_name_by_power_and_none(panel: Any) -> None:
    loads = await panel.post("loads", {"way": "A7", "load": "par64"})
    assert loads["loads"]["A7"]["p_w"] == [1000.0]
    assert loads["by_hand"] == ["A7"]
    assert {each["load"] for each in loads["library"]} >= {"par64", "kettle"}
    panel.run(3)  # its cold filament has warmed up
    assert (await panel.way("A7"))["i_a"] == pytest.approx(4.35, rel=0.02)
    await panel.post("loads", {"way": "A7", "p_w": 2000, "pf": -0.95, "leakage_ma": 5})
    assert (await panel.way("A7"))["load"] == {
        "load": "custom",
        "p_w": [2000.0],
        "pf": [-0.95],
        "leakage_ma": [5.0],
        "level": 1.0,
        "count": 1,
        "running": 1,
        "dropped": 0,
        "failed": 0,
        "value_lost_eur": 0,
    }
    await panel.post("loads", {"way": "A7", "load": None})
    assert (await panel.way("A7"))["i_a"] == 0
    assert (await panel.get("loads"))["loads"]["A7"] is None


@pytest.mark.parametrize(
    ("body", "i_a"),
    [
        ({"p_w": [2300, 4600, 0]}, (10, 20, 0)),
        ({"p_w": {"l1": 2300, "l2": 0, "l3": 4600}, "pf": 1}, (10, 0, 20)),
        ({"p_w": [2300, 2300, 2300], "pf": [1, 0.5, 1]}, (10, 20, 10)),
        ({"load": ["par64", None, "fresnel-2k"]}, (4.35, 0, 8.7)),
    ],
)
async def test_three_phase_loads(panel: Any, body: Any, i_a: tuple[float, ...]) -> None:
    await panel.post("loads", {"way": "panel_source", **body})
    panel.run(3)
    state = await panel.get("panel")
    assert [state["panel_source"]["i_a"][k] for k in ("l1", "l2", "l3")] == pytest.approx(
        i_a, rel=0.02
    )
    await panel.post("loads", {"way": "X9", **body})
    panel.run(3)
    assert (await panel.way("X9"))["i_a"] == pytest.approx(max(i_a), rel=0.02)


async def test_a_three_phase_load_takes_a_three_phase_way(panel: Any) -> None:
    loads = await panel.post("loads", {"way": "X9", "load": "hoist-1t"})
    assert len(loads["loads"]["X9"]["p_w"]) == 3
    assert (await panel.way("X9"))["i_a"] > 0


async def test_a_place_can_be_given_back_to_the_show(panel_of: Callable[..., Any]) -> None:
    panel = panel_of("smartpdu-36", ShowKind.STEADY)
    before = (await panel.way("A7"))["load"]
    await panel.post("loads", {"way": "A7", "load": None})
    panel.run(0.5)
    assert (await panel.way("A7"))["load"] is None
    loads = await panel.post("loads", {"way": "A7", "load": "show"})
    assert loads["by_hand"] == []
    assert (await panel.way("A7"))["load"]["load"] == before["load"]


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({"way": "Z9", "load": "par64"}, 404, "way"),
        ({"way": "A7", "load": "par65"}, 404, "load"),
        ({"way": "A7", "load": "hoist-1t"}, 422, "load"),
        ({"way": "X9", "load": "par64"}, 422, "load"),
        ({"way": "X9", "load": ["par64", "hoist-1t", None]}, 422, "load"),
        ({"way": "X9", "load": ["par64"]}, 422, "load"),
        ({"way": "A7", "load": ["par64"]}, 422, "load"),
        ({"way": "A7", "load": "par64", "p_w": 1}, 422, "load"),
        ({"way": "A7"}, 422, "load"),
        ({"way": "X9", "p_w": 1000}, 422, "p_w"),
        ({"way": "X9", "p_w": [1, 2]}, 422, "p_w"),
        ({"way": "X9", "p_w": {"l1": 1, "l2": 2}}, 422, "p_w"),
        ({"way": "A7", "p_w": {"l1": 1, "l2": 2, "l3": 3}}, 422, "p_w"),
        ({"way": "A7", "p_w": -1}, 422, "p_w"),
        ({"way": "A7", "p_w": 1, "pf": 2}, 422, "pf"),
        ({"way": "A7", "p_w": 1, "leakage_ma": -1}, 422, "leakage_ma"),
        ({"way": "A7", "p_w": "1"}, 400, "p_w"),
        ({"way": 7, "p_w": 1}, 400, "way"),
        ({"way": "A7", "pw": 1}, 400, "pw"),
        ({"p_w": 1}, 400, "way"),
    ],
)
async def test_impossible_loads(panel: Any, body: Any, status: int, where: str) -> None:
    refused = await panel.refused("loads", body)
    assert (refused[0], refused[2]) == (status, where)
    assert (await panel.get("loads"))["by_hand"] == []


async def test_a_rack_without_a_panel_source(c24_panel: Any) -> None:
    assert (await c24_panel.get("panel"))["panel_source"] is None
    assert "panel_source" not in (await c24_panel.get("loads"))["loads"]
    refused = await c24_panel.refused("loads", {"way": "panel_source", "p_w": [1, 2, 3]})
    assert refused == (404, "unknown", "way")


async def test_faults_are_listed_with_their_parameters(panel: Any) -> None:
    listed = await panel.get("faults")
    assert [each["fault"] for each in listed["faults"]] == list(FAULTS)
    by_name = {each["fault"]: each for each in listed["faults"]}
    assert by_name["sensor_dead"]["parameters"] == [{"name": "way", "of": "supervised way"}]
    assert by_name["phase_lost"]["parameters"] == [
        {"name": "phase", "of": "phase", "values": ["L1", "L2", "L3"]}
    ]
    (size,) = by_name["neutral_bad"]["parameters"]
    assert size == {"name": "z_ohm", "low": 0, "high": 1000, "usual": 1, "whole": False}
    assert {"group", "does", "shows"} <= set(by_name["neutral_bad"])
    assert listed["active"] == []


async def test_faults_come_and_go(panel: Any) -> None:
    for way in ("A2", "A1"):
        await panel.post("faults", {"fault": "sensor_dead", "active": True, "way": way})
    listed = await panel.post("faults", {"fault": "neutral_bad", "z_ohm": 2})
    assert listed["active"] == [
        {"fault": "neutral_bad", "z_ohm": 2.0},
        {"fault": "sensor_dead", "way": "A1"},
        {"fault": "sensor_dead", "way": "A2"},
    ]
    assert (await panel.get("panel"))["faults"] == listed["active"]
    listed = await panel.post("faults", {"fault": "sensor_dead", "active": False, "way": "A1"})
    assert {"fault": "sensor_dead", "way": "A2"} in listed["active"]
    await panel.post("faults", {"fault": "sensor_dead", "active": False})
    listed = await panel.post("faults", {"fault": "neutral_bad", "active": False})
    assert listed["active"] == []


async def test_an_open_neutral_trips_the_main(panel: Any) -> None:
    await panel.post("loads", {"way": "A1", "p_w": 3000})
    await panel.post("faults", {"fault": "neutral_open", "active": True})
    panel.run(0.2)
    state = await panel.get("panel")
    assert state["main"] == {"lever": "tripped", "cause": "neutral_loss"}
    assert state["neutral_relay"] == "tripped"
    assert state["board"]["first_out"] == "neutral_relay"


@pytest.mark.parametrize(
    ("body", "status", "code", "where"),
    [
        ({"fault": "gremlins"}, 400, "bad_request", "fault"),
        ({"fault": "gremlins", "active": False}, 400, "bad_request", "fault"),
        ({"fault": "neutral_open", "way": "A1"}, 400, "bad_request", "way"),
        ({"fault": "sensor_dead"}, 400, "bad_request", "way"),
        ({"fault": "sensor_dead", "way": "Z9"}, 404, "unknown", "way"),
        ({"fault": "sensor_dead", "way": "X1"}, 404, "unknown", "way"),
        ({"fault": "neutral_bad", "z_ohm": "much"}, 400, "bad_request", "z_ohm"),
        ({"fault": "neutral_open", "active": "yes"}, 400, "bad_request", "active"),
        ({"active": True}, 400, "bad_request", "fault"),
        ([], 400, "bad_request", None),
    ],
)
async def test_impossible_faults(
    panel: Any, body: Any, status: int, code: str, where: str | None
) -> None:
    assert await panel.refused("faults", body) == (status, code, where)
    assert (await panel.get("faults"))["active"] == []


@pytest.mark.parametrize(
    ("path", "body", "status", "where"),
    [
        ("panel/e_stop", {"action": "hit"}, 400, "action"),
        ("panel/e_stop", {}, 400, "action"),
        ("panel/main", {"action": "on", "gently": True}, 400, "gently"),
        ("panel/way", {"way": "Z9", "action": "on"}, 404, "way"),
        ("panel/test_button", {"way": "Z9"}, 404, "way"),
        ("panel/test_button", {"way": "X7"}, 422, "way"),
        ("panel/fuse", {"fuse": "main", "blown": True}, 404, "fuse"),
        ("panel/fuse", {"fuse": "meter_l1", "blown": 1}, 400, "blown"),
    ],
)
async def test_impossible_moves(panel: Any, path: str, body: Any, status: int, where: str) -> None:
    refused = await panel.refused(path, body)
    assert (refused[0], refused[2]) == (status, where)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"action": "press"', b"nonsense"])
async def test_a_body_that_is_no_json(panel: Any, body: bytes) -> None:
    answer = await panel.client.post(
        "/api/v1/panel/e_stop", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"


async def test_a_body_has_bounds(panel: Any) -> None:
    answer = await panel.client.post("/api/v1/loads", json={"way": "A" * BODY_MAX})
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/api/v1/panel/lever", 404),
        ("GET", "/api/v1/panel/dial", 405),
        ("GET", "/api/v1/racks", 404),
        ("GET", "/api/v1/panel/e_stop", 405),
        ("POST", "/api/v1/panel", 405),
        ("DELETE", "/api/v1/faults", 405),
    ],
)
async def test_what_is_not_there(panel: Any, method: str, path: str, status: int) -> None:
    answer = await panel.client.request(method, path, json=None if method == "GET" else {})
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message", "where"}


async def test_a_page_of_another_origin_has_no_hands(panel: Any) -> None:
    answer = await panel.client.post(
        "/api/v1/panel/e_stop", json={"action": "press"}, headers={"origin": "http://evil.test"}
    )
    assert answer.status_code == 403
    answer = await panel.client.get("/api/v1/panel", headers={"host": "evil.test"})
    assert answer.status_code == 403
    assert (await panel.get("panel"))["e_stop"] == "released"


async def test_every_answer_carries_the_strict_headers(panel: Any) -> None:
    answer = await panel.client.get("/api/v1/panel")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
