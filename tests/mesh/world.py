"""Several cores on a network as bad as a test wants, in a time of its own; no wire, no loop."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from tests.mesh.racks import MS, a_view

from stagewatt.domain.alarm import Event
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import Change, RackSettings, changed
from stagewatt.domain.view import RackView
from stagewatt.mesh.codec import ANSWERS, QUESTIONS, SAID, encode
from stagewatt.mesh.core import outputs as out
from stagewatt.mesh.core.core import Core
from stagewatt.mesh.merge import difference, merge
from stagewatt.mesh.messages import Said
from stagewatt.mesh.questions import (
    Answer,
    AskEvents,
    AskForget,
    AskKept,
    AskMerge,
    AskViews,
    Done,
    Question,
)
from stagewatt.mesh.settings_pieces import settings_of_piece, settings_piece
from stagewatt.state.held import Held
from stagewatt.state.store import Store

TICK_NS = 100 * MS
ASK_NS = 2_000 * MS


@dataclass
class Weather:
    """How bad the network is: shares of messages, and delays in milliseconds."""

    lost: float = 0.0
    doubled: float = 0.0
    delay_ms: int = 1
    seed: int = 0


@dataclass
class Rack:
    """A rack as its nodes read it: what people entered per node, and what it carries."""

    rack: str
    ways: int = 6
    amps: float = 5.0
    changes: dict[str, Any] = field(default_factory=dict)


class Node:
    """One core with a store, and racks that it reads."""

    def __init__(
        self, world: World, node: str, instance: str, remembered: dict[str, RememberedRack]
    ) -> None:
        self.world = world
        self.node = node
        self.instance = instance
        self.remembered = remembered
        self.offset_ns = world.dice.randrange(10**6) * MS
        self.store = Store(_Clock(self), boot_id=instance, events_kept=10_000)
        me = out.Me(node=node, instance=instance, name=f"Node {node}", version="1.0")
        self.core = Core(me, remembered.values(), self.now_ns)
        self.racks: dict[str, Rack] = {}
        self.settings: dict[str, RackSettings] = {}
        self.seq = 0
        self.owners: dict[str, str | None] = {}
        self.clones: list[out.Cloned] = []
        self.roles: list[str] = []
        self.followed_topics: frozenset[str] = frozenset()
        self.offered: frozenset[str] = frozenset()
        self.up = True
        self.asleep = False
        self.follow_fails = 0
        self.ticks = 0

    @property
    def now_ns(self) -> int:
        """This node's own monotonic clock."""
        return self.world.now_ns + self.offset_ns

    def read(self, rack: Rack, settings: RackSettings | None = None) -> None:
        """Begin to read a rack."""
        self.racks[rack.rack] = rack
        self.settings[rack.rack] = settings or self.settings.get(rack.rack) or RackSettings()
        self.judge(rack.rack)

    def judge(self, rack: str) -> None:
        """Judge a rack anew."""
        self.seq += 1
        made = self.racks[rack]
        view = a_view(
            rack,
            node=self.node,
            boot=self.instance,
            seq=self.seq,
            now_ns=self.now_ns,
            ways=made.ways,
            amps=made.amps,
            settings=self.settings[rack],
        )
        self.core.local(replace(view, **made.changes), self.now_ns)
        self.do()

    def tick(self) -> None:
        self.ticks += 1
        for rack in self.racks if self.ticks % 3 == 0 else ():
            self.judge(rack)
        self.core.tick(self.now_ns)
        self.do()

    def change(self, rack: str, *changes: Change) -> None:
        """A person changes a rack at its owner: here."""
        for change in changes:
            self.settings[rack] = changed(self.settings[rack], change)
        self.judge(rack)

    def events(self, *events: Event) -> None:
        self.core.local_events(events, self.now_ns)
        self.do()

    def held(self, rack: str) -> Held:
        held = self.store.rack(rack)
        assert held is not None, f"{self.node} does not know {rack}"
        return held

    def recorded(self) -> list[Event]:
        return [recorded.event for recorded in self.store.events(limit=10_000).events]

    def do(self) -> None:
        """Do what the core wants."""
        while outputs := self.core.take():
            for output in outputs:
                self._do(output)

    def _do(self, output: out.Output) -> None:  # noqa: C901 - one line for each output
        match output:
            case out.Say(topic, message, _):
                self.world.say(self, topic, message)
            case out.Ask():
                self.world.ask(self, output)
            case out.Show(view, via):
                self.store.publish(view, via=via)
            case out.Record(events):
                self.store.record(events)
            case out.Own(rack, node):
                self.owners[rack] = node
            case out.Topics(follow, offer):
                self.followed_topics, self.offered = follow, offer
                self.world.wants()
            case out.Remember(rack):
                self.remembered[rack.rack] = self.core.seen(rack, None)
            case out.Erase(rack):
                self.remembered.pop(rack, None)
                self.store.forget(rack)
            case out.Follow(rack, settings):
                self._follow(rack, settings)
            case out.Cloned():
                self.clones.append(output)
            case out.Elected(role):
                self.roles.append(role.kind)

    def _follow(self, rack: str, settings: RackSettings) -> None:
        if self.follow_fails:
            self.follow_fails -= 1
        else:
            self.settings[rack] = settings
            self.judge(rack)
        self.core.followed(rack)

    def answer(self, question: Question) -> Answer:
        """Answer a question as the shell does."""
        match question:
            case AskViews():
                return self.core.views(question.racks, self.now_ns)
            case AskEvents():
                return self.core.events_after(question, self.now_ns)
            case AskKept():
                return self.core.kept(question)
            case AskMerge():
                return self._merge(question)
            case AskForget():
                self.core.forget(question.rack, self.now_ns, tell=False)
                return Done(None)
            case _:
                raise AssertionError(question)

    def _merge(self, question: AskMerge) -> Answer:
        rack = question.rack
        assert self.core.site.owns(rack)
        base, theirs = settings_of_piece(question.base), settings_of_piece(question.theirs)
        merged = merge(base, self.settings[rack], theirs)
        self.change(rack, *difference(self.settings[rack], merged.settings))
        return Done(settings_piece(self.settings[rack]))


