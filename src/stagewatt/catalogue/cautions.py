"""What follows from a rack's ratings and people must know before they load it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stagewatt.catalogue.connectors import ConnectorType
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.rack import Connector, MainDevice, MainKind, Protection, Way


def cautions(
    main: MainDevice,
    ways: tuple[Way, ...],
    connectors: tuple[Connector, ...],
    types: Mapping[str, ConnectorType],
) -> tuple[str, ...]:
    """Return a sentence for each weak place; none where all ratings agree."""
    behind = {way.id: way.protection for way in ways}
    return (*_sum(main, ways), *_residual(behind), *_sockets(behind, connectors, types))


def branch_a(ways: tuple[Way, ...], phase: Phase) -> float:
    """Return the sum of the ways' ratings on one phase, amps."""
    return sum(way.protection.rated_a for way in ways if phase in way.phases)


def _sum(main: MainDevice, ways: tuple[Way, ...]) -> Iterator[str]:
    """Say where nothing but people keep the main device from being overloaded."""
    all_a = max(branch_a(ways, phase) for phase in PHASES)
    if main.kind is MainKind.SWITCH_DISCONNECTOR and all_a > main.rated_a:
        yield (
            f"the ways together allow {all_a:g} A on a phase; the main device is rated "
            f"{main.rated_a:g} A and has no overload trip"
        )


def _residual(behind: Mapping[str, Protection]) -> Iterator[str]:
    for way, each in behind.items():
        if each.rcd_a is not None and each.rcd_a < each.rated_a:
            yield f"the residual device of {way} is rated {each.rcd_a:g} A, its breaker {_a(each)}"


def _sockets(
    behind: Mapping[str, Protection],
    connectors: tuple[Connector, ...],
    types: Mapping[str, ConnectorType],
) -> Iterator[str]:
    """Say where a socket is weaker than the breaker of its way."""
    for connector in connectors:
        kind = types[connector.type]
        own = [(way, kind.title, connector.place, kind.rated_a) for way in connector.ways]
        doubled = [(each.way, each.title, each.place, each.rated_a) for each in connector.sockets]
        for way, title, place, rated_a in (*own, *doubled):
            if rated_a is not None and rated_a < behind[way].rated_a:
                yield (
                    f"the {place} {title} socket of way {way} carries {rated_a:g} A, "
                    f"its breaker {_a(behind[way])}"
                )


def _a(protection: Protection) -> str:
    return f"{protection.rated_a:g} A"
