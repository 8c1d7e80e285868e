"""The live block: what every poll brings, contacts and all currents in one read."""

from __future__ import annotations

from collections.abc import Sequence

from stagewatt.domain.reading import BoardIdentity, BoardSample, Contact, ContactId
from stagewatt.meters.rack_io.bits import flags, pack
from stagewatt.meters.rack_io.currents import amps, raw
from stagewatt.meters.rack_io.layout import (
    A_PER_BIT,
    CONTACTS,
    LIVE_AT,
    LIVE_MARK,
    SINCE_MAX_MS,
    TEMPERATURE_MISSING,
    BadFrame,
    TornFrame,
)
from stagewatt.wire.codecs import Integer
from stagewatt.wire.plan import Span

_WINDOW, _CONTACTS, _FIRST_OUT, _TEMPERATURE, _BREAKER_CHANGES = 4, 5, 6, 7, 8
_STAMPS, _FITTED, _FAULTY, _CURRENTS = 10, 22, 27, 32
_BITS_WORDS = 5
_TENTHS = Integer(1, signed=True, missing=TEMPERATURE_MISSING)


def reads_live(ways: int) -> tuple[Span, ...]:
    """Return the one read that brings the live block of so many ways."""
    return (Span(LIVE_AT, _CURRENTS + ways + 1),)


def decode_live(words: Sequence[int], identity: BoardIdentity) -> BoardSample:
    """Return the sample, still without window, breaker contacts and residual currents.

    BadFrame when this is no live block of the board that `identity` describes (it may have been
    replaced: identify again); TornFrame when it changed while it was read.
    """
    ways = identity.ways
    if len(words) != _CURRENTS + ways + 1 or words[1] != LIVE_MARK or words[3] != ways:
        raise BadFrame(f"no live block of {ways} ways")
    if words[0] != words[-1]:
        raise TornFrame(f"frame {words[0]} begins and frame {words[-1]} ends the block")
    fitted = flags(words[_FITTED:_FAULTY], ways)
    faulty = flags(words[_FAULTY:_CURRENTS], ways)
    known = amps(words[_CURRENTS:-1], A_PER_BIT)
    contacts = _contacts(words)
    tenths = _TENTHS.decode((words[_TEMPERATURE],))
    return BoardSample(
        identity=identity,
        boot=words[2],
        frame=words[0],
        i_a=tuple(
            value if has and not bad else None
            for value, has, bad in zip(known, fitted, faulty, strict=True)
        ),
        fitted=fitted,
        sensor_fault=faulty,
        contacts=contacts,
        first_out=_first_out(words[_FIRST_OUT], contacts),
        temperature_c=None if tenths is None else tenths / 10,
    )


def window_number(words: Sequence[int]) -> int:
    """Return the number of the last whole second: when it moves, a new window can be read."""
    return words[_WINDOW]


def breaker_changes(words: Sequence[int]) -> int:
    """Return the sum of all breaker contacts' change counters: when it moves, read them."""
    return words[_BREAKER_CHANGES]


def encode_live(sample: BoardSample) -> tuple[int, ...]:
    """Return the block's words; counters are taken modulo 65536."""
    tenths = None if sample.temperature_c is None else sample.temperature_c * 10
    breakers = (each.changes for each in sample.way_breakers if each is not None)
    wired = dict(sample.contacts)
    frame = sample.frame & 0xFFFF
    return (
        frame,
        LIVE_MARK,
        sample.boot & 0xFFFF,
        len(sample.i_a),
        0 if sample.window is None else sample.window.number & 0xFFFF,
        pack(which in wired for which in CONTACTS)[0] << 8
        | pack(which in wired and wired[which].active for which in CONTACTS)[0],
        0 if sample.first_out is None else CONTACTS.index(sample.first_out) + 1,
        *_TENTHS.encode(tenths),
        sum(breakers) & 0xFFFF,
        0,
        *(word for which in CONTACTS for word in stamp(wired.get(which))),
        *pack(sample.fitted, _BITS_WORDS),
        *pack(sample.sensor_fault, _BITS_WORDS),
        *raw(sample.i_a, A_PER_BIT),
        frame,
    )


def stamp(contact: Contact | None) -> tuple[int, int, int]:
    """Return the three words beside a contact's bit: changes, and the time since the last one."""
    if contact is None:
        return (0, 0, 0)
    since_ms = min(contact.since_ms, SINCE_MAX_MS)
    return (contact.changes & 0xFFFF, since_ms >> 16, since_ms & 0xFFFF)


def _contacts(words: Sequence[int]) -> tuple[tuple[ContactId, Contact], ...]:
    active, wired = words[_CONTACTS] & 0xFF, words[_CONTACTS] >> 8
    return tuple(
        (which, Contact(bool(active >> at & 1), changes, high << 16 | low))
        for at, which in enumerate(CONTACTS)
        if wired >> at & 1
        for changes, high, low in [words[_STAMPS + 3 * at : _STAMPS + 3 * at + 3]]
    )


def _first_out(code: int, contacts: tuple[tuple[ContactId, Contact], ...]) -> ContactId | None:
    """Return which contact moved first; the latch of a contact that is not wired says nothing."""
    if code > len(CONTACTS):
        raise BadFrame(f"first-out code {code} is unknown")
    which = CONTACTS[code - 1] if code else None
    return which if any(which is wired for wired, _ in contacts) else None
