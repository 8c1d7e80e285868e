"""Front and rear over HTTP: what hands can touch, what lamps and meters then show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.twin.panel.requests import MOVES
from stagewatt.twin.show import ShowKind


async def test_the_page_to_touch(panel: Any) -> None:
    answer = await panel.client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "/api/v1/panel" in answer.text
    assert (await panel.get("panel/front"))["model"] == "smartpdu-36"


class TestMonitor:
    async def test_a_selected_way_is_blue_and_read(self, panel: Any) -> None:
        await panel.post("loads", {"way": "A3", "p_w": 2300})
        panel.run(0.1)
        assert (await panel.way("A3"))["indicator"] == {"color": "green", "pattern": "steady"}
        await panel.post("panel/monitor_button", {"way": "A3"})
        assert (await panel.way("A3"))["indicator"]["color"] == "blue"
        group = await panel.group("A")
        assert (group["selected"], group["load_current_a"]) == ("A3", pytest.approx(10, abs=0.1))
        await panel.post("panel/monitor_button", {"way": "A4"})
        assert (await panel.way("A3"))["indicator"]["color"] == "green"
        assert (await panel.group("A"))["load_current_a"] == 0
        await panel.post("panel/monitor_button", {"way": "A4"})
        group = await panel.group("A")
        assert (group["selected"], group["load_current_a"]) == (None, None)

    async def test_it_shows_what_the_sensor_says(self, panel: Any) -> None:
        await panel.post("panel/monitor_button", {"way": "A3"})
        await panel.post("faults", {"fault": "sensor_offset", "way": "A3", "offset_a": 7})
        panel.run(0.1)
        assert (await panel.group("A"))["load_current_a"] == 7
        await panel.post("faults", {"fault": "sensor_dead", "way": "A3"})
        assert (await panel.group("A"))["load_current_a"] is None

    async def test_without_electronics_lamps_and_meters_are_dark(self, panel: Any) -> None:
        await panel.post("loads", {"way": "A3", "p_w": 2300})
        await panel.post("panel/monitor_button", {"way": "A3"})
        await panel.post("panel/fuse", {"fuse": "electronics", "blown": True})
        panel.run(0.5)
        state = await panel.get("panel")
        assert {way["indicator"]["color"] for way in state["ways"][:36]} == {"off"}
        assert (await panel.group("A"))["load_current_a"] is None
        assert (state["lamps"]["run"], state["lamps"]["data_tx"]) == ("off", False)
        assert state["lamps"]["line"] == {"l1": True, "l2": True, "l3": True}
        assert (await panel.way("A3"))["i_a"] > 9

    async def test_an_overload_flashes(self, panel: Any) -> None:
        for way, p_w in (("A1", 18 * 230), ("A2", 22 * 230)):
            await panel.post("loads", {"way": way, "p_w": p_w})
        panel.run(0.1)
        assert (await panel.way("A1"))["indicator"] == {"color": "red", "pattern": "slow"}
        assert (await panel.way("A2"))["indicator"] == {"color": "red", "pattern": "fast"}


class TestC24:
    async def test_levers_stand_in_three_positions(self, c24_panel: Any) -> None:
        await c24_panel.post("panel/test_button", {"way": "1"})
        tripped = await c24_panel.way("1")
        assert (tripped["position"], tripped["cause"]) == ("middle", "residual")
        assert tripped["indicator"] == {"color": "red", "pattern": "steady"}
        await c24_panel.post("faults", {"fault": "short_circuit", "way": "2"})
        c24_panel.run(0.5)
        tripped = await c24_panel.way("2")
        assert (tripped["position"], tripped["lever"]) == ("down", "tripped")
        assert (await c24_panel.way("3"))["position"] == "up"

    async def test_x1_its_key_its_dials_and_its_reset(self, c24_panel: Any) -> None:
        state = await c24_panel.post("panel/key_switch", {"on": False})
        assert (state["key_switch"], state["lamps"]["key_switch"]) == ({"on": False}, True)
        await c24_panel.post("panel/test_button", {"way": "X1"})
        assert (await c24_panel.way("X1"))["rcd"] == "set"
        await c24_panel.post("panel/key_switch", {"on": True})
        state = await c24_panel.post("panel/test_button", {"way": "X1"})
        assert state["residual_relay"]["tripped"]
        assert (await c24_panel.way("X1"))["rcd"] == "tripped"
        state = await c24_panel.post("panel/rcd_reset", {"way": "X1"})
        assert not state["residual_relay"]["tripped"]
        state = await c24_panel.post("panel/dial", {"dial": "relay_a", "value": 0.3})
        state = await c24_panel.post("panel/dial", {"dial": "relay_s", "value": 0.5})
        relay = state["residual_relay"]
        assert (relay["threshold_a"], relay["delay_s"], relay["way"]) == (0.3, 0.5, "X1")

    async def test_its_plug_is_of_one_piece(self, c24_panel: Any) -> None:
        pulled = {"side": "drain", "conductor": "all", "connected": False}
        state = await c24_panel.post("panel/powerlock", pulled)
        assert state["connectors"]["drain"]["l1"] is False
        assert state["connectors"]["source"] is None
        assert state["drain"]["v_ln_v"]["l1"] == 0


class TestDials:
    async def test_cover_dial_and_warning(self, panel: Any) -> None:
        state = await panel.post("panel/cover", {"open": True})
        assert state["cover"] == "open"
        await panel.post("panel/dial", {"dial": "isd", "value": 8})
        state = await panel.post("panel/dial", {"dial": "ii", "value": 1.5})
        (warning,) = state["dial_warnings"]
        assert "Isd" in warning
        state = await panel.post("panel/dial", {"dial": "isd", "value": None})
        assert state["dial_warnings"] == []
        values = {each["dial"]: each["value"] for each in state["dials"]}
        assert (values["isd"], values["ii"], values["ir"]) == (None, 1.5, 1.0)
        assert (await panel.post("panel/cover", {"open": False}))["cover"] == "closed"

    async def test_the_status_led_follows_load_and_dial(self, panel: Any) -> None:
        assert (await panel.get("panel"))["lamps"]["main_status"] == "off"
        for group in "ABC":
            for number in range(1, 13):
                await panel.post("loads", {"way": f"{group}{number}", "p_w": 2400})
        panel.run(0.1)
        assert (await panel.get("panel"))["lamps"]["main_status"] == "slow"
        await panel.post("panel/cover", {"open": True})
        lit = []
        for ir in (0.5, 0.4):
            state = await panel.post("panel/dial", {"dial": "ir", "value": ir})
            lit.append(state["lamps"]["main_status"])
        assert lit == ["fast", "steady"]


class TestMeter:
    async def test_buttons_and_brightness(self, panel: Any) -> None:
        state = await panel.post("panel/meter_button", {"button": "I"})
        assert state["meter"]["display"]["page"] == "i.phases"
        assert [row["label"] for row in state["meter"]["display"]["rows"]] == ["L1", "L2", "L3"]
        before = state["meter"]["display"]["brightness"]
        together = {"buttons": ["V/Hz", "P"], "held_s": 0.1}
        state = await panel.post("panel/meter_button", together)
        assert state["meter"]["display"]["brightness"] != before
        assert [each["id"] for each in state["meter"]["buttons"]] == ["I", "V/Hz", "P", "E"]

    async def test_a_button_goes_by_what_is_printed_on_it(self, c24_panel: Any) -> None:
        await c24_panel.post("panel/meter_button", {"button": "degC"})
        state = await c24_panel.post("panel/meter_button", {"button": "°C"})
        assert state["meter"]["display"]["page"] == "t.max"


class TestRear:
    async def test_modules(self, panel: Any) -> None:
        await panel.post("loads", {"way": "B1", "p_w": 2300})
        state = await panel.post("panel/module", {"group": "B", "action": "remove"})
        group = await panel.group("B")
        assert (group["module"], group["fitted"]) == (None, False)
        assert (await panel.way("B1"))["i_a"] == 0
        assert state["notices"][0]["code"] == "module_hot_swap"
        await panel.post("panel/module", {"group": "B", "action": "fit"})
        assert (await panel.group("B"))["module"] == "socapex-19"
        await panel.post("panel/module", {"group": "B", "action": "remove"})
        other = {"group": "B", "action": "fit", "module": "powercon"}
        await panel.post("panel/module", other)
        assert (await panel.group("B"))["module"] == "powercon"

    async def test_powerlock_in_its_order_and_out_of_it(self, panel: Any) -> None:
        state = await panel.post("panel/main", {"action": "off"})
        for name in ("l3", "l2", "l1", "n", "pe"):
            move = {"side": "drain", "conductor": name, "connected": False}
            state = await panel.post("panel/powerlock", move)
        assert state["notices"] == []
        assert state["drain"]["v_ln_v"] == {"l1": 0, "l2": 0, "l3": 0}
        for name in ("pe", "l1", "n", "l2", "l3"):
            move = {"side": "drain", "conductor": name, "connected": True}
            state = await panel.post("panel/powerlock", move)
        (notice,) = state["notices"]
        assert (notice["code"], notice["t_s"]) == ("powerlock_order", 0)
        assert notice["text"] == "drain: L1 was connected before N"
        assert all(v == pytest.approx(230, abs=1) for v in state["drain"]["v_ln_v"].values())

    async def test_line_lamps_and_work_lights_hang_on_their_fuses(self, panel: Any) -> None:
        await panel.post("panel/knob", {"knob": "work_light", "value": 0.6})
        state = await panel.post("panel/fuse", {"fuse": "meter_l2", "blown": True})
        assert state["lamps"]["line"] == {"l1": True, "l2": False, "l3": True}
        assert state["lamps"]["work_light"] == 0.6
        state = await panel.post("panel/fuse", {"fuse": "work_light", "blown": True})
        assert (state["lamps"]["work_light"], state["knobs"]["work_light"]) == (0, 0.6)
        assert {"fault": "fuse_blown", "fuse": "meter_l2"} in state["faults"]
        listed = await panel.post("faults", {"fault": "fuse_blown", "active": False})
        assert listed["active"] == []


class TestResidualApart:
    async def test_reset(self, panel: Any) -> None:
        await panel.post("panel/test_button", {"way": "X9"})
        way = await panel.way("X9")
        assert (way["rcd"], way["lever"], way["position"]) == ("tripped", "on", "up")
        await panel.post("panel/rcd_reset", {"way": "X9"})
        assert (await panel.way("X9"))["rcd"] == "set"
        assert (await panel.way("A1"))["rcd"] is None
        assert [(await panel.way(way))["test"] for way in ("A1", "X7")] == [True, False]


async def test_reset_restarts_the_electronics(panel: Any) -> None:
    before = (await panel.get("panel"))["board"]["boot"]
    state = await panel.post("panel/reset", {})
    assert state["board"]["boot"] == before + 1
    assert state["main"]["lever"] == "on"


class TestLevels:
    async def test_a_fader_moves_in_time(self, panel: Any) -> None:
        await panel.post("loads", {"way": "A1", "load": "par64", "count": 2})
        loads = await panel.post("loads", {"way": "A1", "level": 0.5, "fade_s": 2})
        assert loads["loads"]["A1"]["level"] == 1
        assert loads["by_hand"] == ["A1"]
        panel.run(1)
        assert 0.6 < (await panel.way("A1"))["load"]["level"] < 0.9
        panel.run(1.5)
        load = (await panel.way("A1"))["load"]
        assert (load["level"], load["count"], load["running"]) == (0.5, 2, 2)

    async def test_who_moves_a_fader_takes_the_place_from_the_show(
        self, panel_of: Callable[..., Any]
    ) -> None:
        panel = panel_of("smartpdu-36", ShowKind.STEADY)
        loads = await panel.post("loads", {"way": "A7", "level": 0.3})
        assert loads["by_hand"] == ["A7"]
        panel.run(2)
        assert (await panel.way("A7"))["load"]["level"] == 0.3
        loads = await panel.post("loads", {"way": "A7", "load": "show"})
        assert loads["by_hand"] == []
        assert loads["loads"]["A7"]["level"] > 0.9

    async def test_load_and_level_together(self, panel: Any) -> None:
        both = {"way": "panel_source", "load": "hoist-1t", "level": 0.25}
        assert (await panel.post("loads", both))["loads"]["panel_source"]["level"] == 0.25

    @pytest.mark.parametrize(
        ("body", "status", "where"),
        [
            ({"way": "A2", "level": 0.5}, 422, "way"),
            ({"way": "A1", "level": 1.5}, 422, "level"),
            ({"way": "A1", "level": 0.5, "fade_s": -1}, 422, "fade_s"),
            ({"way": "A1", "fade_s": 1, "load": "par64"}, 422, "fade_s"),
            ({"way": "A1", "load": None, "level": 0.5}, 422, "level"),
            ({"way": "A1", "load": "par64", "level": 2}, 422, "level"),
            ({"way": "A1", "load": "par64", "count": 0}, 422, "count"),
            ({"way": "A1", "level": "half"}, 400, "level"),
            ({"way": "Z9", "level": 0.5}, 404, "way"),
        ],
    )
    async def test_what_no_fader_does(self, panel: Any, body: Any, status: int, where: str) -> None:
        await panel.post("loads", {"way": "A1", "p_w": 100})
        refused = await panel.refused("loads", body)
        assert (refused[0], refused[2]) == (status, where)

    async def test_what_high_voltage_costs(self, panel: Any) -> None:
        await panel.post("loads", {"way": "A1", "load": "led-par", "count": 4})
        await panel.post("faults", {"fault": "source_overvoltage", "share": 1.9})
        panel.run(20)
        state = await panel.get("panel")
        load = state["ways"][0]["load"]
        assert load["failed"] == 4
        assert (load["running"], state["losses"]["failed"]) == (0, 4)
        assert state["losses"]["value_eur"] == load["value_lost_eur"] > 0


async def test_every_move_answers_only_posts(panel: Any) -> None:
    for name in MOVES:
        answer = await panel.client.get(f"/api/v1/panel/{name}")
        assert answer.status_code == 405, name


async def test_a_rack_without_network_has_its_panel(panel_of: Callable[..., Any]) -> None:
    panel = panel_of("c12a-11")
    assert (await panel.get("panel"))["lamps"]["run"] is None
    refused = await panel.refused("panel/reset", {})
    assert refused[0] == 404
