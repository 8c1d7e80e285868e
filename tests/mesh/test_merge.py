"""Three-way merge: what one side changed wins, what both changed is told; nothing by clock."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mesh.racks import NAMED

from stagewatt.domain.errors import Invalid
from stagewatt.domain.settings import RackSettings, WaySettings, changed
from stagewatt.mesh.merge import Clash, difference, merge
from stagewatt.mesh.questions import ChangePiece
from stagewatt.mesh.settings_pieces import change_of, change_piece, same_names

texts = st.sampled_from((None, "a", "b", "c"))
limits = st.sampled_from((None, 1.0, 2.0))
ways = st.dictionaries(
    st.sampled_from(("A1", "A2")),
    st.builds(WaySettings, name=texts, min_a=limits, max_a=limits).filter(
        lambda way: way != WaySettings()
    ),
)
rack_settings = st.builds(
    RackSettings,
    revision=st.integers(0, 9),
    name=texts,
    group=texts,
    ways=ways,
    connectors=st.dictionaries(st.sampled_from(("C1", "C2")), st.sampled_from(("RD", "GN"))),
)


@given(rack_settings, rack_settings)
def test_what_one_side_alone_changed_wins(base: RackSettings, other: RackSettings) -> None:
    assert merge(base, base, other).clashes == ()
    assert same_names(merge(base, base, other).settings, other)
    assert merge(base, other, base).settings == other
    assert merge(base, other, base).clashes == ()


@given(rack_settings, rack_settings)
def test_the_same_change_on_both_sides_is_no_clash(base: RackSettings, same: RackSettings) -> None:
    merged = merge(base, same, replace(same, revision=99))
    assert merged.settings == same
    assert merged.clashes == ()


@given(rack_settings, rack_settings, rack_settings)
def test_nothing_is_lost_unsaid(
    base: RackSettings, mine: RackSettings, theirs: RackSettings
) -> None:
    merged = merge(base, mine, theirs)
    kept, told = merged.settings, {(clash.place, clash.what): clash for clash in merged.clashes}
    assert kept.revision == mine.revision
    for what in ("name", "group"):
        sides = [getattr(side, what) for side in (base, mine, theirs)]
        _field(sides, getattr(kept, what), told.get(("rack", what)))
    for way in ("A1", "A2"):
        sides = [side.way(way).name for side in (base, mine, theirs)]
        _field(sides, kept.way(way).name, told.get((way, "name")))
        pairs = [(w.min_a, w.max_a) for w in (s.way(way) for s in (base, mine, theirs))]
        found = (kept.way(way).min_a, kept.way(way).max_a)
        assert found in pairs, "limits of two sides are never mixed"
        if pairs[2] not in (pairs[0], pairs[1]) and pairs[1] != pairs[0]:
            assert found == pairs[1]
            assert told[way, "limits"].kept != told[way, "limits"].other
    for connector in ("C1", "C2"):
        colors = [side.connectors.get(connector) for side in (base, mine, theirs)]
        _field(colors, kept.connectors.get(connector), told.get((connector, "colour")))


def _field(sides: list[str | None], kept: str | None, clash: Clash | None) -> None:
    base, mine, theirs = sides
    if theirs not in (base, mine) and mine != base:
        assert kept == mine
        assert clash is not None
        assert (clash.kept, clash.other) == (mine, theirs)
    else:
        assert clash is None
        assert kept == (theirs if mine == base else mine)


@given(rack_settings, rack_settings)
def test_the_difference_leads_from_one_to_the_other(
    before: RackSettings, after: RackSettings
) -> None:
    changes = difference(before, after)
    settings = before
    for change in changes:
        assert change_of(change_piece(change)) == change
        settings = changed(settings, change)
    assert same_names(settings, after)
    assert (changes == ()) is same_names(before, after)


def test_limits_in_words() -> None:
    mine = replace(NAMED, ways={"A1": WaySettings(min_a=1.0)})
    merged = merge(NAMED, mine, replace(NAMED, ways={}))
    assert Clash("A1", "limits", "min 1 A, max none", None) in merged.clashes


def test_a_change_of_a_later_version_is_refused() -> None:
    with pytest.raises(Invalid):
        change_of(ChangePiece(99, None, 0, None, None, None))
