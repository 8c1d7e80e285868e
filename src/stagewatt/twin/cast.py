"""Who is on a site and who plays on it: equal racks with a show, or what a scenario says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagewatt.domain.errors import Invalid
from stagewatt.twin.plant import Plant
from stagewatt.twin.show import Show, ShowKind
from stagewatt.twin.shows import Shows
from stagewatt.twin.simulation import Director
from stagewatt.twin.single import grid, usual_feeder
from stagewatt.twin.site import FROM_SOURCE, RackSpec, Site, SiteSpec, build_site


@dataclass(frozen=True, slots=True)
class Cast:
    """A site and its director."""

    site: Site
    director: Director

    @property
    def plants(self) -> tuple[Plant, ...]:
        """Its racks."""
        return self.site.plants


def equal_racks(plants: Sequence[Plant], show: ShowKind, seed: int, *, chain: bool = False) -> Cast:
    """Return racks side by side on one supply, or each on the panel source of the one before.

    Raises Invalid where that one has none.
    """
    if chain and plants[0].model.source is None:
        raise Invalid(f"{plants[0].model.id} has no panel source: no chain", where="chain")
    specs = tuple(
        RackSpec(
            id=f"rack-{at}",
            plant=plant,
            fed_from=f"rack-{at - 1}" if chain and at else FROM_SOURCE,
            feeder=usual_feeder(plant),
        )
        for at, plant in enumerate(plants)
    )
    site = build_site(SiteSpec(source=grid(plants[0], len(plants)), racks=specs))
    shows = [Show(plant, show, seed + at) for at, plant in enumerate(plants)]
    return Cast(site, Shows(shows, feeding=range(len(plants) - 1) if chain else ()))


def played(word: str, seed: int | None = None) -> Cast:
    """Return what a scenario, a file or one that comes along, asks for. Raises BadDocument.

    Another seed than the scenario's own draws other breakers, contents and noise.
    """
    from stagewatt.twin.scenario.director import Director as Script  # noqa: PLC0415
    from stagewatt.twin.scenario.read import opened  # noqa: PLC0415
    from stagewatt.twin.scenario.site import site_of  # noqa: PLC0415

    scenario = opened(word)
    if seed is not None:
        scenario = replace(scenario, seed=seed)
    return Cast(build_site(site_of(scenario)), Script(scenario))
