"""The other nodes: which run of each counts, when it was heard, and whether it is silent."""

from __future__ import annotations

from dataclasses import dataclass, field

from stagewatt.domain.peer import Peer
from stagewatt.mesh.core.awake import SILENT_NS
from stagewatt.mesh.messages import Hello

CLONE_NS = 3_000_000_000
"""Two runs of one node heard for longer than this beside each other are two nodes."""

VIEWS_AT_ONCE = 8
"""How many racks one question asks for."""

PEERS_MAX = 1000
RUNS_MAX = 8


@dataclass(slots=True)
class Run:
    """One run of a node, as heard."""

    first_ns: int
    heard_ns: int
    spoke: bool
    """Whether it said anything, or was only seen by the engine."""
    events: int = 0
    """The number of its last event taken before another run counted."""


@dataclass(slots=True)
class Other:
    """Another node; `instance` is the run that counts, the newest that spoke."""

    node: str
    instance: str
    heard_ns: int
    gone_ns: int | None = None
    runs: dict[str, Run] = field(default_factory=dict)
    pulse: int = -1
    events: int | None = None
    """The number of the last event taken; None before any number was heard."""
    hello: Hello | None = None
    claims: frozenset[str] = frozenset()
    silent: bool = False
    told_clone: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    """The racks of the last question for pictures."""
    at_once: int = VIEWS_AT_ONCE
    """How many racks the next one asks for at most."""

    @property
    def reads(self) -> frozenset[str]:
        """The racks that it reads, owned or not."""
        return self.claims if self.hello is None else self.claims.union(self.hello.reads)

    def does_read(self, rack: str) -> bool:
        """Return whether it reads a rack."""
        return rack in self.claims or (self.hello is not None and rack in self.hello.reads)

    def begin(self, instance: str) -> None:
        """Count another run from now on; its numbers begin anew.

        Of a node that was heard before, all events of another run are news.
        """
        if self.events is not None:
            if (before := self.runs.get(self.instance)) is not None:
                before.events = self.events
            now = self.runs.get(instance)
            self.events = 0 if now is None else now.events
        self.instance = instance
        self.pulse, self.hello, self.claims, self.asked = -1, None, frozenset(), ()


class Others:
    """All other nodes by their ids."""

    def __init__(self) -> None:
        """Begin alone."""
        self.by_node: dict[str, Other] = {}

    def heard(
        self, node: str, instance: str, now_ns: int, *, spoke: bool = True
    ) -> tuple[Other | None, bool]:
        """Take a sign of a run and return its node, and whether the run counts from now on.

        None for what does not count: an earlier run, late or a clone's; one that was only seen
        beside one that speaks; a node too many.
        """
        other = self.by_node.get(node)
        if other is None:
            if len(self.by_node) >= PEERS_MAX:
                return None, False
            other = self.by_node[node] = Other(node, instance, now_ns)
            other.runs[instance] = Run(now_ns, now_ns, spoke)
            return other, True
        run = other.runs.get(instance) or self._run(other, instance, now_ns)
        first, run.spoke = spoke and not run.spoke, run.spoke or spoke
        run.heard_ns = now_ns
        begins = instance != other.instance
        if begins:
            dead = other.gone_ns is not None or now_ns - other.heard_ns > SILENT_NS
            if not first and not dead:
                return None, False
            other.begin(instance)
        other.heard_ns, other.gone_ns = now_ns, None
        return other, begins

    def _run(self, other: Other, instance: str, now_ns: int) -> Run:
        if len(other.runs) >= RUNS_MAX:
            del other.runs[min(other.runs, key=lambda run: other.runs[run].heard_ns)]
        run = other.runs[instance] = Run(now_ns, now_ns, spoke=False)
        return run

    def quietest(self) -> Other | None:
        """Return, where there is no room for one more, the silent node not heard for longest."""
        if len(self.by_node) < PEERS_MAX:
            return None
        silent = [other for other in self.by_node.values() if other.silent]
        return min(silent, key=lambda other: other.heard_ns, default=None)

    def left(self, node: str, instance: str, now_ns: int) -> None:
        """Take that a run's sign of life ended."""
        other = self.by_node.get(node)
        if other is not None and other.instance == instance and other.gone_ns is None:
            other.gone_ns = now_ns

    def present(self) -> list[Other]:
        """Return those that answer, in the order of their ids."""
        return sorted(
            (other for other in self.by_node.values() if not other.silent),
            key=lambda other: other.node,
        )

    def clone(self, node: str) -> str | None:
        """Return the run that must move where two of one node speak beside each other.

        Each clone is told once. The lesser instance keeps the id, and counts from now on.
        """
        other = self.by_node[node]
        now = other.runs.get(other.instance)
        if now is None:
            return None
        for instance, run in other.runs.items():
            if instance == other.instance or instance in other.told_clone:
                continue
            both_ns = max(run.first_ns, now.first_ns) + CLONE_NS
            if run.heard_ns > both_ns and now.heard_ns > both_ns:
                lesser, greater = sorted((instance, other.instance))
                other.told_clone |= {instance, other.instance}
                if lesser != other.instance:
                    other.begin(lesser)
                return greater
        return None

    def peer(self, other: Other) -> Peer:
        """Return a node as people see it."""
        hello = other.hello
        return Peer(
            id=other.node,
            instance=other.instance,
            name="" if hello is None else hello.name,
            version="" if hello is None else hello.version,
            addresses=() if hello is None else hello.addresses,
            racks=tuple(sorted(other.reads)),
            present=not other.silent,
            heard_ns=other.heard_ns,
            role="peer" if hello is None else hello.role,
        )
