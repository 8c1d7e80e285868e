"""Racks that nobody reads: smartPDU 72 whose boards and meters say what they are told to say."""

from __future__ import annotations

import functools
import math
import random
from dataclasses import dataclass, field

from stagewatt.catalogue.load import model
from stagewatt.domain.phases import L123, L123N, PHASES, L123Sum, LineToLine
from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    Contact,
    ContactId,
    DeviceReading,
    MainsSample,
    RackReading,
)
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.setup import DeviceSetup, RackSetup, TcpAddress
from stagewatt.monitor.state import RackState

HERE, THERE = "00c0ffee00c0ffee", "0badcafe0badcafe"
"""This node, and the one by whose way some racks are read."""
MODEL = model("smartpdu-72")
WAYS = tuple(way for way in MODEL.ways if way.supervised)
SLOW_MS, QUICK_MS = 500, 100
MS = 1_000_000
NAMES = ("Dimmer", "Amps", "LED wall", "Motors", "FOH", "Spots", "Video", "Follow")
LAMPS = ("PAR", "Spot", "Wash", "Hazer", "Strobe", "Blinder", "Screen", "Rack fan")


def rack_id(number: int) -> str:
    """Return the id of a made-up rack."""
    return f"5ca1ab1e{number:04x}"


@dataclass(slots=True)
class Fed:
    """One rack: what it is told to be, and what the judge remembers of it."""

    number: int
    period_ms: int
    settings: RackSettings
    via: str | None = None
    also: tuple[str, ...] = ()
    amps: list[float] = field(default_factory=list)
    forced: dict[str, float] = field(default_factory=dict)
    silent: bool = False
    tripped_at_ns: int | None = None
    state: RackState = field(default_factory=RackState.fresh)
    seq: int = 0
    reading: RackReading | None = None

    @property
    def rack(self) -> str:
        """The rack's id."""
        return rack_id(self.number)

    @property
    def setup(self) -> RackSetup:
        """How it is wired; one object per period, so that its plan is made once."""
        return _setup_of(self.period_ms)


def _setup(period_ms: int) -> RackSetup:
    def device(name: str) -> DeviceSetup:
        address = TcpAddress(host="made.up")
        return DeviceSetup(id=name, table="any", address=address, unit=1, period_ms=period_ms)

    return RackSetup(
        id=None,
        model=MODEL,
        meter=device("meter"),
        boards=(device("board-1"),),
        ct_position=MODEL.ct_position,
    )


_setup_of = functools.cache(_setup)


def made(number: int, chance: random.Random, *, groups: int, slow_ms: int) -> Fed:
    """Return a rack with names, loads and a group, always the same for the same chance."""
    title = f"{NAMES[number % len(NAMES)]} {number + 1:02d}"
    ways = {
        way.id: WaySettings(name=f"{chance.choice(LAMPS)} {chance.randint(1, 400)}")
        for way in WAYS[::2]
    }
    group = f"Stage {'ABCDEFGHIJ'[number * groups // 100]}" if groups else None
    return Fed(
        number=number,
        period_ms=QUICK_MS if number == 0 else slow_ms,
        settings=RackSettings(revision=1, name=title, group=group, ways=ways),
        via=THERE if number % 3 == 2 else None,
        also=(HERE,) if number % 12 == 2 else (),
        amps=[chance.choice((0.0, 2.0, 4.5, 7.0, 9.0)) * chance.random() * 1.4 for _ in WAYS],
    )


def _contact(*, active: bool) -> Contact:
    return Contact(active=active, changes=2 if active else 1, since_ms=1000)


def board(fed: Fed, chance: random.Random) -> BoardSample:
    """Return what the rack's board would say now."""
    off = fed.tripped_at_ns is not None
    currents = tuple(
        0.0 if off else fed.forced.get(way.id, amps * (0.99 + 0.02 * chance.random()))
        for way, amps in zip(WAYS, fed.amps, strict=True)
    )
    contacts = (
        (ContactId.MAIN_ON, _contact(active=not off)),
        (ContactId.MAIN_TRIPPED, _contact(active=off)),
        (ContactId.E_STOP, _contact(active=off)),
        (ContactId.NEUTRAL_RELAY, _contact(active=False)),
    )
    return BoardSample(
        identity=BoardIdentity(
            serial=fed.rack,
            printed_name=f"smartPDU{4700 + fed.number}",
            model=MODEL.id,
            map_version=1,
            ways=len(WAYS),
        ),
        boot=1,
        frame=fed.seq,
        i_a=currents,
        fitted=(True,) * len(WAYS),
        sensor_fault=(False,) * len(WAYS),
        contacts=contacts,
        first_out=ContactId.E_STOP if off else None,
        temperature_c=24.0 + fed.number % 9,
    )


def meter(sample: BoardSample, chance: random.Random) -> MainsSample:
    """Return what the mains meter would say to these currents, with a feed-through behind it."""
    loads = dict.fromkeys(PHASES, 8.0)
    for way, i_a in zip(WAYS, sample.i_a, strict=True):
        loads[way.phases[0]] += i_a or 0.0
    l1, l2, l3 = (loads[phase] for phase in PHASES)
    n = math.sqrt(max(0.0, l1 * l1 + l2 * l2 + l3 * l3 - l1 * l2 - l2 * l3 - l3 * l1)) + 6.0
    volts = [231.0 + chance.gauss(0, 0.2) for _ in PHASES]
    w1, w2, w3 = (0.95 * v * i for v, i in zip(volts, (l1, l2, l3), strict=True))
    return MainsSample(
        v_ln_v=L123(volts[0], volts[1], volts[2]),
        v_ll_v=LineToLine(400.0, 400.0, 400.0),
        i_a=L123N(l1, l2, l3, n),
        f_hz=50.0 + chance.gauss(0, 0.01),
        p_w=L123Sum(w1, w2, w3, w1 + w2 + w3),
        pf=L123Sum(0.95, 0.95, 0.95, 0.95),
    )


def read(fed: Fed, chance: random.Random, now_ns: int) -> RackReading:
    """Return what a poll of all its devices would bring now."""
    sample = board(fed, chance)
    period_ms = fed.period_ms
    meter_reading = DeviceReading(
        device="meter", period_ms=period_ms, sample=meter(sample, chance), at_ns=now_ns
    )
    board_reading = DeviceReading(
        device="board-1", period_ms=period_ms, sample=sample, at_ns=now_ns
    )
    return RackReading(at_ns=now_ns, meter=meter_reading, boards=(board_reading,))
