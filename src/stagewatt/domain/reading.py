"""What a driver hands over: decoded samples per device, each with its instant and its fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine

Value = float | None
"""A measured number in SI units; None where the device gave none."""

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyValues:
    """Two counters: `partial_wh` is zeroed by a supply loss, `total_wh` never."""

    partial_wh: Value = None
    total_wh: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MainsSample:
    """One reading of the mains meter, upstream of the main breaker."""

    v_ln_v: L123[Value] = L123(None, None, None)
    v_ll_v: LineToLine[Value] = LineToLine(None, None, None)
    i_a: L123N[Value] = L123N(None, None, None, None)
    f_hz: Value = None
    p_w: L123Sum[Value] = L123Sum(None, None, None, None)
    q_var: L123Sum[Value] = L123Sum(None, None, None, None)
    s_va: L123Sum[Value] = L123Sum(None, None, None, None)
    pf: L123Sum[Value] = L123Sum(None, None, None, None)
    """Signed power factor: negative = leading (capacitive), positive = lagging."""
    thd_v_ln_pct: L123[Value] = L123(None, None, None)
    thd_v_ll_pct: LineToLine[Value] = LineToLine(None, None, None)
    thd_i_pct: L123[Value] = L123(None, None, None)
    energy: EnergyValues = EnergyValues()


class ContactId(StrEnum):
    """The rack's own contacts that an I/O board senses."""

    MAIN_ON = "main_on"
    MAIN_TRIPPED = "main_tripped"
    E_STOP = "e_stop"
    NEUTRAL_RELAY = "neutral_relay"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: `active` means what its name says (E-stop pressed, neutral relay tripped).

    `changes` counts its changes modulo 65536, `since_ms` is the time since the last one.
    """

    active: bool
    changes: int
    since_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardIdentity:
    """Who an I/O board says it is; `serial` is unique, `printed_name` is only a label."""

    serial: str
    printed_name: str
    model: str
    map_version: int
    ways: int
    firmware: str = "0.0"
    has_breakers: bool = False
    has_residuals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSample:
    """Extremes of the last whole second per way, with the second's number (modulo 65536)."""

    number: int
    i_min_a: tuple[Value, ...]
    i_max_a: tuple[Value, ...]
    i_peak_a: tuple[Value, ...]
    """Crest of the waveform, not rms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSample:
    """One reading of a rack I/O board; tuples are in the order of the board's ways.

    A way without a fitted sensor, or with a faulty one, has None as its current.
    """

    identity: BoardIdentity
    boot: int
    frame: int
    i_a: tuple[Value, ...]
    fitted: tuple[bool, ...]
    sensor_fault: tuple[bool, ...]
    contacts: tuple[tuple[ContactId, Contact], ...] = ()
    """Only those that are wired."""
    first_out: ContactId | None = None
    """Which contact moved first in the last trip; latched until the main is on again."""
    way_breakers: tuple[Contact | None, ...] = ()
    """Optional: contact active = breaker closed; empty when the board has none."""
    temperature_c: Value = None
    window: WindowSample | None = None
    i_residual_a: tuple[Value, ...] = ()

    def contact(self, which: ContactId) -> Contact | None:
        """Return one contact, None when it is not wired."""
        return next((contact for name, contact in self.contacts if name is which), None)


class Fault(StrEnum):
    """Why the newest poll of a device brought nothing."""

    NO_LINK = "no_link"
    TIMEOUT = "timeout"
    EXCEPTION = "exception"
    GARBAGE = "garbage"
    TORN = "torn"
    IMPLAUSIBLE = "implausible"
    WRONG_DEVICE = "wrong_device"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReading(Generic[S]):
    """The newest accepted sample of one device and how the polling goes.

    `sample` and `at_ns` (monotonic) are None until the first good poll; `missed` counts the polls
    that failed since the last good one; `fault` is why the newest failed, None when it succeeded.
    """

    device: str
    period_ms: int
    sample: S | None = None
    at_ns: int | None = None
    missed: int = 0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RackReading:
    """All devices of one rack at one instant (monotonic nanoseconds)."""

    at_ns: int
    meter: DeviceReading[MainsSample]
    boards: tuple[DeviceReading[BoardSample], ...]
