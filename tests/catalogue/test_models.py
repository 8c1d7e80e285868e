import json
from pathlib import Path
from typing import Any

import pytest

from stagewatt.catalogue.cautions import branch_a
from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.load import model, models
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.rack import CtPosition, MainKind, ProtectionKind, RackModel
from stagewatt.meters.registry import meter

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "racks" / "racks.json").read_text("utf-8")
)
RACKS: dict[str, Any] = {
    name: {**GOLDEN["series"][rack["series"]], **rack} for name, rack in GOLDEN["racks"].items()
}
every = pytest.mark.parametrize("name", list(models()))


def test_every_shipped_model_has_golden_data() -> None:
    assert set(RACKS) == set(models())
    assert len(RACKS) == 49


@every
def test_a_model_is_what_its_maker_documents(name: str) -> None:
    rack, golden = model(name), RACKS[name]
    main = rack.main
    assert rack.family == golden["series"]
    assert len(rack.supervised) == golden["supervised"]
    assert [group.id for group in rack.groups] == golden["groups"]
    assert {key: getattr(main, key) for key in golden["main"]} == golden["main"]
    assert {fuse.id: [fuse.rating_a, fuse.phase] for fuse in rack.fuses} == golden["fuses"]
    assert [rack.ambient_min_c, rack.ambient_max_c] == golden["ambient_c"]
    assert all(list(group.modules) == golden["modules"] for group in rack.groups)
    assert all(group.module == golden["modules"][0] for group in rack.groups)
    assert rack.ct_position is CtPosition.DRAIN
    assert rack.nominal_v_ln_v == 230.0
    assert [dial for dial in main.dials if main.dials[dial].settable] == golden["settable"]


@every
def test_the_drain_and_the_source_are_as_documented(name: str) -> None:
    rack, golden = model(name), RACKS[name]
    found = [one and [one.type, one.rated_a, one.single_pole] for one in (rack.drain, rack.source)]
    assert found == [golden["drain"], golden["source"]]
    for one in filter(None, (rack.drain, rack.source)):
        assert list(one.conductors_a) == ["pe", "n", "l1", "l2", "l3"]
        assert set(one.conductors_a.values()) == {one.rated_a}


@every
def test_the_front_is_as_documented(name: str) -> None:
    rack, golden = model(name), RACKS[name]
    for key in ("work_lights", "usb", "cooling", "levers", "monitor_buttons", "network"):
        assert getattr(rack, key) == golden[key], key
    for key in ("meter_buttons", "lamps", "knobs"):
        assert list(getattr(rack, key)) == golden[key], key
    size = rack.size
    assert size is not None
    assert [size.height_u, size.width_mm, size.depth_mm, size.mass_kg] == golden["size"]


@every
def test_the_meter_has_a_register_table(name: str) -> None:
    assert model(name).meter == RACKS[name]["meter"]
    assert meter(model(name).meter) is not None


@every
def test_the_lamps_follow_the_rule_of_the_family(name: str) -> None:
    lamp = model(name).indicator
    assert [lamp.family, lamp.slight_a, lamp.serious_a] == RACKS[name]["indicator"]
    assert (lamp.floor_a, lamp.slow_hz, lamp.fast_hz, lamp.assumed) == (0.1, 1.0, 4.0, True)


@every
def test_the_dials_have_the_makers_steps_and_factory_settings(name: str) -> None:
    for dial, each in model(name).main.dials.items():
        golden = GOLDEN["dials"][dial]
        assert [each.steps, each.factory] == [tuple(golden["steps"]), golden["factory"]]
        assert each.assumed == (not each.settable)


@pytest.mark.parametrize("name", ["smartpdu-36", "smartpdu-48", "smartpdu-72"])
def test_a_smartpdu_has_all_seven_dials(name: str) -> None:
    assert set(model(name).main.dials) == set(GOLDEN["dials"])


@every
def test_the_ratings_behind_each_phase_add_up(name: str) -> None:
    rack, golden = model(name), RACKS[name]
    for phase in PHASES:
        total = branch_a(tuple(way for way in rack.ways if way.id != "X7"), phase)
        assert total == golden["branch_a_without_x7"]
        assert round(rack.main.rated_a / total, 2) == golden["share_of_main"]


@every
def test_phases_run_from_way_to_way(name: str) -> None:
    for way in model(name).supervised:
        assert way.phases == (PHASES[(way.number - 1) % 3],)


@every
def test_each_connector_of_six_carries_each_phase_twice(name: str) -> None:
    rack = model(name)
    phases = {way.id: way.phases[0] for way in rack.ways}
    for connector in rack.connectors:
        if len(connector.ways) == 6:
            assert [phases[way] for way in connector.ways] == list(PHASES) * 2


@every
def test_the_rear_connectors_are_as_documented(name: str) -> None:
    rack, golden = model(name), RACKS[name]
    rear = [each.id for each in rack.connectors if not each.id.startswith("X")]
    ones = [way.id for way in rack.supervised]
    assert rear == (ones if golden["connectors"] == "one each" else golden["connectors"])
    doubled = [
        [one.way, one.type, one.place, one.rated_a]
        for each in rack.connectors
        for one in each.sockets
    ]
    assert doubled == golden["doubled"]


