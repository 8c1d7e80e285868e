"""A rack on its own: a site of one, on a supply that suits its drain."""

from __future__ import annotations

from stagewatt.domain.phases import L123
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.source import SourceSpec
from stagewatt.twin.plant import Plant
from stagewatt.twin.site import RackSpec, Site, SiteSpec, build_site

SOURCE_OHM = 0.010 + 0.010j
"""Per conductor: a distribution transformer or generator of a few hundred kVA (assumed)."""
HEAVY_FEEDER_OHM = 50 * (0.161e-3 + 0.08e-3j)
"""50 m of 120 mm2: class 5 copper at 20 degC by IEC 60228, reactance 0.08 mohm/m."""
LIGHT_FEEDER_OHM = 25 * (1.21e-3 + 0.08e-3j)
"""25 m of 16 mm2, the same sources."""
HEAVY_FROM_A = 200.0


def all_four(z_ohm: complex) -> Run:
    """Return four equal conductors."""
    return Run(z_phase_ohm=L123.all(z_ohm), z_neutral_ohm=z_ohm)


def grid(plant: Plant, racks: int = 1) -> SourceSpec:
    """Return the mains that so many racks of a kind are made for: the stiffer, the more."""
    return SourceSpec(v_ln_v=plant.model.nominal_v_ln_v, run=all_four(SOURCE_OHM / racks))


def usual_feeder(plant: Plant) -> Run:
    """Return the cable that usually feeds such a rack."""
    heavy = plant.model.drain.rated_a >= HEAVY_FROM_A
    return all_four(HEAVY_FEEDER_OHM if heavy else LIGHT_FEEDER_OHM)


def site_of_one(plant: Plant, name: str = "rack") -> Site:
    """Return a site with this rack alone."""
    rack = RackSpec(id=name, plant=plant, feeder=usual_feeder(plant))
    return build_site(SiteSpec(source=grid(plant), racks=(rack,)))
