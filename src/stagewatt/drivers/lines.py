"""Who shares a line: devices of one address ask one after the other, none for long."""

from __future__ import annotations

from stagewatt.domain.ports import Clock
from stagewatt.domain.setup import DeviceSetup, SerialAddress, TcpAddress
from stagewatt.drivers.line import Line

LONGEST_TCP_S, SHORTEST_TCP_S = 1.0, 0.1
OWN_PERIODS = 5.0
"""An answer later than so many periods of its own device is worth nothing."""
NEIGHBOUR_PERIODS = 1.75
"""How long one device may hold a shared line, in periods of the fastest other one.

With the period that passes before its turn comes, that one is then never three periods old because
of a neighbour, and so never stale.
"""
LONGEST_SERIAL_S, ANSWER_CHARS, BITS_PER_CHAR, TURNAROUND_S = 10.0, 256 + 8, 11, 0.25
"""A serial answer takes its characters (Modbus over Serial Line V1.02, 2.5.1), twice for doubt."""


def timeout_s(device: DeviceSetup, others: tuple[DeviceSetup, ...]) -> float:
    """Return how long a device may take to answer one question, in seconds."""
    if isinstance(device.address, SerialAddress):
        answer_s = ANSWER_CHARS * BITS_PER_CHAR / device.address.baud
        return min(LONGEST_SERIAL_S, TURNAROUND_S + 2 * answer_s)
    patience_s = OWN_PERIODS * device.period_ms / 1000
    if others:
        fastest_ms = min(other.period_ms for other in others)
        patience_s = min(patience_s, NEIGHBOUR_PERIODS * fastest_ms / 1000)
    return max(SHORTEST_TCP_S, min(LONGEST_TCP_S, patience_s))


class Seat:
    """One device's place on its line."""

    def __init__(self, line: Line, device: DeviceSetup, at_table: list[DeviceSetup]) -> None:
        """Choose a place beside the others at the same address; `join` takes it."""
        self._line = line
        self._device = device
        self._at_table = at_table

    @property
    def generation(self) -> int:
        """The number of the line's connection."""
        return self._line.generation

    @property
    def asked_ns(self) -> int:
        """When the question just answered went out (monotonic)."""
        return self._line.asked_ns

    async def open(self) -> int:
        """Return the number of the connection, opened if need be; ReadFailed without one."""
        return await self._line.open()

    async def read(self, function: int, address: int, count: int) -> tuple[int, ...]:
        """Return registers or bits; ReadFailed tells why there are none."""
        return await self._line.read(
            self._device.unit, function, address, count, timeout_s=self._patience_s()
        )

    async def identify(self) -> dict[int, str]:
        """Return what the device says of itself; ReadFailed when it does not."""
        return await self._line.identify(self._device.unit, timeout_s=self._patience_s())

    def join(self) -> None:
        """Take the place: from now on the others hurry for this device."""
        self._at_table.append(self._device)

    def leave(self) -> None:
        """Give the place up: the others need not hurry any more, the last one shuts the line."""
        self._at_table.remove(self._device)
        if not self._at_table:
            self._line.close()

    def _patience_s(self) -> float:
        others = tuple(other for other in self._at_table if other is not self._device)
        return timeout_s(self._device, others)


class Lines:
    """Every address in use, once: two racks behind one gateway share its connection."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._lines: dict[tuple[str, int], tuple[Line, list[DeviceSetup]]] = {}

    def seat(self, device: DeviceSetup) -> Seat:
        """Return a place on the line of the device's address."""
        key = _key(device.address)
        if key not in self._lines:
            self._lines[key] = (Line(device.address, clock=self._clock), [])
        line, at_table = self._lines[key]
        return Seat(line, device, at_table)


def _key(address: TcpAddress | SerialAddress) -> tuple[str, int]:
    if isinstance(address, SerialAddress):
        return address.port, -1
    return address.host.lower(), address.port
