"""One step: a reading is judged on what was known before; silence is judged like any reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stagewatt.domain.alarm import Event
from stagewatt.domain.reading import RackReading
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import ConnectorView, RackView, WayView
from stagewatt.monitor import blocks
from stagewatt.monitor.asking import ask
from stagewatt.monitor.freshness import complete
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.latch import LatchBook, raised
from stagewatt.monitor.plan import Plan, prepare
from stagewatt.monitor.rule import Facts
from stagewatt.monitor.scene import Scene, look
from stagewatt.monitor.snapshot import SnapshotId
from stagewatt.monitor.state import Made, RackState
from stagewatt.monitor.tightest import tightest
from stagewatt.monitor.way_views import WaysKey, views

__all__ = ["Judgement", "SnapshotId", "step"]

WARNING_RULE = "supervision"
"""The rule whose alarms are the warning triangles."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a step returns: the state for the next step, the picture, and what happened."""

    state: RackState
    view: RackView
    events: tuple[Event, ...]


def step(
    before: RackState,
    reading: RackReading,
    settings: RackSettings,
    setup: RackSetup,
    now_ns: int,
    *,
    identity: SnapshotId,
) -> Judgement:
    """Judge a reading at `now_ns` (monotonic, never before the readings' instants).

    The same arguments give the same judgement. What good data said is remembered; lost data never
    moves anything toward normal. A step without anything new (the timer's) judges silence alone.
    """
    plan = before.plan
    if plan is None or plan.setup is not setup:
        plan = prepare(setup)
    journal = Journal(identity, now_ns, before.occurrences)
    scene = look(before, plan, complete(reading, setup), now_ns, journal)
    facts = _facts(scene, settings, setup, now_ns)
    book = ask(before, facts, scene.reading, journal, plan)
    made = _make(before, plan, scene, settings, book)
    state = RackState(
        occurrences=journal.occurrences,
        latches=book.latches,
        first_ns=scene.first_ns,
        heard_ns=scene.heard.instants_ns,
        reading=scene.reading,
        plan=plan,
        supply=scene.mains.known,
        main=scene.contacts.main_known,
        contacts=scene.contacts.contacts_known,
        boards=scene.boards,
        history=scene.history,
        lanes=scene.lanes,
        made=made,
    )
    return Judgement(state, _view(facts, plan, scene, state, identity), tuple(journal.events))


def _facts(scene: Scene, settings: RackSettings, setup: RackSetup, now_ns: int) -> Facts:
    return Facts(
        now_ns=now_ns,
        setup=setup,
        settings=settings,
        heard=scene.heard,
        mains=scene.mains.view,
        load=scene.load,
        ways=scene.ways,
        lanes=scene.lanes,
        temperatures=blocks.temperatures(scene.reading, scene.marks),
    )


def _view(
    facts: Facts, plan: Plan, scene: Scene, state: RackState, identity: SnapshotId
) -> RackView:
    celsius, celsius_mark = blocks.hottest(scene.reading, scene.marks)
    lost = any(phase.lost for phase in scene.ways.phases)
    last_ns = scene.heard.last_ns
    return RackView(
        rack=identity.rack,
        name=facts.settings.name,
        printed_name=identity.printed_name,
        model=plan.setup.model.id,
        node=identity.node,
        boot_id=identity.boot_id,
        seq=identity.seq,
        at_ns=facts.now_ns,
        settings_revision=facts.settings.revision,
        online=last_ns is not None and facts.now_ns <= scene.heard.silent_from_ns,
        last_heard_ns=last_ns,
        mains=scene.mains.view,
        supply=scene.mains.supply,
        main_breaker=scene.contacts.main,
        contacts=scene.contacts.contacts,
        temperature_c=celsius,
        temperature_mark=celsius_mark,
        load=scene.load,
        ways=tuple(state.made.ways[row][1][channel] for row, channel in plan.order),
        connectors=state.made.connectors,
        tightest=tightest(scene.mains.view, scene.load, scene.lanes, lost=lost),
        alarms=raised(state.latches),
        group=facts.settings.group,
    )


def _make(
    before: RackState, plan: Plan, scene: Scene, settings: RackSettings, book: LatchBook
) -> Made:
    """The views that can be used again as long as what they show stays the same."""
    latches = book.of(WARNING_RULE).items()
    warned = frozenset(place for place, latch in latches if latch.alarm is not None)
    keys = [WaysKey(lane, settings, scene.watts, warned) for lane in scene.lanes]
    old = before.made
    same = before.plan is plan
    ways = _way_views(old.ways if same else (), keys, plan)
    connectors = (
        old.connectors if same and old.settings is settings else _connectors(plan, settings)
    )
    meter = scene.reading.meter.sample
    return Made(
        meter=meter, mains=scene.mains.view, ways=ways, settings=settings, connectors=connectors
    )


def _way_views(
    old: Sequence[tuple[WaysKey, tuple[WayView, ...]]], keys: Sequence[WaysKey], plan: Plan
) -> tuple[tuple[WaysKey, tuple[WayView, ...]], ...]:
    if not old:
        return tuple((key, views(key, plan.lamps)) for key in keys)
    return tuple(
        was if key.same(was[0]) else (key, views(key, plan.lamps))
        for key, was in zip(keys, old, strict=True)
    )


def _connectors(plan: Plan, settings: RackSettings) -> tuple[ConnectorView, ...]:
    return tuple(
        ConnectorView(
            id=each.id,
            title=each.title,
            type=each.type,
            color=settings.connectors.get(each.id),
            ways=each.ways,
        )
        for each in plan.setup.model.connectors
    )
