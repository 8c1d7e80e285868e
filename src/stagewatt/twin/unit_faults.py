"""What is done to a device's answers on their way: late, mixed up, cut, torn, garbled."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from stagewatt.domain.reading import BoardSample, Contact
from stagewatt.twin.faults import ActiveFault, Device, find, places, sizes
from stagewatt.wire.mbap import Frame, encode

WRONG_BY = 7
"""How far beside its own unit number a device answers that has the wrong one."""
_GARBAGE_BYTES = 40
_MS = 1000.0
_QUESTIONS_MAX = 64
"""So many different questions are remembered; no client asks more, and a flood fills nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes for the wire, and how long the device takes for them."""

    data: bytes
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with the line itself: connections refused, or cut when they get so old."""

    refuses: bool = False
    cut_after_s: float | None = None


@dataclass(slots=True)
class Held:
    """What a faulty device remembers of earlier questions."""

    answer: Frame | None = None
    """The answer to the question before."""
    words: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    """The answer before to the same question: function, address, count."""
    sample: BoardSample | None = None
    """What a board that hangs goes on saying."""


def silent(device: Device, faults: frozenset[ActiveFault]) -> bool:
    """Tell whether a device does not let itself be heard."""
    own = "meter_dark" if device is Device.METER else "board_silent"
    return any(find(faults, name) is not None for name in (own, "bus_silent"))


def delay_s(device: Device, faults: frozenset[ActiveFault]) -> float:
    """Return how late a device answers, seconds."""
    slow = find(faults, "meter_slow" if device is Device.METER else "board_slow")
    return 0.0 if slow is None else slow.size or 0.0


def exception_code(device: Device, faults: frozenset[ActiveFault]) -> int | None:
    """Return the exception with which a device refuses everything, None while it answers."""
    code = sizes(faults, "exceptions").get(device)
    return None if code is None else int(code)


def sent(
    device: Device, answer: Frame, faults: frozenset[ActiveFault], held: Held, chance: random.Random
) -> Reply | None:
    """Return what of a device's answer comes onto the wire; None for nothing."""
    before, held.answer = held.answer, answer
    if device in places(faults, "wire_garbage"):
        return Reply(chance.randbytes(_GARBAGE_BYTES))
    if device in places(faults, "answers_late"):
        if before is None:
            return None
        answer = before
    elif device in places(faults, "answers_mixed") and before is not None:
        answer = answer._replace(pdu=before.pdu)
    if device in places(faults, "wrong_unit"):
        answer = answer._replace(unit=answer.unit + WRONG_BY & 0xFF)
    data = encode(answer)
    if device in places(faults, "answers_cut"):
        data = data[: len(data) // 2]
    return Reply(data, delay_s(device, faults))


def torn(question: tuple[int, int, int], words: list[int], held: Held) -> list[int]:
    """Return the first half of an answer with the second half of the one before."""
    before = held.words.get(question, words)
    if len(held.words) >= _QUESTIONS_MAX:
        held.words.clear()
    held.words[question] = words
    half = len(words) // 2
    return [*words[:half], *before[half:]]


def reported(sample: BoardSample, faults: frozenset[ActiveFault], held: Held) -> BoardSample:
    """Return what a board reports with a clock that is off, a lost thermometer, or hanging."""
    if find(faults, "board_frozen") is not None:
        held.sample = held.sample or sample
        return held.sample
    held.sample = None
    if find(faults, "temperature_dead") is not None:
        sample = replace(sample, temperature_c=None)
    drift, jump = find(faults, "board_clock_drift"), find(faults, "board_clock_jump")
    if drift is None and jump is None:
        return sample
    factor = 1.0 if drift is None else 1.0 + (drift.size or 0.0) / 100
    more_ms = 0.0 if jump is None else (jump.size or 0.0) * _MS
    return replace(
        sample,
        contacts=tuple((which, _aged(each, factor, more_ms)) for which, each in sample.contacts),
        way_breakers=tuple(
            None if each is None else _aged(each, factor, more_ms) for each in sample.way_breakers
        ),
    )


def _aged(contact: Contact, factor: float, more_ms: float) -> Contact:
    return replace(contact, since_ms=max(0, round(contact.since_ms * factor + more_ms)))
