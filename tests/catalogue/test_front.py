"""The picture of every model: everything there once, inside its face, and nothing over another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import msgspec
import pytest

from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.front import front_json, front_of
from stagewatt.catalogue.front.layout import UNIT_MM
from stagewatt.catalogue.front.template import Template, sizes, templates
from stagewatt.catalogue.load import model, models
from stagewatt.domain.errors import Unknown
from stagewatt.domain.rack import ProtectionKind, RackModel

Item = dict[str, Any]
GRAIN_MM = 0.11
"""Places are rounded to a tenth of a millimetre."""

EVERY_MODEL = pytest.mark.parametrize("name", models())


_seen: dict[int, tuple[RackModel, Item]] = {}


def picture_of(rack: RackModel) -> Item:
    """The picture of a rack, made once."""
    if id(rack) not in _seen:
        _seen[id(rack)] = (rack, front_json(rack))
    return _seen[id(rack)][1]


def items(rack: RackModel, kind: str | None = None, side: str | None = None) -> list[Item]:
    faces = picture_of(rack)["faces"]
    found = [item for name, face in faces.items() if side in {None, name} for item in face["items"]]
    return [item for item in found if kind in {None, item["kind"]}]


def ways_of(rack: RackModel, kind: str) -> list[str]:
    return sorted(item["way"] for item in items(rack, kind))


def overlap(one: Item, other: Item) -> bool:
    """Whether two items that can be there together cover each other."""
    instead = "module" in one and "module" in other and one["module"] != other["module"]
    across = one["x"] + GRAIN_MM < other["x"] + other["w"]
    across = across and other["x"] + GRAIN_MM < one["x"] + one["w"]
    down = one["y"] + GRAIN_MM < other["y"] + other["h"]
    return not instead and across and down and other["y"] + GRAIN_MM < one["y"] + one["h"]


def inside(one: Item, other: Item) -> bool:
    return bool(
        one["x"] >= other["x"] - GRAIN_MM
        and one["y"] >= other["y"] - GRAIN_MM
        and one["x"] + one["w"] <= other["x"] + other["w"] + GRAIN_MM
        and one["y"] + one["h"] <= other["y"] + other["h"] + GRAIN_MM
    )


@EVERY_MODEL
def test_nothing_covers_another_and_all_is_inside(name: str) -> None:
    for side, face in picture_of(model(name))["faces"].items():
        whole = {"x": 0, "y": 0, **face}
        zones = {zone["id"]: zone for zone in face["zones"]}
        assert len(zones) == len(face["zones"])
        for zone in zones.values():
            assert inside(zone, whole), (side, zone)
            for mark in zone["marks"]:
                assert inside({"w": 0, "h": 0, **mark}, zone), (side, mark)
        for item in face["items"]:
            assert inside(item, zones[item["zone"]]), (side, item)
        rooms = [[i for i in face["items"] if i["zone"] == zone] for zone in zones]
        pairs = chain.from_iterable(combinations(each, 2) for each in (face["zones"], *rooms))
        assert [(one["id"], other["id"]) for one, other in pairs if overlap(one, other)] == []


@EVERY_MODEL
def test_ids_are_their_own_and_it_is_plain_data(name: str) -> None:
    picture = picture_of(model(name))
    assert picture["schema"] == "front/1"
    assert msgspec.json.decode(msgspec.json.encode(picture)) == picture
    ids = Counter(item["id"] for item in items(model(name)))
    assert [each for each, count in ids.items() if count > 1] == []


@EVERY_MODEL
def test_every_way_has_its_breaker_its_lamp_and_its_test_button_once(name: str) -> None:
    rack = model(name)
    every = sorted(way.id for way in rack.ways)
    supervised = sorted(way.id for way in rack.supervised)
    tested = sorted(way.id for way in rack.ways if way.protection.residual_a is not None)
    apart = sorted(way.id for way in rack.ways if way.protection.kind is ProtectionKind.MCB_RCD)
    assert ways_of(rack, "breaker") == every
    assert ways_of(rack, "test") == tested
    assert ways_of(rack, "rcd") == apart
    assert ways_of(rack, "monitor") + ways_of(rack, "led") == supervised
    assert bool(items(rack, "monitor")) is rack.monitor_buttons
    meters = sorted(item["group"] for item in items(rack, "load_meter"))
    assert meters == ([group.id for group in rack.groups] if rack.monitor_buttons else [])


@EVERY_MODEL
def test_every_outlet_is_there_once_and_every_module_that_fits(name: str) -> None:
    rack = model(name)
    outlets = items(rack, "outlet")
    fitted = {group.id: group.module for group in rack.groups}
    now = [item for item in outlets if item.get("module") == fitted.get(item.get("group", ""))]
    assert sorted(item["connector"] for item in now) == sorted(each.id for each in rack.connectors)
    assert {item["type"] for item in now} == {each.type for each in rack.connectors}
    for group in rack.groups if any("module" in item for item in outlets) else ():
        for module in group.modules:
            own = [i for i in outlets if i.get("module") == module and i.get("group") == group.id]
            assert [way for item in own for way in item["ways"]] == list(group.ways)
    sockets = sorted((item["ways"][0], item["type"]) for item in items(rack, "socket"))
    also = [socket for each in rack.connectors for socket in each.sockets]
    assert sockets == sorted((socket.way, socket.type) for socket in also)


@EVERY_MODEL
def test_fuses_dials_lamps_knobs_and_conductors_once(name: str) -> None:
    rack = model(name)
    assert sorted(item["fuse"] for item in items(rack, "fuse")) == sorted(f.id for f in rack.fuses)
    relays = [way for way in rack.ways if way.protection.relay is not None]
    dials = [*rack.main.dials, *(("relay_a", "relay_s") if relays else ())]
    assert sorted(item["dial"] for item in items(rack, "dial")) == sorted(dials)
    assert len(items(rack, "cover")) == bool(rack.main.dials)
    assert len(items(rack, "key_switch")) == sum(
        way.protection.relay is not None and way.protection.relay.key_switch for way in relays
    )
    lamps = {item["lamp"] for item in items(rack, "lamp")}
    lines = {"line_l1", "line_l2", "line_l3"} if "line" in rack.lamps else set()
    assert lamps == lines | set(rack.lamps) - {"line"}
    assert [item["button"] for item in items(rack, "meter_button")] == list(rack.meter_buttons)
    knobs = sorted(item["id"].removeprefix("knob-") for item in items(rack, "knob"))
    assert knobs == sorted(rack.knobs)
    assert len(items(rack, "work_light")) == rack.work_lights
    assert len(items(rack, "usb")) == rack.usb
    assert len(items(rack, "network")) == rack.network


@EVERY_MODEL
def test_power_comes_in_by_five_connectors_in_their_order_or_by_one(name: str) -> None:
    rack = model(name)
    sides = {"drain": rack.drain, "source": rack.source}
    for side, connector in sides.items():
        found = [
            i for i in items(rack) if i["kind"] in {"powerlock", "inlet"} and i["side"] == side
        ]
        names = [item["conductor"] for item in sorted(found, key=lambda item: float(item["x"]))]
        if connector is None:
            assert names == []
        elif connector.single_pole:
            assert names == ["pe", "n", "l1", "l2", "l3"]
        else:
            assert names == ["all"]
    for kind in ("e_stop", "main", "meter", "pe", "nameplate"):
        assert len(items(rack, kind)) == 1, kind


@EVERY_MODEL
def test_hands_and_eyes_find_things_where_the_manuals_say(name: str) -> None:
    rack = model(name)
    for kind in ("e_stop", "meter", "monitor", "led", "load_meter"):
        assert len(items(rack, kind, "front")) == len(items(rack, kind))
    for kind in ("main", "fuse", "inlet", "powerlock", "module", "network", "work_light"):
        assert items(rack, kind, "front") == []
    (stop,), (meter,) = items(rack, "e_stop"), items(rack, "meter")
    assert (stop["x"] < 100) is (rack.family != "smartpdu")
    right = stop["x"] > meter["x"] + meter["w"]
    assert right is (rack.family == "smartpdu")


@pytest.mark.parametrize(
    ("name", "units"),
    [("smartpdu-36", 20), ("smartpdu-48", 23), ("smartpdu-72", 30), ("c12b-11", 3), ("c24", 6)],
)
def test_faces_are_as_high_as_their_racks(name: str, units: int) -> None:
    for rack in (model(name), replace(model(name), size=None)):
        for face in front_json(rack)["faces"].values():
            assert (face["w"], face["h"]) == (482.6, round(units * UNIT_MM, 2))


def test_more_groups_than_any_template_knows_grow_the_face() -> None:
    rack = model("smartpdu-72")
    more = tuple(replace(group, id=f"{group.id}{group.id}") for group in rack.groups)
    grown = front_json(replace(rack, groups=rack.groups + more, size=None))
    assert grown["faces"]["front"]["h"] == round(60 * UNIT_MM, 2)


def test_a_rack_without_its_parts_has_no_places_for_them() -> None:
    rack = model("smartpdu-36")
    bare = replace(rack, usb=0, knobs=(), work_lights=0, lamps=(), cooling=None, source=None)
    kinds = {item["kind"] for item in items(bare)}
    assert not kinds & {"usb", "knob", "work_light", "lamp", "vent"}
    assert all(item["side"] == "drain" for item in items(bare, "powerlock"))
    assert items(replace(bare, main=replace(bare.main, dials={})), "dial") == []


def test_rooms_for_which_nothing_is_left_are_left_out() -> None:
    def zones(name: str) -> list[str]:
        return [zone["id"] for zone in picture_of(model(name))["faces"]["rear"]["zones"]]

    assert "caution" in zones("smartpdu-72")
    assert "caution" not in zones("smartpdu-36")


def test_an_outlet_of_unknown_size_still_finds_its_place() -> None:
    rack = model("c24-true1")
    strange = tuple(replace(each, type="strange") for each in rack.connectors)
    found = items(replace(rack, connectors=strange), "outlet")
    assert {item["type"] for item in found} == {"strange"}
    assert set(sizes()) == {"other", *connector_types()}


def test_a_family_without_a_template_has_no_picture() -> None:
    stranger = replace(model("c24"), family="stranger")
    with pytest.raises(
        Unknown, match="no front of family 'stranger'; there are: c12, c24, smartpdu"
    ):
        front_json(stranger)
    assert front_of("no-such-model") is None
    picture = front_of("c24")
    assert picture is not None
    assert picture["model"] == "c24-soca"


def test_templates_refuse_what_they_do_not_know() -> None:
    assert set(templates()) == {rack.family for rack in models().values()}
    text = 'schema = "front-template/1"\nstyle = "rack"\nwidth_mm = 1\ncolour = "red"\n'
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.toml.decode(text, type=Template)