@every
def test_ways_groups_and_connectors_agree(name: str) -> None:
    rack = model(name)
    ids = [way.id for way in rack.ways]
    assert len(set(ids)) == len(ids)
    assert [way for group in rack.groups for way in group.ways] == [w.id for w in rack.supervised]
    assert [way for each in rack.connectors for way in each.ways] == ids
    assert len({connector.id for connector in rack.connectors}) == len(rack.connectors)
    for connector in rack.connectors:
        kind = connector_types()[connector.type]
        assert len(connector.ways) == kind.ways
        assert connector.title == f"{connector.id} {kind.title}"
        assert connector.pins == kind.pins
        assert len(connector.also) == len(connector.sockets)


@every
def test_supervised_ways_are_sixteen_ampere_rcbos(name: str) -> None:
    rack, golden = model(name), RACKS[name]
    for way in rack.supervised:
        its = way.protection
        assert its.kind is ProtectionKind.RCBO
        assert (its.rated_a, its.poles, its.residual_a) == (golden["supervised_a"], 2, 0.03)
        assert (its.instantaneous, its.wave) == (golden["instantaneous"], golden["wave"])
        assert (its.curve, its.pulse_multiple, its.rcd_type) == ("medium", 12.0, "general")
    assert [rack.residual_band.low_a, rack.residual_band.high_a] == golden["trips_between_a"]


@every
def test_auxiliary_ways_are_protected_as_documented(name: str) -> None:
    rack = model(name)
    connectors = {each.id: each for each in rack.connectors}
    found = {
        way.id: [
            connectors[way.id].type,
            connectors[way.id].place,
            " ".join(way.phases),
            its.kind,
            its.rated_a,
            its.poles,
            its.residual_a,
            its.rcd_a,
        ]
        for way in rack.auxiliary
        for its in [way.protection]
    }
    assert found == RACKS[name]["auxiliary"]


def named(rack: RackModel, way: str) -> Any:
    return next(each for each in rack.ways if each.id == way)


def test_x7_is_one_circuit_with_four_sockets() -> None:
    (x7,) = [each for each in model("smartpdu-72").connectors if each.id == "X7"]
    assert x7.also == ("X7 Schuko (rear)", "X7 powerCON grey (rear)", "X7 powerCON TRUE1 (rear)")
    assert x7.fits == ("schuko", "bs-1363")
    assert named(model("smartpdu-72"), "X7").phases == (Phase.L1,)


def test_the_last_ways_of_a_c24_have_second_sockets() -> None:
    rack = model("c24")
    assert [each.id for each in rack.connectors] == ["1-6", "7-12", "13-18", "19-24", "X1"]
    assert rack.connectors[3].also == (
        "21 powerCON grey (rear)",
        "22 powerCON grey (rear)",
        "23 powerCON grey (rear)",
        "24 IEC 60320 (rear)",
    )


@pytest.mark.parametrize("name", [name for name in models() if name.startswith("c24")])
def test_x1_of_a_c24_has_a_residual_relay_with_dials_and_a_key(name: str) -> None:
    relay, golden = named(model(name), "X1").protection.relay, GOLDEN["x1_relay"]
    assert [relay.steps_a[0], relay.steps_a[-1]] == golden["range_a"]
    assert [relay.steps_s[0], relay.steps_s[-1]] == golden["range_s"]
    assert relay.key_switch is golden["key_switch"]
    assert (relay.factory_a, relay.factory_s, relay.assumed) == (0.03, 0.02, True)


@pytest.mark.parametrize("name", [name for name in models() if not name.startswith("c24")])
def test_no_other_rack_has_one(name: str) -> None:
    assert {way.protection.relay for way in model(name).ways} == {None}


@every
def test_how_long_the_e_stop_takes_is_said_where_it_is_assumed(name: str) -> None:
    main = model(name).main
    release_s = 0.03 if main.kind is MainKind.SWITCH_DISCONNECTOR else 0.0
    assert main.e_stop_s == release_s


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("smartpdu-36", ["L1 L2 L3", "SDM630", "transformers", "lamp", "fixed times", "6 x IR"]),
        ("smartpdu-72", ["L1 L2 L3", "SDM630", "X7", "delay curve", "20 and 27 mA", "553 mm"]),
        ("c24", ["L1 L2 L3", "lamp", "fuses", "5-pin", "-10 to 40", "IEC socket", "24 and 28 mA"]),
        ("c24-true1", ["steps of X1's", "C characteristic", "five buttons", "pulse of 12"]),
        ("c12b-13", ["L1 L2 L3", "DIRIS A10", "30 mA", "30 ms", "second socket"]),
        ("c12a-74", ["Australian socket"]),
        ("c12b-25", ["T13"]),
    ],
)
def test_what_rests_on_an_assumption_says_so(name: str, words: list[str]) -> None:
    for word in words:
        assert any(word in each for each in model(name).assumed), word


@every
def test_figures_no_maker_publishes_are_said_to_be_assumed(name: str) -> None:
    rack = model(name)
    for word in ("neutral relay acts above 50 V", "below 0.05 A", "22 K", "flash once a second"):
        assert sum(word in each for each in rack.assumed) == 1, word
    assert len(set(rack.assumed)) == len(rack.assumed)
    for each in (rack.neutral_relay, rack.sensor, rack.residual_band, rack.thermal):
        assert each.assumed


def test_the_seventy_two_sets_its_own_times() -> None:
    assert not any("fixed times" in each for each in model("smartpdu-72").assumed)


@pytest.mark.parametrize("name", ["smartpdu-48", "smartpdu-72"])
def test_the_option_of_a_larger_breaker_asks_for_a_larger_residual_device(name: str) -> None:
    assert any("63 A breaker" in each for each in model(name).options)
    assert any("63 A or more" in each for each in model(name).cautions)
    assert not any("63 A" in each for each in model("smartpdu-36").options)
