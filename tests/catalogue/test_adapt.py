import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.catalogue.adapt import with_modules, with_phases
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
