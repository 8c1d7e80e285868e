"""The owner of a rack that another node reads: a change travels there, its answer back."""

from __future__ import annotations

from collections.abc import Callable

from stagewatt.domain.errors import Unreachable
from stagewatt.domain.settings import Change, RackSettings
from stagewatt.mesh.bus import Bus
from stagewatt.mesh.codec import ANSWERS, NotUnderstood, encode
from stagewatt.mesh.compose_card import cut
from stagewatt.mesh.questions import Answer, AskAck, AskAdopt, AskChange, Command, Done, Refusal
from stagewatt.mesh.refusals import error_of
from stagewatt.mesh.settings_pieces import change_piece, settings_of_piece

TRIES = 2
TRY_S = 2.0
"""An owner with a slow disk takes a second; then it is asked once more, with the same id."""


class Commands:
    """Sends commands, each with an id of its own, so that one asked twice is done once."""

    def __init__(self, bus: Bus, instance: str, is_silent: Callable[[str], bool]) -> None:
        """Take the run that stands in the ids, and who knows which nodes do not answer."""
        self._is_silent = is_silent
        self._bus = bus
        self._instance = instance
        self._number = 0

    def next_id(self) -> str:
        """Return an id that no other command has."""
        self._number += 1
        return f"{self._instance}-{self._number}"

    async def carry(self, node: str, command: Command) -> RackSettings | None:
        """Have a command carried out by a node, and return the settings after it.

        Raises what the node refused it with, and Unreachable when no answer came; the change may
        then have been made all the same, and is seen once the node answers again.
        """
        return _settings(await self._answer(node, command))

    async def _answer(self, node: str, command: Command) -> Answer:
        if self._is_silent(node):
            raise Unreachable(f"the node that reads this rack ({node}) does not answer")
        payload = encode(command)
        for tries_left in reversed(range(TRIES)):
            try:
                return ANSWERS.decode(await self._bus.ask(node, payload, timeout_s=TRY_S))
            except Unreachable:
                if not tries_left:
                    raise
            except NotUnderstood as error:
                raise Unreachable(
                    f"node {node} answered in a way not understood: {error}"
                ) from error
        raise AssertionError  # pragma: no cover - the last try returns or raises


def _settings(answer: Answer) -> RackSettings | None:
    if isinstance(answer, Refusal):
        raise error_of(answer)
    if not isinstance(answer, Done):
        raise Unreachable("the owner answered another question")
    return None if answer.settings is None else settings_of_piece(answer.settings)


class RemoteOwner:
    """Implements `domain.ports.RackOwner` for a rack of another node."""

    def __init__(self, rack: str, node: str, commands: Commands) -> None:
        """Take whose rack it is."""
        self._rack = rack
        self.node = node
        self._commands = commands

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        """Have the owner make all changes or none. Raises as `RackOwner.change` does."""
        pieces = tuple(change_piece(change) for change in changes)
        number = self._commands.next_id()
        question = AskChange(number, rack, pieces, expected_revision)
        return _known(await self._commands.carry(self.node, question))

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        """Have the owner note who knows of an alarm. Raises as `RackOwner.acknowledge` does."""
        number = self._commands.next_id()
        question = AskAck(number, self._rack, cut(alarm, 512), by, comment)
        await self._commands.carry(self.node, question)

    async def adopt(self) -> RackSettings:
        """Have the owner take over the names that it is offered. Raises as `change` does."""
        question = AskAdopt(self._commands.next_id(), self._rack)
        return _known(await self._commands.carry(self.node, question))


def _known(settings: RackSettings | None) -> RackSettings:
    if settings is None:
        raise Unreachable("the owner did not say what holds now")
    return settings
