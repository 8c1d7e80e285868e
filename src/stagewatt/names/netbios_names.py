"""A node on the NetBIOS name service: registers its names, answers for them, defends them.

RFC 1002, section 5.1.1 (broadcast node). A conflict demand is not obeyed: anybody could take a
node's names away with one packet.
"""

from __future__ import annotations

from collections.abc import Callable

from stagewatt.names import netbios
from stagewatt.names.addresses import Asker, LocalAddress, is_own, reached_by
from stagewatt.names.claims import Claims
from stagewatt.names.host_names import short
from stagewatt.names.netbios import Opcode, Packet
from stagewatt.names.packets import Call, Outgoing, Reply
from stagewatt.names.rate import AnswerRate

_SUFFIXES = (netbios.WORKSTATION, netbios.SERVER)


class NetbiosNames:
    """The names of one node; IPv4 only, as the protocol is."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """Take a source of numbers from 0 to 1, for waiting times and transaction numbers."""
        self._chance = chance
        self._claims = Claims(chance)
        self._rate = AnswerRate()
        self._addresses: tuple[LocalAddress, ...] = ()
        self._transactions: dict[str, int] = {}

    @property
    def held(self) -> tuple[str, ...]:
        """The names that are ours."""
        return self._claims.held

    @property
    def due_ns(self) -> int | None:
        """When `tick` has something to do."""
        return self._claims.due_ns

    def wish(
        self, names: tuple[str, ...], addresses: tuple[LocalAddress, ...], now_ns: int
    ) -> None:
        """Take names (longer ones are shortened) and addresses; new addresses register anew."""
        self._claims.wish(dict.fromkeys(short(name) for name in names), now_ns)
        usable = tuple(each for each in addresses if each.broadcast is not None)
        if usable != self._addresses:
            self._addresses = usable
            self._claims.again(now_ns)

    def tick(self, now_ns: int) -> tuple[Outgoing, ...]:
        """Return the registrations that are due, and the statement that a name is ours now."""
        step = self._claims.tick(now_ns)
        calls: list[Outgoing] = []
        for name in step.ask:
            if name not in self._transactions:
                self._transactions = {n: t for n, t in self._transactions.items() if n in self._all}
                self._transactions[name] = int(self._chance() * 0xFFFF)
            calls += self._claim(name, overwrite=False)
        for name in step.won:
            calls += self._claim(name, overwrite=True)
        return tuple(calls)

    def goodbye(self) -> tuple[Outgoing, ...]:
        """Return the packets that give all names up."""
        return tuple(
            Call(netbios.release(self._transactions.get(name, 0), wire, by.packed), by)
            for name in self.held
            for wire in _wires(name)
            for by in self._addresses
        )

    def heard(self, data: bytes, asker: Asker, now_ns: int) -> tuple[Outgoing, ...]:
        """Return the answer to a packet; nothing for one that is strange, far away or too many."""
        packet = netbios.parse(data)
        near = reached_by(asker, self._addresses)
        if packet is None or not near:
            return ()
        if packet.answer:
            self._answered(packet, asker, now_ns)
            return ()
        reply = self._reply(packet, asker, near)
        if reply is None or not self._rate.allows(asker.ip, now_ns):
            return ()
        return (Reply(reply, asker),)

    @property
    def _all(self) -> tuple[str, ...]:
        return (*self._claims.held, *self._claims.tentative)

    def _reply(self, packet: Packet, asker: Asker, near: tuple[LocalAddress, ...]) -> bytes | None:
        own = [wire for name in self.held for wire in _wires(name)]
        if packet.kind == netbios.TYPE_NBSTAT and packet.opcode == Opcode.QUERY:
            if packet.name != netbios.ANYBODY and packet.name not in own:
                return None
            return netbios.status(packet.transaction, packet.name, own, near[0].mac)
        if packet.kind != netbios.TYPE_NB or packet.name not in own:
            return None
        if packet.opcode == Opcode.QUERY:
            addresses = [each.packed for each in near]
            return netbios.found(packet.transaction, packet.name, addresses)
        # Somebody registers our name. What comes from ourselves is our own broadcast.
        if packet.opcode == Opcode.REGISTRATION and not is_own(asker, self._addresses):
            return netbios.refused(packet.transaction, packet.name, near[0].packed)
        return None

    def _answered(self, packet: Packet, asker: Asker, now_ns: int) -> None:
        """Take that somebody refuses a name: only while we ask for it, and to our own question."""
        if packet.opcode != Opcode.REGISTRATION or packet.rcode == 0:
            return
        for name in self._claims.tentative:
            ours = self._transactions.get(name) == packet.transaction
            if ours and packet.name in _wires(name) and not is_own(asker, self._addresses):
                self._claims.lost(name, now_ns)
                return

    def _claim(self, name: str, *, overwrite: bool) -> list[Outgoing]:
        number = self._transactions.get(name, 0)
        return [
            Call(netbios.registration(number, wire, by.packed, overwrite=overwrite), by)
            for wire in _wires(name)
            for by in self._addresses
        ]


def _wires(name: str) -> tuple[bytes, ...]:
    return tuple(netbios.wire_name(short(name), suffix) for suffix in _SUFFIXES)
