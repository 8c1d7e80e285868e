"""The mesh as it runs on a node: joins core, bus and store, and answers the screen.

How app wires it: make the `Store`, then `MeshService(bus, store, clock, me=..., remembered=...,
hooks=...)`, and run `service.run` and `service.meanwhile` under the supervisor. A rack watch calls
`reads(rack, owner)` where it would register its owner with the store, `local(view)` where it would
publish, `local_events(events)` where it would record, and `reads_no_more(rack)` before the store
forgets a rack that was exchanged. Until then, and without any other node, that does to the store
what the watch would have done itself. The hook `follow` goes to that watch, two others to the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable

from stagewatt.domain.alarm import Acknowledgement, Event
from stagewatt.domain.errors import Conflict, Unknown
from stagewatt.domain.peer import MeshState, Offer, Peer, RememberedRack
from stagewatt.domain.ports import Clock, RackOwner
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh.answers import Answers
from stagewatt.mesh.bus import Bus, Presence
from stagewatt.mesh.codec import SAID, Counts, NotUnderstood
from stagewatt.mesh.core.core import Core
from stagewatt.mesh.core.outputs import Me
from stagewatt.mesh.doing import Doing
from stagewatt.mesh.hooks import Hooks
from stagewatt.mesh.owner import Commands, RemoteOwner
from stagewatt.mesh.questions import AskViews
from stagewatt.state.check import checked_note
from stagewatt.state.store import Store

log = logging.getLogger(__name__)

TICK_S, ALONE_S = 0.1, 0.25
"""How often time passes: among others, and for a node that has never met another."""
FRESH_S = 0.5
FORGET_TRIES = 30
"""Ticks for which a rack that another node forgot may still seem to answer here."""
SEEN_EVERY_NS = 900_000_000_000
"""Every quarter of an hour, when a rack was heard last is noted durably."""


class MeshService:
    """Implements `domain.ports.Neighbours` and `mesh.bus.Hears`; lives on one event loop."""

    def __init__(
        self,
        bus: Bus,
        store: Store,
        clock: Clock,
        *,
        me: Me,
        remembered: Iterable[RememberedRack],
        hooks: Hooks,
    ) -> None:
        """Take who this node is, what it remembers, and what to call."""
        self._bus = bus
        self._store = store
        self._clock = clock
        self._me = me
        self._core = Core(me, remembered, clock.now_ns())
        self.not_understood = Counts()
        """Messages that said nothing to this version, by reason."""
        self._answers = Answers(
            self._core, clock, self.not_understood, forget=self._forget_told, tell=self.local_events
        )
        self._commands = Commands(bus, me.instance, self._core.is_silent)
        self._doing = Doing(bus, store, clock, self._core, hooks)
        self._doing.remote_owner = self._remote_owner
        self._doing.local_owner = self._answers.owner
        self._broken = asyncio.Event()
        self._asked_fresh: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Take part until cancelled; may be run again after a failure."""
        await self._bus.open(Presence(self._me.node, self._me.instance), self)
        self._broken.clear()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tick())
                group.create_task(self._doing.run())
        finally:
            self._broken.set()
            await self._bus.close()

    async def meanwhile(self) -> None:
        """Let time pass for ever while `run` has ended: what nobody hears of must not look well."""
        while True:
            await self._broken.wait()
            await asyncio.sleep(TICK_S)
            if self._broken.is_set():
                self._pass(self._clock.now_ns())

    async def _tick(self) -> None:
        noted_ns = self._clock.now_ns()
        while True:
            await asyncio.sleep(TICK_S if self._core.met_others else ALONE_S)
            now_ns = self._clock.now_ns()
            if now_ns - noted_ns >= SEEN_EVERY_NS:
                noted_ns = now_ns
                self._core.note_seen()
            self._pass(now_ns)

    def _pass(self, now_ns: int) -> None:
        try:
            self._core.tick(now_ns)
        finally:
            # What fell silent is shown, whatever else did not work.
            self._doing.all()

    # ---- what the racks of this node tell ------------------------------------------------------

    def reads(self, rack: str, owner: RackOwner) -> None:
        """Take that this node reads a rack, and who changes its settings."""
        self._answers.reads(rack, owner)
        if not self._core.owned_elsewhere(rack):
            self._store.register_owner(rack, owner)

    def reads_no_more(self, rack: str) -> None:
        """Take that this node does not read a rack any more; the caller takes it off the list."""
        self._answers.reads(rack, None)
        self._core.reads_no_more(rack, self._clock.now_ns())
        self._doing.all()

    def local(self, view: RackView) -> None:
        """Take a newly judged picture of a rack of this node."""
        self._core.local(view, self._clock.now_ns())
        self._doing.all()

    def local_events(self, events: Iterable[Event]) -> None:
        """Take events of racks of this node."""
        self._core.local_events(events, self._clock.now_ns())
        self._doing.all()

    def addresses(self, addresses: tuple[str, ...]) -> None:
        """Take at which addresses this node's screen is found now."""
        self._core.addresses(addresses)
        self._doing.all()

    # ---- what the engine hears -----------------------------------------------------------------

    def arrived(self, topic: str, payload: bytes) -> None:
        """Take a message; one that is not understood is counted, and told the first time."""
        try:
            message = SAID.decode(payload)
        except NotUnderstood as error:
            if self.not_understood.count(error.reason):
                log.warning("a message on %s is not understood: %s", topic, error)
            return
        _, _, rest = topic.partition("/")
        self._core.heard(rest.partition("/")[0], message, self._clock.now_ns())
        self._doing.all()

    def joined(self, who: Presence) -> None:
        """Take that a node is there."""
        self._core.joined(who.node, who.instance, self._clock.now_ns())
        self._doing.all()

    def left(self, who: Presence) -> None:
        """Take that a node's sign of life is gone."""
        self._core.left(who.node, who.instance, self._clock.now_ns())
        self._doing.all()

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Take whether somebody follows a topic of this node."""
        self._core.wanted(topic, wanted=wanted)

    async def asked(self, payload: bytes) -> bytes:
        """Answer a question."""
        answer = await self._answers.answer(payload)
        self._doing.all()
        return answer

    # ---- what the screen asks ------------------------------------------------------------------

    def nodes(self) -> tuple[Peer, ...]:
        """Return every node of the site that was heard since the start, this one first."""
        return self._core.nodes(self._clock.now_ns())

    def mesh(self) -> MeshState:
        """Return how the mesh goes at this node."""
        return self._bus.status()

    def remembered(self) -> tuple[RememberedRack, ...]:
        """Return the racks known from before that nobody has told of since this node started."""
        return self._core.remembered()

    def offer(self, rack: str) -> Offer | None:
        """Return names that another node kept for a rack that nobody named."""
        return self._core.offer(rack)

    async def adopt(self, rack: str) -> RackSettings:
        """Take over the offered names of a rack. Raises Unknown, Unreachable or NotSaved."""
        if self._store.rack(rack) is None:
            raise Unknown(f"no rack {rack} is known", where="rack")
        owner = self._store.owner(rack)
        if isinstance(owner, RemoteOwner):
            return await owner.adopt()
        return await self._answers.adopt(rack)

    async def forget(self, rack: str) -> None:
        """Erase what is known of a rack that is gone, here and on all reachable nodes.

        Raises Unknown, Conflict for a rack that answers, NotSaved.
        """
        await self._forget(rack, tell=True)

    async def _forget(self, rack: str, *, tell: bool = False) -> None:
        self._core.may_forget(rack)
        await self._doing.erase(rack)
        self._core.forget(rack, self._clock.now_ns(), tell=tell)
        self._doing.all()

    async def _forget_told(self, rack: str) -> None:
        """Forget what another node forgot; it may have missed the rack a moment before this one."""
        for _ in range(FORGET_TRIES):
            with contextlib.suppress(Conflict):
                self._core.may_forget(rack)
                break
            await asyncio.sleep(TICK_S)
        await self._forget(rack)

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Acknowledge an alarm of any rack. Raises as `RackOwner.acknowledge` does, and Invalid."""
        by, comment = checked_note(by, comment)
        now_ns = self._clock.now_ns()
        ack = Acknowledgement(
            by=by,
            comment=comment,
            at_ns=now_ns,
            boot_id=self._me.instance,
            at_wall_s=self._clock.wall_s(),
        )
        if self._core.acknowledge_silence(alarm, ack, now_ns):
            self._doing.all()
            return
        rack = alarm.partition(".")[0]
        if self._store.rack(rack) is None:
            raise Unknown("no such alarm is raised", where="alarm")
        await self._store.owner(rack).acknowledge(alarm, by, comment)

    def look_at(self, racks: frozenset[str], *, wall: bool) -> None:
        """Say which racks somebody looks at now, and whether somebody sees all ways of all."""
        self._core.look_at(racks, wall=wall)
        self._doing.all()

    async def fresh(self, rack: str) -> None:
        """Fetch the newest picture of a rack before it is shown; at most half a second."""
        held = self._store.rack(rack)
        if held is None or held.via is None or self._core.is_fresh(rack, self._clock.now_ns()):
            return
        task = self._asked_fresh.get(rack)
        if task is None:
            task = self._asked_fresh[rack] = asyncio.create_task(self._fetch(rack, held.via))
            task.add_done_callback(lambda _: self._asked_fresh.pop(rack, None))
        await asyncio.shield(task)

    async def _fetch(self, rack: str, node: str) -> None:
        await self._doing.ask(("fresh", rack), node, AskViews((rack,)), FRESH_S)

    def _remote_owner(self, rack: str, node: str) -> RackOwner:
        return RemoteOwner(rack, node, self._commands)
