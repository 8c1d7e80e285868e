"""All that a step sees before any rule is asked: blocks, ways and loads with their doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stagewatt.domain.quality import Mark
from stagewatt.domain.reading import BoardSample, RackReading
from stagewatt.domain.view import BreakerState, BreakerView, LoadView
from stagewatt.monitor import blocks, lanes, load
from stagewatt.monitor.blocks import ContactBlock, MainsBlock
from stagewatt.monitor.freshness import Heard, heard, mark
from stagewatt.monitor.history import History, record
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.lanes import LaneState
from stagewatt.monitor.load import WaysSum
from stagewatt.monitor.plan import Plan
from stagewatt.monitor.state import RackState
from stagewatt.monitor.way_views import VoltAmps, watts_per_amp


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One rack as this step's reading leaves it. `marks` is the doubt of each board."""

    reading: RackReading
    first_ns: int
    heard: Heard
    marks: tuple[Mark, ...]
    boards: Mapping[str, BoardSample]
    mains: MainsBlock
    contacts: ContactBlock
    lanes: tuple[LaneState, ...]
    watts: VoltAmps
    ways: WaysSum
    load: LoadView
    history: History


def look(
    before: RackState, plan: Plan, reading: RackReading, now_ns: int, journal: Journal
) -> Scene:
    """Return what the reading shows at `now_ns`, on top of what was known before."""
    setup = plan.setup
    first_ns = now_ns if before.first_ns is None else before.first_ns
    meter = mark(reading.meter, now_ns, board=False)
    marks = tuple(mark(board, now_ns, board=True) for board in reading.boards)
    boards = blocks.judge_boards(before.boards, reading, marks, journal)
    mains = blocks.judge_mains(before, reading, meter, setup.model.nominal_v_ln_v, journal)
    contacts = blocks.judge_contacts(before, plan, reading, marks, mains.history, journal)
    rows = _lanes(before, plan, reading, marks, contacts.main, journal)
    watts = watts_per_amp(mains.view)
    ways = load.add_up(rows, watts)
    return Scene(
        reading=reading,
        first_ns=first_ns,
        heard=heard(reading, first_ns, before.heard_ns),
        marks=marks,
        boards=boards,
        mains=mains,
        contacts=contacts,
        lanes=rows,
        watts=watts,
        ways=ways,
        load=load.judge(setup, mains.view, contacts.main, rows, ways),
        history=_history(mains.history, rows, ways),
    )


def _lanes(
    before: RackState,
    plan: Plan,
    reading: RackReading,
    marks: Sequence[Mark],
    main: BreakerView,
    journal: Journal,
) -> tuple[LaneState, ...]:
    """Every board's lane judged; the lanes that no board carries stay as they are."""
    known = before.lanes if before.plan is plan else _moved(before, plan)
    main_on = main.state is BreakerState.ON
    judged = [
        lanes.judge(lane, board, mark_, plan.levels, journal, main_on=main_on)
        for lane, board, mark_ in zip(known, reading.boards, marks, strict=False)
    ]
    return (*judged, *known[len(judged) :])


def _moved(before: RackState, plan: Plan) -> tuple[LaneState, ...]:
    """The lanes of a new plan, with what was known of their ways under the old one."""
    known = {
        way.way.id: (level, breaker)
        for lane in before.lanes
        for way, level, breaker in zip(lane.lane.ways, lane.levels, lane.breakers, strict=True)
    }
    moved = []
    for lane in plan.lanes:
        blank = lanes.idle(lane)
        seats = zip(lane.ways, blank.levels, blank.breakers, strict=True)
        pairs = [known.get(way.way.id, (level, breaker)) for way, level, breaker in seats]
        levels = tuple(level for level, _ in pairs)
        breakers = tuple(breaker for _, breaker in pairs)
        moved.append(replace(blank, levels=levels, breakers=breakers))
    return tuple(moved)


def _history(history: History, rows: Sequence[LaneState], ways: WaysSum) -> History:
    """The ways' sums are read more often than the meter: they may have seen what it missed."""
    instants = [row.mark.at_ns for row in rows if row.mark.at_ns is not None]
    sums = [each.sum_a for each in ways.phases if each.sum_a is not None]
    return record(history, max(instants), max(sums), 0.0) if instants and sums else history
