"""The rack's blocks apart from its ways: mains, supply, main breaker, contacts, temperature."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stagewatt.domain.alarm import Severity
from stagewatt.domain.phases import L123
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import BoardSample, ContactId, RackReading, Value
from stagewatt.domain.view import BreakerView, Contacts, MainsView, Supply
from stagewatt.monitor import contacts, main_breaker, mains
from stagewatt.monitor.contacts import MAIN_CONTACTS, SAFETY_CONTACTS, ContactMemory
from stagewatt.monitor.freshness import instant_ns
from stagewatt.monitor.history import History, record
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.main_breaker import MainMemory
from stagewatt.monitor.plan import Plan
from stagewatt.monitor.rule import Temperature
from stagewatt.monitor.state import RackState


@dataclass(frozen=True, slots=True, kw_only=True)
class MainsBlock:
    """The meter's block; `sample` is its newest as it came."""

    view: MainsView
    supply: L123[Supply]
    known: L123[Supply]
    history: History


def judge_mains(
    before: RackState, reading: RackReading, mark: Mark, nominal_v: float, journal: Journal
) -> MainsBlock:
    """Return the meter's block and what it says of the supply."""
    sample, made = reading.meter.sample, before.made
    if made.mains is not None and made.meter is sample and made.mains.mark == mark:
        view = made.mains
    else:
        view = mains.view(None if sample is None else mains.clean(sample), mark)
    now = mains.supply_now(view, nominal_v)
    known, history = before.supply, before.history
    if mark.quality is Quality.GOOD:
        at_ns = instant_ns(mark)
        known = mains.remember_supply(known, now, at_ns, journal)
        phase_a = max(_number(i_a) for i_a in view.i_a.phases)
        history = record(history, at_ns, phase_a, _number(view.i_a.n))
    shown = mains.shown_supply(known, now, mark.quality)
    return MainsBlock(view=view, supply=shown, known=known, history=history)


def _number(value: Value) -> float:
    return 0.0 if value is None else value


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBlock:
    """Main breaker, E-stop and neutral relay: what is known, and what may be shown."""

    main: BreakerView
    contacts: Contacts
    main_known: MainMemory
    contacts_known: ContactMemory


def judge_contacts(
    before: RackState,
    plan: Plan,
    reading: RackReading,
    marks: Sequence[Mark],
    history: History,
    journal: Journal,
) -> ContactBlock:
    """Return what the boards' contacts say."""
    main_known, contacts_known = before.main, before.contacts
    mark, sample = _source(reading, marks, MAIN_CONTACTS)
    if sample is not None and mark.quality is Quality.GOOD:
        stands = main_breaker.position(sample)
        if stands is None:  # contacts that contradict each other are as good as none
            mark = replace(mark, quality=Quality.MISSING)
        else:
            main_known = main_breaker.remember(
                main_known, sample, stands, instant_ns(mark), history, plan.setup, journal
            )
    safety, sample = _source(reading, marks, SAFETY_CONTACTS)
    if sample is not None and safety.quality is Quality.GOOD:
        contacts_known = contacts.remember(contacts_known, sample, instant_ns(safety), journal)
    return ContactBlock(
        main=main_breaker.view(main_known, mark),
        contacts=contacts.view(contacts_known, safety),
        main_known=main_known,
        contacts_known=contacts_known,
    )


def _source(
    reading: RackReading, marks: Sequence[Mark], wanted: frozenset[ContactId]
) -> tuple[Mark, BoardSample | None]:
    """The first board with one of the wanted contacts; without one, why there is none."""
    for board, mark in zip(reading.boards, marks, strict=True):
        if board.sample is not None and any(name in wanted for name, _ in board.sample.contacts):
            return mark, board.sample
    quality = Quality.UNMEASURED if _all_good(marks) else Quality.MISSING
    return Mark(quality, None, reading.boards[0].device if reading.boards else "none"), None


def _all_good(marks: Sequence[Mark]) -> bool:
    return bool(marks) and all(mark.quality is Quality.GOOD for mark in marks)


def temperatures(reading: RackReading, marks: Sequence[Mark]) -> tuple[Temperature, ...]:
    """Return what each board says of the temperature now."""
    return tuple(
        Temperature(
            device=board.device,
            celsius=_celsius(board.sample) if mark.quality is Quality.GOOD else None,
            at_ns=instant_ns(mark),
        )
        for board, mark in zip(reading.boards, marks, strict=True)
    )


def hottest(reading: RackReading, marks: Sequence[Mark]) -> tuple[Value, Mark]:
    """Return the highest temperature that is good; where none is, the highest of the old ones."""
    found = [
        (mark.quality is Quality.GOOD, celsius, mark)
        for board, mark in zip(reading.boards, marks, strict=True)
        if (celsius := _celsius(board.sample)) is not None
    ]
    if not found:
        return None, _source(reading, marks, frozenset())[0]
    _, celsius, mark = max(found, key=lambda each: each[:2])
    return celsius, mark


def _celsius(sample: BoardSample | None) -> Value:
    celsius = None if sample is None else sample.temperature_c
    return celsius if celsius is not None and math.isfinite(celsius) else None


def judge_boards(
    before: Mapping[str, BoardSample],
    reading: RackReading,
    marks: Sequence[Mark],
    journal: Journal,
) -> Mapping[str, BoardSample]:
    """Return the boards' last good samples; events where one restarted or is another one now."""
    after = before
    for board, mark in zip(reading.boards, marks, strict=True):
        old, new = before.get(board.device), board.sample
        if new is None or new is old or mark.quality is not Quality.GOOD:
            continue
        after = {**after, board.device: new}
        if old is not None:
            _compare(board.device, old, new, instant_ns(mark), journal)
    return after


def _compare(device: str, old: BoardSample, new: BoardSample, at_ns: int, journal: Journal) -> None:
    if old.identity.serial != new.identity.serial:
        change = (old.identity.serial, new.identity.serial)
        text = f"{device} is another board now: {new.identity.serial}, was {old.identity.serial}"
        journal.moved(device, text, Severity.WARNING, change, rule="identity", at_ns=at_ns)
    elif old.boot != new.boot:
        change = (str(old.boot), str(new.boot))
        text = f"{device} restarted"
        journal.moved(device, text, Severity.WARNING, change, rule="reboot", at_ns=at_ns)
    else:
        contacts.blinks(old, new, at_ns, journal)
