"""The state of everything on a rack's front and rear that only a hand changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from stagewatt.domain.rack import RackModel
from stagewatt.twin.display import Display

NOTICES_MAX = 50
"""So many remarks are kept, the newest ones."""
BACKLIGHT = 0.8
"""Where the knob of the label strips stands at first."""


class Conductor(StrEnum):
    """The conductors of a power connector, in the order in which they are connected.

    Source: smartPDU 36/48/72 user manual, "Connecting and disconnecting".
    """

    PE = "pe"
    N = "n"
    L1 = "l1"
    L2 = "l2"
    L3 = "l3"


CONDUCTORS = frozenset(Conductor)


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark on what a hand did: `t_s` simulated seconds, a code for programs, words."""

    t_s: float
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySetting:
    """The adjustable residual relay of a way: amps, and seconds it waits before it trips."""

    way: str
    threshold_a: float
    delay_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """One instant. What a rack does not have is None or empty."""

    dials: Mapping[str, float | None]
    """Steps of the main device's dials by name: multiples of In, seconds; None is OFF."""
    relay: RelaySetting | None
    key_on: bool | None
    """Whether the key leaves the relay's residual protection in operation."""
    cover_open: bool = False
    backlight: float | None
    work_light: float | None
    selected: Mapping[str, str]
    """The way whose current the group's LOAD CURRENT meter shows, by group."""
    modules: Mapping[str, str | None]
    """The rear module by group; None while it is out."""
    drain: frozenset[Conductor] = CONDUCTORS
    """What is connected at the panel drain."""
    source: frozenset[Conductor] | None
    """What is connected at the panel source."""
    display: Display = field(default_factory=Display)
    """Where the main meter's display stands."""
    notices: tuple[Notice, ...] = ()

    @property
    def drain_open(self) -> frozenset[Conductor]:
        """What is not connected at the panel drain."""
        return CONDUCTORS - self.drain

    @property
    def source_open(self) -> frozenset[Conductor]:
        """What is not connected at the panel source; empty where there is none."""
        return frozenset() if self.source is None else CONDUCTORS - self.source

    def protects(self, way: str) -> bool:
        """Whether a way's residual protection is in operation, not disabled by the key."""
        return self.relay is None or self.relay.way != way or self.key_on is not False


def fresh_front(model: RackModel) -> Front:
    """Return a front as the rack leaves the factory, all connectors in place."""
    relays = [
        (way.id, way.protection.relay) for way in model.ways if way.protection.relay is not None
    ]
    way, relay = relays[0] if relays else (None, None)
    return Front(
        dials={name: dial.factory for name, dial in model.main.dials.items()},
        relay=None
        if way is None or relay is None
        else RelaySetting(way=way, threshold_a=relay.factory_a, delay_s=relay.factory_s),
        key_on=True if relay is not None and relay.key_switch else None,
        backlight=BACKLIGHT if "backlight" in model.knobs else None,
        work_light=0.0 if "work_light" in model.knobs else None,
        selected={},
        modules={group.id: group.module for group in model.groups},
        source=None if model.source is None else CONDUCTORS,
    )


def removed_ways(model: RackModel, front: Front) -> frozenset[str]:
    """Return the ways whose rear module is out: nothing is connected to them."""
    out = {group for group, module in front.modules.items() if module is None}
    if not out:
        return frozenset()
    return frozenset(way for group in model.groups if group.id in out for way in group.ways)


def noticed(front: Front, t_ns: int, code: str, text: str) -> Front:
    """Return the front with one more remark."""
    notice = Notice(t_ns / 1e9, code, text)
    return replace(front, notices=(*front.notices, notice)[-NOTICES_MAX:])
