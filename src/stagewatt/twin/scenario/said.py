"""What a scenario has said to who is being trained."""

from __future__ import annotations

from dataclasses import dataclass

KEPT = 50


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, with the second of the timeline it was said in."""

    t_s: float
    text: str


class Sayings:
    """The newest sentences."""

    def __init__(self) -> None:
        """Begin with none."""
        self.newest: tuple[Said, ...] = ()

    def add(self, t_s: float, text: str) -> None:
        """Say one more."""
        self.newest = (*self.newest, Said(t_s, text))[-KEPT:]
