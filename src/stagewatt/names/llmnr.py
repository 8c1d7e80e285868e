"""A node on LLMNR (RFC 4795): answers for its single-label names once it knows them unique.

UDP to the groups only, as the RFC has it for names; what comes by unicast is not answered.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from stagewatt.names import dns
from stagewatt.names.addresses import Asker, LocalAddress, is_own, reached_by
from stagewatt.names.claims import Claims
from stagewatt.names.packets import Call, Outgoing, Reply
from stagewatt.names.rate import SECOND_NS, AnswerRate

PORT = 5355
GROUP_4, GROUP_6 = "224.0.0.252", "ff02::1:3"
TTL_S = 30
ANSWERS_MAX = 16
"""Most records in one answer, so that it fits into one packet."""
DOUBT_NS = 60 * SECOND_NS
"""A claimed conflict makes us ask the network again at most this often."""


class LlmnrNames:
    """The names of one node on both families."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """Take a source of numbers from 0 to 1, for waiting times and transaction numbers."""
        self._chance = chance
        self._claims = Claims(chance)
        self._rate = AnswerRate()
        self._addresses: tuple[LocalAddress, ...] = ()
        self._asked: dict[str, int] = {}
        self._doubted_ns: int | None = None

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
        """Take names and addresses; on new addresses the names are verified anew."""
        self._claims.wish(names, now_ns)
        if addresses != self._addresses:
            self._addresses = addresses
            self._claims.again(now_ns)

    def tick(self, now_ns: int) -> tuple[Outgoing, ...]:
        """Return the questions that find out whether a name is unique."""
        step = self._claims.tick(now_ns)
        for name in step.ask:
            self._asked.setdefault(name, int(self._chance() * 0xFFFF))
        pending = {name.lower() for name in self._claims.tentative}
        self._asked = {n: t for n, t in self._asked.items() if n.lower() in pending}
        return tuple(
            Call(dns.question(self._asked[name], (name,), dns.ANY), by)
            for name in step.ask
            for by in self._addresses
        )

    def goodbye(self) -> tuple[Outgoing, ...]:
        """Return nothing: answers are kept 30 s at most, the protocol has no farewell."""
        return ()

    def heard(self, data: bytes, asker: Asker, now_ns: int) -> tuple[Outgoing, ...]:
        """Return the answer to a packet; nothing for one that is strange, far away or too many."""
        message = dns.parse(data)
        near = reached_by(asker, self._addresses)
        if message is None or not near:
            return ()
        if message.answer:
            self._answered(message, asker, near, now_ns)
            return ()
        reply = self._reply(message, near, now_ns)
        if reply is None or not self._rate.allows(asker.ip, now_ns):
            return ()
        return (Reply(reply, asker),)

    def _reply(
        self, asked: dns.Message, near: tuple[LocalAddress, ...], now_ns: int
    ) -> bytes | None:
        if asked.kind == dns.PTR:
            return self._named(asked, near)
        name = asked.labels[0] if len(asked.labels) == 1 else ""
        state = self._state(name)
        if state is None or self._asked.get(state[0]) == asked.transaction:
            return None  # the second: our own question, heard back
        if asked.conflict:
            self._doubt(state[0], now_ns)
            return None
        wanted = {dns.A: (4,), dns.AAAA: (6,), dns.ANY: (4, 6)}.get(asked.kind, ())
        records = [
            (dns.A if each.version == 4 else dns.AAAA, each.packed)
            for each in near
            if each.version in wanted
        ]
        return dns.answer(asked, records[:ANSWERS_MAX], ttl_s=TTL_S, tentative=not state[1])

    def _named(self, asked: dns.Message, near: tuple[LocalAddress, ...]) -> bytes | None:
        small = tuple(label.lower() for label in asked.labels)
        held = self.held
        if not held or all(dns.reverse(each.ip) != small for each in near):
            return None
        records = [(dns.PTR, dns.name_data(held[0]))]
        return dns.answer(asked, records, ttl_s=TTL_S, tentative=False)

    def _state(self, name: str) -> tuple[str, bool] | None:
        """Return one of our names as we write it, and whether it is known to be unique."""
        small = name.lower()
        for held, names in ((True, self._claims.held), (False, self._claims.tentative)):
            for each in names:
                if each.lower() == small:
                    return each, held
        return None

    def _doubt(self, name: str, now_ns: int) -> None:
        """Verify a name again because somebody saw two answers (the C bit)."""
        if self._doubted_ns is None or now_ns - self._doubted_ns >= DOUBT_NS:
            self._doubted_ns = now_ns
            self._claims.again(now_ns, (name,))

    def _answered(
        self, message: dns.Message, asker: Asker, near: tuple[LocalAddress, ...], now_ns: int
    ) -> None:
        """Take an answer to our own question: the name has an owner already.

        Of two that ask at the same time the one with the smaller address gets it (section 4.1).
        """
        name = message.labels[0] if len(message.labels) == 1 else ""
        state = self._state(name)
        if state is None or self._asked.get(state[0]) != message.transaction:
            return
        if is_own(asker, self._addresses):
            return
        if not message.tentative or _smaller(asker.ip, near):
            self._claims.lost(state[0], now_ns)


def _smaller(ip: str, near: tuple[LocalAddress, ...]) -> bool:
    far = ipaddress.ip_address(ip)
    own = [each.packed for each in near if each.version == far.version]
    return not own or far.packed < min(own)
