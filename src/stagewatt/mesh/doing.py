"""Does what the core wants: says, asks, shows, keeps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from stagewatt.domain.errors import Refused, Unreachable
from stagewatt.domain.ports import Clock, RackOwner
from stagewatt.mesh.bus import Bus
from stagewatt.mesh.codec import ANSWERS, Counts, NotSayable, NotUnderstood, encode
from stagewatt.mesh.core.core import Core
from stagewatt.mesh.core.outputs import (
    Ask,
    Cloned,
    Elected,
    Erase,
    Follow,
    Key,
    Output,
    Own,
    Record,
    Remember,
    Say,
    Show,
    Topics,
)
from stagewatt.mesh.hooks import Hooks
from stagewatt.mesh.keeping import Keeping
from stagewatt.mesh.messages import Said
from stagewatt.mesh.questions import Answer, Question, Refusal
from stagewatt.state.store import Store

log = logging.getLogger(__name__)

ASK_S = 2.0
MERGE_S = 6.0
AT_ONCE = 16
"""So many questions wait for their answers at a time; the others wait for their turn."""


Rare = Own | Remember | Erase | Follow | Cloned | Elected


class Doing:
    """Takes outputs from the core and carries them out, in their order."""

    remote_owner: Callable[[str, str], RackOwner]
    local_owner: Callable[[str], RackOwner | None]

    def __init__(self, bus: Bus, store: Store, clock: Clock, core: Core, hooks: Hooks) -> None:
        """Take all that is acted upon."""
        self._bus = bus
        self._store = store
        self._clock = clock
        self._core = core
        self._hooks = hooks
        self._keeping = Keeping(hooks.remember, hooks.erase)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = False
        self.not_said = Counts()
        """Messages that could not be made into bytes, by kind."""

    async def run(self) -> None:
        """Keep what is to be remembered for ever; what is under way ends with it."""
        try:
            await self._keeping.run()
        finally:
            for task in self._tasks:
                task.cancel()

    async def erase(self, rack: str) -> None:
        """Erase what the disk keeps of a rack that is forgotten next. Raises NotSaved."""
        await self._keeping.erase(rack)

    def all(self) -> None:
        """Do all that is wanted now; what that makes wanted is done in the same call."""
        if self._busy:
            return
        self._busy = True
        try:
            while outputs := self._core.take():
                for output in outputs:
                    self._do(output)
        finally:
            self._busy = False

    def _do(self, output: Output) -> None:
        match output:
            case Say(topic, message, urgent):
                self._say(topic, message, urgent=urgent)
            case Show(view, via):
                self._store.publish(view, via=via)
            case Record(events):
                self._store.record(events)
            case Ask(key, node, question):
                seconds = MERGE_S if key[0] == "merge" else ASK_S
                self._start(self._in_turn(key, node, question, seconds))
            case Topics(follow, offer):
                self._bus.follow(follow)
                self._bus.offer(offer)
            case _:
                self._rarely(output)

    def _say(self, topic: str, message: Said, *, urgent: bool) -> None:
        """Say a message; one that cannot be said must not keep what comes after it from being."""
        try:
            payload = encode(message)
        except NotSayable:
            if self.not_said.count(type(message).__name__):
                log.exception("a message on %s cannot be said", topic)
            return
        self._bus.say(topic, payload, urgent=urgent)

    def _rarely(self, output: Rare) -> None:
        match output:
            case Own(rack, node):
                self._own(rack, node)
            case Remember(rack):
                self._keeping.put(self._core.seen(rack, self._clock.wall_s()))
            case Erase(rack):
                self._keeping.drop(rack)
                self._store.forget(rack)
            case Follow():
                self._start(self._follow(output))
            case Cloned():
                self._hooks.cloned(output)
            case Elected(role):
                self._hooks.elected(role)

    def _own(self, rack: str, node: str | None) -> None:
        owner = self.local_owner(rack) if node is None else self.remote_owner(rack, node)
        if owner is not None:
            self._store.register_owner(rack, owner)

    async def ask(self, key: Key, node: str, question: Question, timeout_s: float) -> None:
        """Ask a node and hand its answer to the core; silence and refusals are an answer too."""
        answer: Answer | None = None
        try:
            payload = await self._bus.ask(node, encode(question), timeout_s=timeout_s)
            answer = ANSWERS.decode(payload)
        except (Unreachable, NotUnderstood, NotSayable) as error:
            log.info("no answer from %s to %s: %s", node, type(question).__name__, error)
        if isinstance(answer, Refusal):
            log.info("%s refused %s: %s", node, type(question).__name__, answer.message)
            answer = None
        self._core.answered(key, node, answer, self._clock.now_ns())
        self.all()

    async def _in_turn(self, key: Key, node: str, question: Question, timeout_s: float) -> None:
        async with self._turn:
            await self.ask(key, node, question, timeout_s)

    async def _follow(self, follow: Follow) -> None:
        try:
            await self._hooks.follow(follow.rack, follow.settings)
        except Refused as error:
            log.warning("%s: names of its owner not taken over: %s", follow.rack, error.message)
            await asyncio.sleep(ASK_S)
        self._core.followed(follow.rack)
        self.all()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
