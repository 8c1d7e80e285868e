"""A clock that stands still until told, and the smallest picture of a rack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine, Phase
from stagewatt.domain.quality import Bound, Mark, Quality
from stagewatt.domain.rack import (
    Connector,
    CtPosition,
    Group,
    IndicatorRule,
    MainDevice,
    MainKind,
    PowerConnector,
    Protection,
    ProtectionKind,
    RackModel,
    Way,
)
from stagewatt.domain.reading import EnergyValues
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    CauseQuality,
    Contacts,
    EStop,
    Interval,
    LoadView,
    MainsView,
    NeutralRelay,
    RackView,
    Supply,
)


@dataclass
class FakeClock:
    """Time as the test sets it."""

    ns: int = 1_000_000_000
    wall: float | None = None

    def now_ns(self) -> int:
        return self.ns

    def wall_s(self) -> float | None:
        return self.wall


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


NEVER = Mark(Quality.MISSING, None, "meter")

EMPTY = RackView(
    rack="r1",
    name=None,
    printed_name="smartPDU000001",
    model="smartpdu-48",
    node="n1",
    boot_id="b1",
    seq=1,
    at_ns=1_000_000_000,
    settings_revision=0,
    online=True,
    last_heard_ns=None,
    mains=MainsView(
        mark=NEVER,
        v_ln_v=L123.all(None),
        v_ll_v=LineToLine.all(None),
        i_a=L123N.all(None),
        f_hz=None,
        p_w=L123Sum.all(None),
        q_var=L123Sum.all(None),
        s_va=L123Sum.all(None),
        pf=L123Sum.all(None),
        thd_v_ln_pct=L123.all(None),
        thd_v_ll_pct=LineToLine.all(None),
        thd_i_pct=L123.all(None),
        energy=EnergyValues(),
    ),
    supply=L123.all(Supply.UNKNOWN),
    main_breaker=BreakerView(
        mark=NEVER,
        state=BreakerState.UNKNOWN,
        cause=None,
        cause_quality=CauseQuality.UNKNOWN,
    ),
    contacts=Contacts(mark=NEVER, e_stop=EStop.UNKNOWN, neutral_relay=NeutralRelay.UNKNOWN),
    temperature_c=None,
    temperature_mark=NEVER,
    load=LoadView(
        mark=NEVER,
        ways_a=L123.all(None),
        ways_bound=Bound.LOWER,
        main_a=L123.all(Interval(at_least_a=None, at_most_a=None)),
        main_limit_a=400.0,
        drain_limit_a=400.0,
        neutral_limit_a=400.0,
        neutral_limit_of="connector",
        p_ways_w=None,
    ),
    ways=(),
    connectors=(),
    tightest=None,
    alarms=(),
)


@pytest.fixture
def make_view() -> Callable[..., RackView]:
    """Make the smallest picture with some fields changed."""

    def make(**changes: Any) -> RackView:
        return replace(EMPTY, **changes)

    return make


@pytest.fixture
def model() -> RackModel:
    """A rack with one supervised way A1, one auxiliary way X1 and connectors A and X."""
    breaker = Protection(kind=ProtectionKind.RCBO, rated_a=16.0, poles=2, residual_a=0.03)

    def way(name: str, *, supervised: bool) -> Way:
        return Way(
            id=name,
            group=name[0],
            number=1,
            phases=(Phase.L1,),
            connector=name[0],
            protection=breaker,
            supervised=supervised,
        )

    return RackModel(
        id="tiny",
        family="smartpdu",
        title="tiny",
        printed_prefix="smartPDU",
        drain=PowerConnector(type="powerlock", rated_a=400.0),
        source=None,
        main=MainDevice(device="none", kind=MainKind.MCCB, rated_a=400.0, poles=4),
        meter="sdm630",
        ct_position=CtPosition.DRAIN,
        indicator=IndicatorRule(
            family="smartpdu", floor_a=0.5, slight_a=16.0, serious_a=18.0, assumed=False
        ),
        groups=(Group(id="A", ways=("A1",), module="soca"),),
        ways=(way("A1", supervised=True), way("X1", supervised=False)),
        connectors=(
            Connector(id="A", type="soca", title="A", ways=("A1",)),
            Connector(id="X", type="schuko", title="X", ways=("X1",)),
        ),
    )
