"""What other nodes ask of this one: pictures, events, memories, and commands carried out once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from stagewatt.domain.alarm import Event, EventKind, Severity
from stagewatt.domain.errors import Conflict, Refused, Unknown, Unreachable
from stagewatt.domain.ports import Clock, RackOwner
from stagewatt.domain.settings import RackSettings
from stagewatt.mesh.codec import QUESTIONS, Counts, NotSayable, NotUnderstood, encode
from stagewatt.mesh.core.core import Core
from stagewatt.mesh.core.silence import MERGE
from stagewatt.mesh.merge import Clash, difference, merge
from stagewatt.mesh.questions import (
    Answer,
    AskAck,
    AskChange,
    AskEvents,
    AskForget,
    AskKept,
    AskMerge,
    AskViews,
    Command,
    Done,
    Question,
    Refusal,
)
from stagewatt.mesh.refusals import refusal_of
from stagewatt.mesh.settings_pieces import change_of, settings_of_piece, settings_piece

log = logging.getLogger(__name__)

DONE_MAX = 512
"""So many answers to commands are kept for those who ask again."""

MERGE_TRIES = 5
"""People may change a rack while what was entered elsewhere is taken in."""


class Answers:
    """Answers questions; what it changes, it changes through the rack's own owner."""

    def __init__(
        self,
        core: Core,
        clock: Clock,
        refused: Counts,
        *,
        forget: Callable[[str], Awaitable[None]],
        tell: Callable[[tuple[Event, ...]], None],
    ) -> None:
        """Take how to forget a rack here, and whom to tell what a merge could not take in."""
        self._core = core
        self._clock = clock
        self._refused = refused
        self._forget = forget
        self._tell = tell
        self._owners: dict[str, RackOwner] = {}
        self._done: OrderedDict[str, asyncio.Future[Answer]] = OrderedDict()

    def reads(self, rack: str, owner: RackOwner | None) -> None:
        """Take who changes a rack of this node; None for one that it reads no more."""
        if owner is None:
            self._owners.pop(rack, None)
        else:
            self._owners[rack] = owner

    def owner(self, rack: str) -> RackOwner | None:
        """Return who changes a rack of this node."""
        return self._owners.get(rack)

    async def answer(self, payload: bytes) -> bytes:
        """Return the answer to a question, whatever came."""
        try:
            question = QUESTIONS.decode(payload)
        except NotUnderstood as error:
            self._refused.count(error.reason)
            return encode(Refusal("not_understood", "this node's version cannot answer that", None))
        try:
            return encode(await self._answer(question))
        except NotSayable as error:
            if self._refused.count("not_said"):
                log.warning("a question cannot be answered: %s", error)
            return encode(Refusal("not_said", "this node cannot put its answer into words", None))

    async def _answer(self, question: Question) -> Answer:
        now_ns = self._clock.now_ns()
        match question:
            case AskViews():
                return self._core.views(question.racks, now_ns)
            case AskEvents():
                return self._core.events_after(question, now_ns)
            case AskKept():
                return self._core.kept(question)
            case _:
                return await self._once(question)

    async def _once(self, command: Command) -> Answer:
        """Carry a command out once; who asks again gets the same answer, unless it was refused."""
        found = self._done.get(command.id)
        if found is None:
            found = self._done[command.id] = asyncio.ensure_future(self._carry(command))
            found.add_done_callback(lambda ended: self._ended(command.id, ended))
            while len(self._done) > DONE_MAX:
                self._done.popitem(last=False)
        return await asyncio.shield(found)

    def _ended(self, command: str, ended: asyncio.Future[Answer]) -> None:
        """Keep only what was done: what was refused changed nothing, and may go through later."""
        done = not ended.cancelled() and ended.exception() is None
        done = done and isinstance(ended.result(), Done)
        if not done and self._done.get(command) is ended:
            del self._done[command]

    async def _carry(self, command: Command) -> Answer:
        try:
            settings = await self._carried(command)
        except Refused as error:
            return refusal_of(error)
        return Done(None if settings is None else settings_piece(settings))

    async def _carried(self, command: Command) -> RackSettings | None:
        match command:
            case AskForget():
                await self._forget(command.rack)
                return None
            case AskChange():
                changes = tuple(change_of(piece) for piece in command.changes)
                owner, revision = self._own(command.rack), command.expected_revision
                return await owner.change(command.rack, changes, expected_revision=revision)
            case AskAck():
                own = self._own(command.rack)
                await own.acknowledge(command.alarm, command.by, command.comment)
                return None
            case AskMerge():
                return await self._merge(command)
            case _:
                return await self.adopt(command.rack)

    def _own(self, rack: str) -> RackOwner:
        owner = self._owners.get(rack)
        if owner is None or not self._core.site.owns(rack):
            raise Unreachable(f"the node that was asked does not own {rack}")
        return owner

    async def adopt(self, rack: str) -> RackSettings:
        """Take over the offered names of a rack of this node. Raises Unknown, NotSaved."""
        owner, offer = self._own(rack), self._core.offer(rack)
        if offer is None:
            raise Unknown("nobody keeps names of a former node for this rack", where="rack")
        here = await owner.change(rack, (), expected_revision=None)
        changes = self._core.fitting(rack, difference(here, offer.settings))
        return await owner.change(rack, changes, expected_revision=here.revision)

    async def _merge(self, command: AskMerge) -> RackSettings:
        """Take in what was entered elsewhere; what clashes is told, so that nothing is lost."""
        owner = self._own(command.rack)
        base, theirs = settings_of_piece(command.base), settings_of_piece(command.theirs)
        for tries_left in reversed(range(MERGE_TRIES)):
            mine = await owner.change(command.rack, (), expected_revision=None)
            merged = merge(base, mine, theirs)
            changes = self._core.fitting(command.rack, difference(mine, merged.settings))
            try:
                after = await owner.change(command.rack, changes, expected_revision=mine.revision)
            except Conflict:
                if tries_left:
                    continue
                raise
            self._tell_clashes(command, merged.clashes)
            return after
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def _tell_clashes(self, command: AskMerge, clashes: tuple[Clash, ...]) -> None:
        node = self._core.site.name(command.node)
        self._tell(
            tuple(
                Event(
                    id=self._core.site.silences.number(command.rack, MERGE),
                    kind=EventKind.CHANGED,
                    at_ns=self._clock.now_ns(),
                    severity=Severity.WARNING,
                    text=_clashed(clash, node),
                    before=clash.other,
                    after=clash.kept,
                )
                for clash in clashes
            )
        )


def _clashed(clash: Clash, node: str) -> str:
    kept, other = clash.kept or "none", clash.other or "none"
    return (
        f"{clash.place}: {clash.what} was changed on two nodes while they did not hear each other; "
        f"{kept} stays, {node} had {other}"
    )