class _Clock:
    def __init__(self, node: Node) -> None:
        self._node = node

    def now_ns(self) -> int:
        return self._node.now_ns

    def wall_s(self) -> float | None:
        return None


class World:
    """Time, nodes and the network between them."""

    def __init__(self, weather: Weather | None = None) -> None:
        self.weather = weather or Weather()
        self.dice = random.Random(self.weather.seed)
        self.now_ns = 1_000_000 * MS
        self.nodes: dict[str, Node] = {}
        self.islands: dict[str, int] = {}
        self.bytes_said = 0
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = count()
        self._instances = count(1)
        self.watch: Callable[[Node, str, bytes], None] | None = None

    def start(
        self,
        node: str,
        remembered: dict[str, RememberedRack] | None = None,
        *,
        instance: str | None = None,
        key: str | None = None,
    ) -> Node:
        """Start a node; `key` is its name here where two have one id."""
        started = Node(
            self,
            node,
            instance or f"run{next(self._instances)}",
            {} if remembered is None else remembered,
        )
        self.nodes[key or node] = started
        self.islands.setdefault(key or node, 0)
        for other in self.others(started):
            self._later(1, lambda other=other: self._join(other, started))  # type: ignore[misc]
            self._later(1, lambda other=other: self._join(started, other))  # type: ignore[misc]
        self._at(self.now_ns + self.dice.randrange(TICK_NS), lambda: self._tick(started))
        return started

    def kill(self, node: str, *, told: bool = True) -> None:
        """End a node's process; `told`: the engine notices."""
        gone = self.nodes.pop(node)
        gone.up = False
        for other in self.nodes.values():
            if told:
                self._later(5, lambda other=other: self._leave(other, gone))  # type: ignore[misc]

    def split(self, *islands: tuple[str, ...]) -> None:
        """Cut the network into islands."""
        self.islands = {node: number for number, nodes in enumerate(islands) for node in nodes}

    def heal(self) -> None:
        self.islands = dict.fromkeys(self.islands, 0)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end_ns = self.now_ns + int(seconds * 1e9)
        while self._due and self._due[0][0] <= end_ns:
            self.now_ns, _, work = heapq.heappop(self._due)
            work()
        self.now_ns = end_ns

    def others(self, node: Node) -> list[Node]:
        return [other for other in self.nodes.values() if other is not node]

    # ---- the network ---------------------------------------------------------------------------

    def say(self, sender: Node, topic: str, message: Said) -> None:
        payload = encode(message)
        if self.watch is not None:
            self.watch(sender, topic, payload)
        self.bytes_said += len(payload)
        common = topic.partition("/")[0] in ("pulse", "card", "events")
        for other in self.others(sender):
            if common or topic in other.followed_topics:
                for delay_ms in self._fate(sender, other):
                    self._later(delay_ms, self._arrival(sender, other, topic, payload))

    def _arrival(self, sender: Node, other: Node, topic: str, payload: bytes) -> Callable[[], None]:
        def arrive() -> None:
            if other.up and not other.asleep:
                other.core.heard(sender.node, SAID.decode(payload), other.now_ns)
                other.do()

        return arrive

    def _fate(self, sender: Node, other: Node) -> list[int]:
        """After how many milliseconds a message comes: not at all, once, or twice."""
        weather, dice = self.weather, self.dice
        if not self.linked(sender, other) or dice.random() < weather.lost:
            return []
        copies = 2 if dice.random() < weather.doubled else 1
        return [1 + dice.randrange(weather.delay_ms) for _ in range(copies)]

    def linked(self, one: Node, other: Node) -> bool:
        names = {id(node): name for name, node in self.nodes.items()}
        if id(one) not in names or id(other) not in names:
            return False
        return self.islands[names[id(one)]] == self.islands[names[id(other)]]

    def ask(self, asker: Node, ask: out.Ask) -> None:
        """Carry a question and its answer; None comes back where either is lost."""
        question = QUESTIONS.decode(encode(ask.question))
        target = next((n for n in self.others(asker) if n.node == ask.node), None)
        settled: list[bool] = []

        def settle(answer: Answer | None) -> None:
            if not settled and asker.up:
                settled.append(True)
                asker.core.answered(ask.key, ask.node, answer, asker.now_ns)
                asker.do()

        def arrive() -> None:
            if target is None or not target.up or target.asleep:
                return
            answer = ANSWERS.decode(encode(target.answer(question)))
            target.do()
            for delay_ms in self._fate(target, asker):
                self._later(delay_ms, lambda: settle(answer))

        if target is not None:
            for delay_ms in self._fate(asker, target):
                self._later(delay_ms, arrive)
        self._at(self.now_ns + ASK_NS, lambda: settle(None))

    def wants(self) -> None:
        """Tell every node which of its topics somebody follows."""
        followed = frozenset().union(*(node.followed_topics for node in self.nodes.values()))
        for node in self.nodes.values():
            for topic in node.offered:
                node.core.wanted(topic, wanted=topic in followed)

    def _join(self, to: Node, who: Node) -> None:
        if to.up and who.up and self.linked(to, who):
            to.core.joined(who.node, who.instance, to.now_ns)
            to.do()

    def _leave(self, to: Node, who: Node) -> None:
        if to.up:
            to.core.left(who.node, who.instance, to.now_ns)
            to.do()

    def _tick(self, node: Node) -> None:
        if not node.up:
            return
        if not node.asleep:
            node.tick()
        self._at(self.now_ns + TICK_NS, lambda: self._tick(node))

    def _later(self, delay_ms: int, work: Callable[[], None]) -> None:
        self._at(self.now_ns + delay_ms * MS, work)

    def _at(self, when_ns: int, work: Callable[[], None]) -> None:
        heapq.heappush(self._due, (when_ns, next(self._numbers), work))


def shown(view: RackView) -> object:
    """Return what must be the same on all nodes, whatever their clocks say."""
    return (
        view.rack,
        view.name,
        view.group,
        view.printed_name,
        view.model,
        view.settings_revision,
        view.online,
        view.mains.i_a,
        view.mains.v_ln_v,
        view.supply,
        view.main_breaker.state,
        view.contacts.e_stop,
        view.contacts.neutral_relay,
        view.temperature_c,
        view.tightest,
        view.connectors,
        tuple(
            (way.id, way.name, way.color, way.min_a, way.max_a, way.warning) for way in view.ways
        ),
        tuple((alarm.id, alarm.state, alarm.text) for alarm in view.alarms),
    )
