"""How a person wired a rack to its node: which model, which devices, which addresses."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.rack import CtPosition, RackModel


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpAddress:
    """Modbus TCP."""

    host: str
    port: int = 502


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialAddress:
    """Modbus RTU on a serial line."""

    port: str
    baud: int = 9600
    parity: str = "N"
    stop_bits: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSetup:
    """One device on the wire; `table` names its register table, `ways` what a board carries."""

    id: str
    table: str
    address: TcpAddress | SerialAddress
    unit: int
    period_ms: int
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmonitoredRack:
    """A rack that nothing reads, listed by hand so that the list of racks is whole."""

    id: str
    model: RackModel
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RackSetup:
    """One rack as its node reads it.

    `id` is None while only the board can tell it. `neutral_conductor_a` and `phase_conductor_a`
    are the feeder cable's ratings, None when nobody entered them.
    """

    id: str | None
    model: RackModel
    meter: DeviceSetup
    boards: tuple[DeviceSetup, ...]
    ct_position: CtPosition
    neutral_conductor_a: float | None = None
    phase_conductor_a: float | None = None
    dials: tuple[tuple[str, float | None], ...] = ()
    """The main breaker's dials as a person confirmed them; empty means nobody did."""
