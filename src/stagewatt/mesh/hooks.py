"""What the mesh needs from its node besides the store, joined in `app`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import RackSettings
from stagewatt.mesh.core.outputs import Cloned
from stagewatt.mesh.election import Role


def _nothing(*_: object) -> None:
    """Nobody asked to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """`remember` and `erase` block on the disk, run in a thread, and may raise NotSaved.

    `follow` makes another node's settings of a rack durable and applies them to it, whose owner
    this node is not; it may raise Refused. The others return at once.
    """

    remember: Callable[[RememberedRack], None]
    erase: Callable[[str], None]
    follow: Callable[[str, RackSettings], Awaitable[object]]
    cloned: Callable[[Cloned], None] = _nothing
    elected: Callable[[Role], None] = _nothing
