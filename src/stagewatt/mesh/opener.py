"""Opens the engine's sessions: on which addresses, by which port, calling whom."""

from __future__ import annotations

import hashlib
import logging
import secrets
import socket

from stagewatt.domain.errors import Invalid
from stagewatt.mesh import addresses as own_addresses
from stagewatt.mesh.addresses import LOOPBACK
from stagewatt.mesh.bus import Presence
from stagewatt.mesh.engine import EngineError, RawSession, look_around
from stagewatt.mesh.engine_config import Found, Opening, Role, session_id, to_call
from stagewatt.mesh.engine_ports import Receiver
from stagewatt.mesh.lookout import Lookout, Remembers
from stagewatt.mesh.papers import Papers
from stagewatt.mesh.site import site_of

log = logging.getLogger(__name__)

_MOST_CALLED = 16
"""Addresses that a session calls again and again; gossip between nodes tells it the others."""
_MOST_REMEMBERED_BESIDE = 4
"""Of those remembered, where multicast answers anyway: each doubles a connection."""
_PORTS = 16


class Opener:
    """Used by one thread at a time; what others read are whole values."""

    def __init__(
        self,
        site: str,
        *,
        key: str | None,
        port: int,
        multicast: bool,
        addresses: tuple[str, ...],
        interfaces: tuple[str, ...],
        remembered: Remembers | None,
    ) -> None:
        """Take what `ZenohBus` was given. Raises Invalid."""
        self._site = site_of(site)
        self._key = key
        self._papers: Papers | None = None
        self._multicast = multicast
        self._by_hand = tuple(own_addresses.endpoint(each, 7432) for each in addresses)
        self._interfaces = interfaces
        self._remembered = remembered
        self._routers: tuple[str, ...] = ()
        self._addresses: frozenset[str] = frozenset()
        self._found: tuple[Found, ...] = ()
        self._session = ""
        self._failures = 0
        self._told: set[str] = set()
        self.port = self._first_port = port
        self.role: Role = "peer"
        self._problem: str | None = None
        self.lookout = Lookout(interfaces, remembered)

    @property
    def locked(self) -> bool:
        """Whether the site has a key."""
        return self._key is not None

    @property
    def addresses(self) -> frozenset[str]:
        """The own addresses the engine speaks on."""
        return self._addresses

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong now, as sentences."""
        return (*(() if self._problem is None else (self._problem,)), *self.lookout.sentences)

    @property
    def wait_s(self) -> float:
        """Seconds until the next attempt after failed ones."""
        return min(10.0, 0.5 * 2.0 ** min(self._failures, 8))

    def set_role(self, role: Role, routers: tuple[str, ...]) -> bool:
        """Take a role for the next session; return whether it is another one. Raises Invalid.

        A client that is served by one of its routers stays with it: others come to mind later.
        """
        calls = tuple(own_addresses.endpoint(each, 7432) for each in routers)
        if role == "client" and not calls:
            raise Invalid("a client needs a router", where="routers")
        before, (self.role, self._routers) = (self.role, self._routers), (role, calls)
        served = any(link.address in calls for link in self.lookout.links)
        stays = role == before[0] == "client" and served
        return before != (role, calls) and not stays

    def prepare(self, me: Presence) -> None:
        """Do what takes time before a session opens: see who is there, make certificates."""
        self._addresses = own_addresses.own(self._interfaces)
        if self._key is not None and self._papers is None:
            # Only a locked site pays for the library.
            from stagewatt.mesh.certificates import papers  # noqa: PLC0415

            self._papers = papers(self._site.name, self._key, me.node)
        self._found = self._look_around(me)

    def open(self, me: Presence, receiver: Receiver) -> RawSession | None:
        """Open a session; None where it cannot be now, with the reason in `problems`."""
        try:
            session = self._open(me, receiver)
        except (EngineError, OSError) as error:
            self._failures += 1
            self._tell(f"the mesh cannot be spoken now: {_short(error)}")
            return None
        self._failures = 0
        self._session = session.session
        self._problem = None
        return session

    def _open(self, me: Presence, receiver: Receiver) -> RawSession:
        for port in self._ports():
            opening = self._opening(me, port)
            try:
                session = RawSession(opening, me, port, receiver)
            except EngineError as error:
                if "in use" not in str(error):
                    raise
                log.info("mesh: port %d is taken", port)
                continue
            self.lookout.begin(self._addresses, self._called(opening), self._papers)
            if port != self.port:
                log.warning("mesh: port %d is taken, using %d", self.port, port)
                self.port = port
            return session
        raise OSError("no free port")

    def _called(self, opening: Opening) -> dict[str, str | None]:
        """Return the addresses that should give a connection; from memory they need not.

        A client is content with any one of its routers, else its session does not open.
        """
        if self.role == "client":
            return {}
        found = {each: one.session for one in self._found for each in one.endpoints}
        given = (*self._by_hand, *self._routers, *found)
        return {each: found.get(each) for each in opening.connect if each in given}

    def _opening(self, me: Presence, port: int) -> Opening:
        found, now = self._found, self._addresses
        # Never 0.0.0.0: for that the engine tells others the addresses its process began with.
        own = tuple(sorted(now)) or (LOOPBACK,)
        is_client = self.role == "client"
        return Opening(
            site=self._site,
            session=session_id([each.session for each in found], secrets.token_bytes(12)),
            role=self.role,
            listen=() if is_client else tuple(f"{each}:{port}" for each in own),
            connect=self._spread(me) if is_client else self._calls(found, own, port),
            interfaces=own,
            multicast=self._multicast,
            papers=self._papers,
        )

    def _spread(self, me: Presence) -> tuple[str, ...]:
        """Return the routers in an order of this node's own, so that each gets its share."""
        return tuple(
            sorted(
                self._routers,
                key=lambda each: hashlib.blake2b(f"{me.node} {each}".encode()).digest(),
            )
        )

    def _calls(self, found: tuple[Found, ...], own: tuple[str, ...], port: int) -> tuple[str, ...]:
        """Return whom to call: given by hand, the routers, those found, and from memory."""
        called = to_call(found, own, port, _MOST_CALLED)
        remembered = () if self._remembered is None else self._remembered.addresses()
        room = _MOST_REMEMBERED_BESIDE if called else _MOST_CALLED
        mine = {f"{each}:{port}" for each in own}
        every = (*self._by_hand, *self._routers, *called, *remembered[:room])
        return tuple(dict.fromkeys(each for each in every if each not in mine))

    def _look_around(self, me: Presence) -> tuple[Found, ...]:
        self._found = ()
        if not self._multicast or self.role == "client":
            return ()
        try:
            found = look_around(self._opening(me, self.port))
        except EngineError as error:
            self._tell(f"no multicast: {_short(error)}")
            return ()
        return tuple(each for each in found if each.session != self._session)

    def _ports(self) -> tuple[int, ...]:
        last = min(65536, self._first_port + _PORTS)
        with socket.socket() as probe:
            probe.bind(("", 0))
            free: int = probe.getsockname()[1]
        # The one in use first: others know this node by it, all the more if it is a router.
        return tuple(dict.fromkeys((self.port, *range(self._first_port, last), free)))

    def _tell(self, problem: str) -> None:
        self._problem = problem
        if problem not in self._told:
            self._told.add(problem)
            log.warning("mesh: %s", problem)


def _short(error: Exception) -> str:
    """Return an error without the places in the engine's sources."""
    return str(error).partition(" at /")[0][:200]
