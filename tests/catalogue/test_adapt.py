import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.catalogue.adapt import with_convention, with_modules, with_phases, with_sockets
from stagewatt.catalogue.load import model
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.phases import Phase


def test_another_module_gives_other_connectors_to_its_group_only() -> None:
    before = model("smartpdu-36")
    rack = with_modules(before, {"A": "harting-16-6", "C": "powercon"})
    assert [group.module for group in rack.groups] == ["harting-16-6", "socapex-19", "powercon"]
    ids = [connector.id for connector in rack.connectors]
    assert ids[:5] == ["A1-6", "A7-12", "B1-6", "B7-12", "C1"]
    assert ids[15:] == ["C12", "X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9"]
    types = {connector.id: connector.type for connector in rack.connectors}
    assert (types["A1-6"], types["B1-6"], types["C7"]) == ("harting-16-6", "socapex-19", "powercon")
    connectors = {way.id: way.connector for way in rack.ways}
    assert (connectors["B8"], connectors["C8"], connectors["X1"]) == ("B7-12", "C8", "X1")
    assert before.groups[0].module == "socapex-19"


def test_the_fitted_module_changes_nothing() -> None:
    for rack in (model("c24-soca"), model("smartpdu-72")):
        again = with_modules(rack, {group.id: group.module for group in rack.groups})
        assert again == rack == with_modules(rack, {})


@pytest.mark.unmeasured
@given(st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(["harting-16-6", "powercon"])))
def test_every_way_stays_on_exactly_one_connector(modules: dict[str, str]) -> None:
    rack = with_modules(model("smartpdu-48"), modules)
    carried = [way for connector in rack.connectors for way in connector.ways]
    assert sorted(carried) == sorted(way.id for way in rack.ways)
    for connector in rack.connectors:
        for way in rack.ways:
            assert (way.id in connector.ways) == (way.connector == connector.id)


def test_modules_that_do_not_fit_are_found_all_at_once() -> None:
    with pytest.raises(BadDocument) as error:
        with_modules(model("c24"), {"A": "powercon", "1-24": "true1"})
    assert str(error.value).splitlines() == [
        "c24-soca: modules.A: c24-soca has no group A; known: 1-24",
        "c24-soca: modules.1-24: true1 does not fit group 1-24 of c24-soca; choose socapex-19",
    ]


def test_other_phases_are_those_of_the_named_ways_only() -> None:
    rack = with_phases(model("smartpdu-48"), {"A7": "L2", "X1": "L3"})
    before = {way.id: way.phases for way in model("smartpdu-48").ways}
    changed = {way.id: way.phases for way in rack.ways if way.phases != before[way.id]}
    assert changed == {"A7": (Phase.L2,), "X1": (Phase.L3,)}


def test_phases_that_cannot_be_are_found_all_at_once() -> None:
    with pytest.raises(BadDocument) as error:
        with_phases(model("smartpdu-36"), {"D1": "L1", "X8": "L2", "A1": "L4"})
    first = ", ".join(f"A{number}" for number in range(1, 10))
    rest = "A11, A12, B1, B2, ..., X9"
    assert str(error.value).splitlines() == [
        f"smartpdu-36: phases.D1: smartpdu-36 has no way D1; known: {first}, A10, {rest}",
        "smartpdu-36: phases.X8: X8 carries all three phases; remove this line",
        "smartpdu-36: phases.A1: L4 is not a phase; write L1, L2 or L3",
    ]


def test_x7_can_have_british_sockets_and_says_what_they_carry() -> None:
    before = model("smartpdu-48")
    rack = with_sockets(before, {"X7": "bs-1363"})
    (x7,) = [each for each in rack.connectors if each.id == "X7"]
    assert (x7.type, x7.place, x7.title) == ("bs-1363", "front", "X7 BS 1363")
    assert x7.also == ("X7 BS 1363 (rear)", "X7 powerCON grey (rear)", "X7 powerCON TRUE1 (rear)")
    assert rack.cautions == (
        *before.cautions,
        "the front BS 1363 socket of way X7 carries 13 A, its breaker 16 A",
        "the rear BS 1363 socket of way X7 carries 13 A, its breaker 16 A",
    )
    assert with_sockets(rack, {"X7": "schuko"}) == before
    assert with_sockets(before, {}) == before


def test_sockets_that_do_not_fit_are_found_all_at_once() -> None:
    with pytest.raises(BadDocument) as error:
        with_sockets(model("smartpdu-36"), {"X7": "true1", "X1": "schuko"})
    first, second = str(error.value).splitlines()
    assert first == (
        "smartpdu-36: sockets.X7: true1 does not fit X7 of smartpdu-36; choose schuko or bs-1363"
    )
    assert second == (
        "smartpdu-36: sockets.X1: smartpdu-36 has no way X1 with exchangeable sockets; known: X7"
    )


def test_pairs_are_the_other_convention_of_the_field() -> None:
    rack = with_convention(model("smartpdu-36"), "pairs")
    phases = [way.phases[0].value[1] for way in rack.supervised]
    assert "".join(phases) == "112233112233" * 3
    assert rack.auxiliary == model("smartpdu-36").auxiliary
    assert with_convention(rack, "cyclic") == model("smartpdu-36")


def test_another_convention_is_refused() -> None:
    with pytest.raises(BadDocument, match="phases: there is no convention pair; did you mean pair"):
        with_convention(model("c24"), "pair")


def test_modules_keep_the_doubled_sockets_of_their_ways() -> None:
    rack = with_modules(model("c24-true1"), {"1-24": "true1"})
    assert rack == model("c24-true1")
