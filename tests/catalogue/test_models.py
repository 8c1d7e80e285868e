import json
from pathlib import Path
from typing import Any

import pytest

from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.load import model, models
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.rack import CtPosition, ProtectionKind, RackModel

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "racks" / "racks.json").read_text("utf-8")
)
every = pytest.mark.parametrize("name", list(models()))


def test_every_shipped_model_has_golden_data() -> None:
    assert set(GOLDEN["racks"]) == set(models())


@every
def test_a_model_is_what_its_maker_documents(name: str) -> None:
    rack, golden = model(name), GOLDEN["racks"][name]
    main = rack.main
    assert len(rack.supervised) == golden["supervised"]
    assert [group.id for group in rack.groups] == golden["groups"]
    assert [way.id for way in rack.auxiliary] == golden["auxiliary"]
    assert {key: getattr(main, key) for key in golden["main"]} == golden["main"]
    assert rack.drain.rated_a == golden["drain_a"]
    assert (rack.source.rated_a if rack.source else None) == golden["source_a"]
    assert {fuse.id: fuse.rating_a for fuse in rack.fuses} == golden["fuses"]
    assert [rack.ambient_min_c, rack.ambient_max_c] == golden["ambient_c"]
    assert all(list(group.modules) == golden["modules"] for group in rack.groups)
    assert rack.meter == golden["meter"]
    assert rack.ct_position is CtPosition.DRAIN
    assert rack.nominal_v_ln_v == 230.0
    assert [dial for dial in main.dials if main.dials[dial].settable] == golden["settable"]


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
    rack = model(name)
    for phase in PHASES:
        behind = [w for w in rack.ways if phase in w.phases and w.id != "X7"]
        total = sum(way.protection.rated_a for way in behind)
        assert total == GOLDEN["racks"][name]["branch_a_without_x7"]


@every
def test_each_connector_of_six_carries_each_phase_twice(name: str) -> None:
    rack = model(name)
    phases = {way.id: way.phases[0] for way in rack.ways}
    for connector in rack.connectors:
        if len(connector.ways) == 6:
            assert [phases[way] for way in connector.ways] == list(PHASES) * 2


@every
def test_ways_groups_and_connectors_agree(name: str) -> None:
    rack = model(name)
    ids = [way.id for way in rack.ways]
    assert len(set(ids)) == len(ids)
    assert [way for group in rack.groups for way in group.ways] == [w.id for w in rack.supervised]
    assert [way for each in rack.connectors for way in each.ways] == ids
    assert len({connector.id for connector in rack.connectors}) == len(rack.connectors)
    for connector in rack.connectors:
        assert len(connector.ways) == connector_types()[connector.type].ways
        assert connector.title == f"{connector.id} {connector_types()[connector.type].title}"


@every
def test_supervised_ways_are_sixteen_ampere_rcbos(name: str) -> None:
    for way in model(name).supervised:
        protection = way.protection
        assert protection.kind is ProtectionKind.RCBO
        assert (protection.rated_a, protection.poles, protection.residual_a) == (16.0, 2, 0.03)


def protections(rack: RackModel) -> dict[str, tuple[str, float, int, float | None]]:
    return {
        way.id: (p.kind.value, p.rated_a, p.poles, p.residual_a)
        for way in rack.auxiliary
        for p in [way.protection]
    }


def test_auxiliary_ways_of_a_smartpdu_are_protected_as_documented() -> None:
    rack = model("smartpdu-48")
    single = {f"X{number}": ("rcbo", 16.0, 2, 0.03) for number in range(1, 7)}
    assert protections(rack) == single | {
        "X7": ("breaker", 16.0, 2, None),
        "X8": ("mcb_rcd", 16.0, 4, 0.03),
        "X9": ("mcb_rcd", 32.0, 4, 0.03),
    }
    types = {each.id: each.type for each in rack.connectors if each.id.startswith("X")}
    assert types == {f"X{number}": "cee-16-3" for number in range(1, 7)} | {
        "X7": "schuko",
        "X8": "cee-16-5",
        "X9": "cee-32-5",
    }


def test_x7_is_one_circuit_with_four_sockets() -> None:
    (x7,) = [each for each in model("smartpdu-72").connectors if each.id == "X7"]
    assert x7.also == ("X7 Schuko (rear)", "X7 powerCON grey (rear)", "X7 powerCON TRUE1 (rear)")
    (way,) = [way for way in model("smartpdu-72").ways if way.id == "X7"]
    assert way.phases == (Phase.L1,)


def test_the_last_ways_of_a_c24_have_second_sockets() -> None:
    rack = model("c24")
    assert [each.id for each in rack.connectors] == ["1-6", "7-12", "13-18", "19-24", "X1"]
    assert rack.connectors[3].also == (
        "21 powerCON grey (rear)",
        "22 powerCON grey (rear)",
        "23 powerCON grey (rear)",
        "24 IEC 60320 (rear)",
    )
    assert protections(rack) == {"X1": ("mcb_rcd", 32.0, 4, 0.03)}


def test_the_lamps_of_the_families_follow_their_own_rules() -> None:
    pdu, c24 = model("smartpdu-48").indicator, model("c24").indicator
    assert (pdu.family, pdu.floor_a, pdu.slight_a, pdu.serious_a) == ("smartpdu", 0.1, 16.0, 20.0)
    assert (c24.family, c24.floor_a, c24.slight_a, c24.serious_a) == ("c24", 0.1, 14.4, 16.0)
    assert pdu.assumed
    assert c24.assumed


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "smartpdu-36",
            ["L1 L2 L3", "SDM630", "transformers", "lamp", "fixed times", "delay curve"],
        ),
        ("smartpdu-72", ["L1 L2 L3", "SDM630", "transformers", "lamp", "X7", "delay curve"]),
        ("c24", ["L1 L2 L3", "transformers", "lamp", "fuses", "5-pin", "-10 to 40", "IEC socket"]),
    ],
)
def test_what_rests_on_an_assumption_says_so(name: str, words: list[str]) -> None:
    for word in words:
        assert any(word in each for each in model(name).assumed), word


def test_the_seventy_two_sets_its_own_times() -> None:
    assert not any("fixed times" in each for each in model("smartpdu-72").assumed)
