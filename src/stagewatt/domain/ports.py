"""Where strangers meet: what one folder offers and another one calls, joined in `app`."""

from __future__ import annotations

from typing import Protocol

from stagewatt.domain.settings import Change, RackSettings


class RackOwner(Protocol):
    """The one place that may change a rack's names, limits and colours."""

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        """Validate, make durable, publish; all changes or none.

        Raises Unknown, Invalid, Conflict (revision), Unreachable or NotSaved.
        """


class Clock(Protocol):
    """Time for the async shell; the pure folders get `now_ns` as an argument instead."""

    def now_ns(self) -> int:
        """Return monotonic nanoseconds."""

    def wall_s(self) -> float | None:
        """Return seconds since 1970 (UTC), None while the wall clock is not trusted."""
