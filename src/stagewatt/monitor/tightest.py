"""The limit that is nearest, over ways, neutral, drain and main, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stagewatt.domain.quality import Bound, Quality
from stagewatt.domain.view import LoadView, MainsView, Tightest
from stagewatt.monitor.lanes import LaneState
from stagewatt.monitor.plan import DRAIN, MAIN, NEUTRAL

Use = tuple[float, str, float, float, Bound]
"""Share of the limit, place, amps, limit, and which bound of the share this is."""


def tightest(
    mains: MainsView, load: LoadView, lanes: Sequence[LaneState], *, lost: bool
) -> Tightest | None:
    """Return the most used limit; None when nothing is known.

    Where something that has a limit gives no good value (`lost`), the true one may be tighter: an
    exact share becomes a lower bound.
    """
    uses = [*_mains(mains, load), *_main(load)]
    uses.extend(use for lane in lanes for use in _fullest(lane))
    if not uses:
        return None
    share, place, i_a, limit_a, bound = max(uses, key=_share)
    unsure = lost or mains.mark.quality is not Quality.GOOD or None in tuple(mains.i_a)
    return Tightest(
        place=place,
        used_pct=100.0 * share,
        left_a=limit_a - i_a,
        limit_a=limit_a,
        bound=Bound.LOWER if unsure and bound is Bound.EXACT else bound,
    )


def _share(use: Use) -> float:
    return use[0]


def _mains(mains: MainsView, load: LoadView) -> Iterator[Use]:
    if mains.mark.quality is not Quality.GOOD:
        return
    limit_a = load.drain_limit_a
    for place, i_a in zip(DRAIN, mains.i_a.phases, strict=True):
        if i_a is not None:
            yield i_a / limit_a, place, i_a, limit_a, load.drain_bound
    neutral_a, limit_a = mains.i_a.n, load.neutral_limit_a
    if neutral_a is not None:
        yield neutral_a / limit_a, NEUTRAL, neutral_a, limit_a, load.drain_bound


def _main(load: LoadView) -> Iterator[Use]:
    """The worst that the main may carry; only where that is open, the least it carries."""
    limit_a = load.main_limit_a
    for place, interval in zip(MAIN, load.main_a, strict=True):
        least_a, most_a = interval.at_least_a, interval.at_most_a
        if most_a is not None:
            bound = Bound.EXACT if most_a == least_a else Bound.UPPER
            yield most_a / limit_a, place, most_a, limit_a, bound
        elif least_a is not None:
            yield least_a / limit_a, place, least_a, limit_a, Bound.LOWER


def _fullest(lane: LaneState) -> Iterator[Use]:
    best = -1.0
    at = -1
    for channel, (plan, i_a) in enumerate(zip(lane.lane.ways, lane.i_a, strict=True)):
        if i_a is not None:
            share = i_a / plan.way.protection.rated_a
            if share > best:
                best, at = share, channel
    if at >= 0:
        way, i_a = lane.lane.ways[at].way, lane.i_a[at] or 0.0
        limit_a = way.protection.rated_a
        yield best, way.id, i_a, limit_a, Bound.EXACT
