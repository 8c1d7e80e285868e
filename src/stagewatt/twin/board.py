"""The I/O board: looks at sensors and contacts every step and keeps each second's extremes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    ContactId,
    Value,
    WindowSample,
)
from stagewatt.meters.rack_io.layout import MAP_VERSION
from stagewatt.twin.contacts import ORDER, Contacts, Sensed
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.faults.sensing import Readings, sensed
from stagewatt.twin.plant import Plant
from stagewatt.twin.quick import changed

WINDOW_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What is wired to the board: contacts in `ORDER`, levers and currents of supervised ways.

    `peak_a` are the crests of the waves, inrush pulses among them; `faults` those of the sensors.
    """

    contacts: tuple[bool, ...]
    levers: tuple[bool, ...]
    i_a: tuple[float, ...]
    peak_a: tuple[float, ...]
    faults: frozenset[ActiveFault] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`up` = it has supply. Extremes are those of the second that is running."""

    up: bool
    boot: int
    frame: int
    started_ns: int
    contacts: Contacts
    levers: tuple[Sensed, ...]
    i_a: tuple[float, ...]
    low_a: tuple[float, ...]
    high_a: tuple[float, ...]
    peak_a: tuple[float, ...]
    window: WindowSample | None = None


def started(plant: Plant, inputs: Inputs, boot: int, now_ns: int) -> Board:
    """Return a board that was just switched on."""
    i_a = _sensed(plant, inputs, 0, inputs.i_a)
    return Board(
        up=True,
        boot=boot & 0xFFFF,
        frame=0,
        started_ns=now_ns,
        contacts=Contacts.fresh(inputs.contacts, now_ns),
        levers=tuple(Sensed(closed, 0, now_ns) for closed in inputs.levers),
        i_a=i_a,
        low_a=i_a,
        high_a=i_a,
        peak_a=inputs.peak_a,
    )


def looked(plant: Plant, before: Board, inputs: Inputs, now_ns: int, *, power: bool) -> Board:
    """Let the board look once: one step later, or at once after a hand did something."""
    if not power:
        return before if not before.up else replace(before, up=False)
    if not before.up:
        return started(plant, inputs, before.boot + 1, now_ns)
    frame = before.frame + 1 & 0xFFFF
    i_a = _sensed(plant, inputs, frame, before.i_a)
    # Each rack and step: comparing here takes a third of what `min` and `max` would.
    low_a = tuple([b if b < a else a for a, b in zip(before.low_a, i_a, strict=True)])  # noqa: FURB136
    high_a = tuple([b if b > a else a for a, b in zip(before.high_a, i_a, strict=True)])  # noqa: FURB136
    peak_a = before.peak_a
    if peak_a is not inputs.peak_a:  # the very same tuple comes while nothing changes
        peak_a = tuple(map(max, peak_a, inputs.peak_a))
    seconds = (now_ns - before.started_ns) // WINDOW_NS
    window = before.window
    if seconds > (0 if window is None else window.number):
        window = _window(plant, seconds, (low_a, high_a, peak_a))
        low_a, high_a, peak_a = i_a, i_a, inputs.peak_a
    return changed(
        before,
        frame=frame,
        contacts=before.contacts.seen(inputs.contacts, now_ns),
        levers=_levers(before.levers, inputs.levers, now_ns),
        i_a=i_a,
        low_a=low_a,
        high_a=high_a,
        peak_a=peak_a,
        window=window,
    )


def sample(
    plant: Plant, board: Board, now_ns: int, *, dead: frozenset[str], temperature_c: float
) -> BoardSample:
    """Return what the board reports; `dead` are the ways whose sensors have failed."""
    ways = plant.ways[: plant.supervised]
    faulty = tuple(each.way.id in dead for each in ways)
    wired = dict(zip(ORDER, board.contacts.sensed, strict=True))
    return BoardSample(
        identity=identity(plant),
        boot=board.boot,
        frame=board.frame,
        i_a=_without(board.i_a, faulty),
        fitted=(True,) * len(ways),
        sensor_fault=faulty,
        contacts=tuple((which, wired[which].sample(now_ns)) for which in ContactId),
        first_out=board.contacts.first_out,
        way_breakers=tuple(each.sample(now_ns) for each in board.levers),
        temperature_c=temperature_c,
        window=None if board.window is None else _masked(board.window, faulty),
    )


def identity(plant: Plant) -> BoardIdentity:
    """Return who the board says it is."""
    return BoardIdentity(
        serial=plant.serial,
        printed_name=plant.printed_name,
        model=plant.model.id,
        map_version=MAP_VERSION,
        ways=plant.supervised,
        firmware="1.0",
        has_breakers=True,
    )


def _sensed(
    plant: Plant, inputs: Inputs, frame: int, held_a: tuple[float, ...]
) -> tuple[float, ...]:
    """Return currents as the sensors give them: noise on top, nothing below their floor."""
    sensor, noise = plant.model.sensor, plant.noise_of(frame)
    floor_a, noise_a = sensor.floor_a, sensor.noise_a
    read_a = tuple(
        [
            0.0 if amps < floor_a else amps + noise_a * more
            for amps, more in zip(inputs.i_a, noise, strict=True)
        ]
    )
    if not inputs.faults:
        return read_a
    return sensed(inputs.faults, plant.index, Readings(read_a=read_a, held_a=held_a, noise=noise))


def _levers(
    before: tuple[Sensed, ...], closed: tuple[bool, ...], now_ns: int
) -> tuple[Sensed, ...]:
    if closed == tuple([each.active for each in before]):
        return before
    return tuple(s.seen(c, now_ns) for s, c in zip(before, closed, strict=True))


Extremes = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]


def _window(plant: Plant, number: int, extremes: Extremes) -> WindowSample:
    low_a, high_a, peaks_a = extremes
    floor_a = plant.model.sensor.floor_a
    return WindowSample(
        number=number,
        i_min_a=low_a,
        i_max_a=high_a,
        i_peak_a=tuple([peak if peak >= floor_a else 0.0 for peak in peaks_a]),
    )


def _masked(window: WindowSample, faulty: tuple[bool, ...]) -> WindowSample:
    return WindowSample(
        number=window.number & 0xFFFF,
        i_min_a=_without(window.i_min_a, faulty),
        i_max_a=_without(window.i_max_a, faulty),
        i_peak_a=_without(window.i_peak_a, faulty),
    )


def _without(values: tuple[Value, ...], faulty: tuple[bool, ...]) -> tuple[Value, ...]:
    return tuple(None if bad else v for v, bad in zip(values, faulty, strict=True))
