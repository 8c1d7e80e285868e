"""A picture under newer settings: what people entered changes, what was judged does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    CauseQuality,
    ConnectorView,
    Indicator,
    LampColor,
    LampPattern,
    Load,
    RackView,
    WayView,
)
from stagewatt.state.overlay import with_settings

GOOD = Mark(Quality.GOOD, 1, "board-1")


def a_way(name: str, connector: str) -> WayView:
    return WayView(
        id=name,
        name="old",
        phases=(),
        connector=connector,
        color="RD",
        mark=GOOD,
        i_a=3.0,
        i_min_a=None,
        i_max_a=None,
        i_peak_a=None,
        p_w=None,
        load=Load.OK,
        indicator=Indicator(LampColor.GREEN, LampPattern.STEADY),
        breaker=BreakerView(
            mark=GOOD, state=BreakerState.ON, cause=None, cause_quality=CauseQuality.UNKNOWN
        ),
        rated_a=16.0,
        min_a=1.0,
        max_a=2.0,
        warning=True,
    )


def a_rack(make_view: Callable[..., RackView], **more: Any) -> RackView:
    return make_view(
        name="old",
        group="old",
        settings_revision=3,
        ways=(a_way("A1", "A"), a_way("B1", "B")),
        connectors=(
            ConnectorView(id="A", title="A", type="soca", color="RD", ways=("A1",)),
            ConnectorView(id="B", title="B", type="soca", color=None, ways=("B1",)),
        ),
        **more,
    )


def test_newer_settings_are_shown_whole(make_view: Callable[..., RackView]) -> None:
    settings = RackSettings(
        revision=4,
        name="Dimmer SL",
        group="Stage L",
        ways={"A1": WaySettings(name="LED", min_a=None, max_a=12.0)},
        connectors={"B": "YE"},
    )
    view = a_rack(make_view)
    shown = with_settings(view, settings)
    assert (shown.settings_revision, shown.name, shown.group) == (4, "Dimmer SL", "Stage L")
    first, second = shown.ways
    assert (first.name, first.min_a, first.max_a, first.color) == ("LED", None, 12.0, None)
    assert (second.name, second.min_a, second.max_a, second.color) == (None, None, None, "YE")
    assert [one.color for one in shown.connectors] == [None, "YE"]
    assert (first.i_a, first.warning) == (3.0, True), "what was read and judged stays"
    assert (shown.seq, shown.boot_id) == (view.seq, view.boot_id)


def test_a_picture_that_is_as_new_comes_back_as_it_is(make_view: Callable[..., RackView]) -> None:
    view = a_rack(make_view)
    for revision in (0, 3):
        assert with_settings(view, RackSettings(revision=revision, name="x")) is view
