"""Where other nodes were reached before: found again where multicast is dropped."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import msgspec

from stagewatt.domain.errors import NotSaved
from stagewatt.durable import document

log = logging.getLogger(__name__)

SCHEMA = "peer-addresses/1"

MOST_NODES = 64
MOST_ADDRESSES = 3
"""Of one node: the last ones; a node that moved may move back."""


class _Peers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`peer-addresses/1`: by node, the last met first; addresses are HOST:PORT."""

    schema: str
    nodes: dict[str, tuple[str, ...]]


class PeerFile:
    """The addresses of other nodes, bounded: the longest unmet node goes first.

    Methods that save block on the disk: call them in a thread.
    """

    def __init__(self, data_dir: Path) -> None:
        """Read what is kept; what cannot be read is as good as nothing and is said."""
        self._path = data_dir / "peers"
        self._one_at_a_time = threading.Lock()
        self._nodes = self._load()

    def addresses(self) -> tuple[str, ...]:
        """Return HOST:PORT: of each node the last address, the last met first; then the others."""
        each = list(self._nodes.values())
        deepest = max((len(one) for one in each), default=0)
        ordered = [one[depth] for depth in range(deepest) for one in each if depth < len(one)]
        return tuple(dict.fromkeys(ordered))

    def last(self, node: str) -> str | None:
        """Return where a node was reached last, None where it never was."""
        return next(iter(self._nodes.get(node, ())), None)

    def met(self, node: str, address: str) -> None:
        """Keep where a node was reached; writes only what is new. Raises NotSaved."""
        with self._one_at_a_time:
            before = self._nodes.get(node, ())
            if before[:1] == (address,):
                return
            one = (address, *(each for each in before if each != address))[:MOST_ADDRESSES]
            others = {name: kept for name, kept in self._nodes.items() if name != node}
            self._save(dict(list({node: one, **others}.items())[:MOST_NODES]))

    def forget(self, node: str) -> None:
        """Forget a node. Raises NotSaved."""
        with self._one_at_a_time:
            if node in self._nodes:
                self._save({name: kept for name, kept in self._nodes.items() if name != node})

    def _save(self, nodes: dict[str, tuple[str, ...]]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotSaved(f"not saved: {error.strerror}") from error
        content = msgspec.json.encode(_Peers(schema=SCHEMA, nodes=nodes))
        document.save(self._path, msgspec.json.format(content, indent=1))
        self._nodes = nodes

    def _load(self) -> dict[str, tuple[str, ...]]:
        loaded = document.load(self._path)
        if loaded is None:
            return {}
        for notice in loaded.notices:
            log.warning("%s", notice)
        try:
            kept = msgspec.json.decode(loaded.document, type=_Peers)
        except msgspec.DecodeError as error:
            log.warning("%s: %s; other nodes are found anew", self._path, error)
            return {}
        return kept.nodes if kept.schema == SCHEMA else {}
