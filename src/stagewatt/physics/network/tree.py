"""The network as people see it: sources, and nodes that hang on them by runs of conductors."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.physics.network.runs import Run


@dataclass(frozen=True, slots=True)
class Tree:
    """A forest: sources, then nodes, parents before children.

    `sources`: the run between each EMF's star point and its busbar. `parents`: per node the index
    of an earlier node, or -1 - s for the busbar of source s. `runs`: per node the feeder that
    feeds it. Impedances hold at the fundamental; reactances grow with the order.
    """

    sources: tuple[Run, ...]
    parents: tuple[int, ...]
    runs: tuple[Run, ...]

    def __post_init__(self) -> None:
        """Refuse what is no forest."""
        if len(self.parents) != len(self.runs):
            raise ValueError(f"{len(self.parents)} parents for {len(self.runs)} feeders")
        for node, parent in enumerate(self.parents):
            if not -len(self.sources) <= parent < node:
                raise ValueError(f"node {node} cannot hang on {parent}: parents come first")

    @property
    def nodes(self) -> int:
        """The number of nodes."""
        return len(self.parents)
