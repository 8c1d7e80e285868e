"""Changes of names, limits and colours: what is set, what is cleared, what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.settings import (
    COLORS,
    Change,
    ColorConnector,
    EditWay,
    RackSettings,
    RenameRack,
    WaySettings,
    changed,
)

names = st.none() | st.text(min_size=1, max_size=8)
amps = st.none() | st.floats(0, 100)
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(RenameRack, name=names),
    st.builds(
        ColorConnector, connector=st.sampled_from("AB"), color=st.none() | st.sampled_from(COLORS)
    ),
    st.builds(EditWay, way=st.sampled_from(["A1", "A2"]), name=names, min_a=amps, max_a=amps),
    st.builds(EditWay, way=st.sampled_from(["A1", "A2"]), max_a=amps),
)


@pytest.mark.unmeasured
@given(st.lists(changes))
def test_each_change_counts_one_revision_and_touches_one_place(todo: list[Change]) -> None:
    settings = RackSettings()
    for change in todo:
        after = changed(settings, change)
        assert after.revision == settings.revision + 1
        touched = change.way if isinstance(change, EditWay) else None
        for way in ("A1", "A2"):
            assert way == touched or after.way(way) == settings.way(way)
        settings = after


def test_a_field_left_out_stays_and_none_clears() -> None:
    first = changed(RackSettings(), EditWay(way="A1", name="Spot", min_a=1.0, max_a=9.0))
    second = changed(first, EditWay(way="A1", max_a=None))
    assert second.way("A1") == WaySettings(name="Spot", min_a=1.0, max_a=None)
    assert second.way("A2") == WaySettings()


def test_a_way_with_nothing_left_is_forgotten() -> None:
    named = changed(RackSettings(), EditWay(way="A1", name="Spot"))
    assert changed(named, EditWay(way="A1", name=None)).ways == {}


def test_colours_are_set_and_cleared() -> None:
    red = changed(RackSettings(), ColorConnector(connector="A1-6", color="RD"))
    assert red.connectors == {"A1-6": "RD"}
    assert changed(red, ColorConnector(connector="A1-6", color=None)).connectors == {}


def test_the_rack_gets_and_loses_its_name() -> None:
    named = changed(RackSettings(), RenameRack(name="Dimmer SL"))
    assert named.name == "Dimmer SL"
    assert changed(named, RenameRack(name=None)).name is None
