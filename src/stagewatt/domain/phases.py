"""Phases as a type: values that come in threes (and fours) never travel as loose arguments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
U = TypeVar("U")


class Phase(StrEnum):
    """One of the three phase conductors."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"


PHASES = (Phase.L1, Phase.L2, Phase.L3)


@dataclass(frozen=True, slots=True)
class L123(Generic[T]):
    """One value per phase, in the order L1, L2, L3."""

    l1: T
    l2: T
    l3: T

    @classmethod
    def of(cls, make: Callable[[Phase], T]) -> L123[T]:
        """Build from a function of the phase."""
        return cls(make(Phase.L1), make(Phase.L2), make(Phase.L3))

    @classmethod
    def all(cls, value: T) -> L123[T]:
        """Return the same value on all phases."""
        return cls(value, value, value)

    def __iter__(self) -> Iterator[T]:
        """Yield L1, L2, L3."""
        yield self.l1
        yield self.l2
        yield self.l3

    def __getitem__(self, phase: Phase) -> T:
        """Return the value of one phase."""
        return (self.l1, self.l2, self.l3)[PHASES.index(phase)]

    def map(self, change: Callable[[T], U]) -> L123[U]:
        """Apply a function to each phase's value."""
        return L123(change(self.l1), change(self.l2), change(self.l3))


@dataclass(frozen=True, slots=True)
class L123N(Generic[T]):
    """One value per phase and one for the neutral."""

    l1: T
    l2: T
    l3: T
    n: T

    @classmethod
    def all(cls, value: T) -> L123N[T]:
        """Return the same value on all four conductors."""
        return cls(value, value, value, value)

    @property
    def phases(self) -> L123[T]:
        """The three phase values alone."""
        return L123(self.l1, self.l2, self.l3)

    def __iter__(self) -> Iterator[T]:
        """Yield L1, L2, L3, N."""
        yield self.l1
        yield self.l2
        yield self.l3
        yield self.n


@dataclass(frozen=True, slots=True)
class LineToLine(Generic[T]):
    """One value per pair of phases, in the order L1-L2, L2-L3, L3-L1."""

    l12: T
    l23: T
    l31: T

    @classmethod
    def all(cls, value: T) -> LineToLine[T]:
        """Return the same value on all pairs."""
        return cls(value, value, value)

    def __iter__(self) -> Iterator[T]:
        """Yield L1-L2, L2-L3, L3-L1."""
        yield self.l12
        yield self.l23
        yield self.l31


@dataclass(frozen=True, slots=True)
class L123Sum(Generic[T]):
    """One value per phase and one for all three together (a power, or its factor)."""

    l1: T
    l2: T
    l3: T
    sum: T

    @classmethod
    def all(cls, value: T) -> L123Sum[T]:
        """Return the same value in all four places."""
        return cls(value, value, value, value)

    @property
    def phases(self) -> L123[T]:
        """The three phase values alone."""
        return L123(self.l1, self.l2, self.l3)

    def __iter__(self) -> Iterator[T]:
        """Yield L1, L2, L3, sum."""
        yield self.l1
        yield self.l2
        yield self.l3
        yield self.sum
