"""A stage with racks on it, for tests that need more than one rack or a supply of their choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from stagewatt.catalogue.load import model
from stagewatt.domain.phases import L123
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.source import SourceSpec
from stagewatt.twin.actions import Action, Plug, StartFault
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.loads.draw import RESISTIVE, Draw, Mix, Spectrum
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import Plant, build
from stagewatt.twin.site import FROM_SOURCE, RackSpec, SiteSpec, build_site
from stagewatt.twin.state import RackState
from stagewatt.twin.stepping import fresh, step

IDEAL = SourceSpec()
STEP_NS = 20_000_000


def run(z_ohm: complex) -> Run:
    """Return four equal conductors."""
    return Run(z_phase_ohm=L123.all(z_ohm), z_neutral_ohm=z_ohm)


def watts(*p_w: float, leakage_a: float = 0.0) -> Load:
    """Return heaters."""
    return Load(label="heater", p_w=p_w, pf=(1.0,) * len(p_w), leakage_a=(leakage_a,) * len(p_w))


def drawing(*draws: Draw) -> Load:
    """Return a load that draws exactly this."""
    load = watts(*(each.s_va.real for each in draws))
    object.__setattr__(load, "plain", draws)
    return load


def third(share: float) -> Spectrum:
    """Return a spectrum of nothing but the third harmonic."""
    return Spectrum("third", (complex(share), *(0j,) * (len(HARMONICS) - 1)))


def amps(i_a: float, spectrum: Spectrum, mix: Mix = RESISTIVE) -> Draw:
    """Return a draw of so many amps at 230 V."""
    return Draw(s_va=complex(230.0 * i_a), mix=mix, spectrum=spectrum)


def rack(name: str = "smartpdu-36", seed: int = 7) -> Plant:
    """Return a rack of a model."""
    return build(model(name), serial=f"{seed:012X}", seed=seed)


def stout(plant: Plant) -> Plant:
    """Return a rack whose ways never trip by overcurrent, so that its main has to."""
    ways = tuple(
        replace(
            each,
            way=replace(each.way, protection=replace(each.way.protection, rated_a=1e6)),
        )
        for each in plant.ways
    )
    return replace(plant, ways=ways)


class Stage:
    """A site, and somebody who does things to its racks and waits."""

    def __init__(
        self,
        plants: Sequence[Plant],
        *,
        source: SourceSpec = IDEAL,
        z_ohm: complex = 0j,
        chain: bool = False,
    ) -> None:
        racks = tuple(
            RackSpec(
                id=f"r{at}",
                plant=plant,
                fed_from=f"r{at - 1}" if chain and at else FROM_SOURCE,
                feeder=run(z_ohm),
            )
            for at, plant in enumerate(plants)
        )
        self.site = build_site(SiteSpec(source=source, racks=racks))
        self.state = fresh(self.site)

    def rack(self, at: int = 0) -> RackState:
        return self.state.racks[at]

    def do(self, *actions: Action, at: int = 0) -> None:
        self.state = step(self.site, self.state, [(at, each) for each in actions], 0)

    def plug(self, place: str, load: Load | None, at: int = 0) -> None:
        self.do(Plug(place, load), at=at)

    def fault(
        self, name: str, place: str | None = None, size: float | None = None, at: int = 0
    ) -> None:
        self.do(StartFault(ActiveFault(name, place, size)), at=at)

    def run(self, seconds: float, step_ns: int = STEP_NS) -> None:
        goal_ns = self.state.t_ns + round(seconds * 1e9)
        while self.state.t_ns < goal_ns:
            self.state = step(self.site, self.state, (), min(step_ns, goal_ns - self.state.t_ns))

    def fell_s(self, way: str, at: int = 0) -> float:
        """Return the second in which a way's lever moved last."""
        number = self.site.plants[at].at(way)
        return self.rack(at).board.levers[number].at_ns / 1e9

    def until(
        self, what: Callable[[], bool], at_most_s: float, step_ns: int = STEP_NS
    ) -> float | None:
        """Let time pass until something is so, and return the seconds; None when it never was."""
        begun_ns = self.state.t_ns
        while not what():
            if self.state.t_ns - begun_ns >= at_most_s * 1e9:
                return None
            self.state = step(self.site, self.state, (), step_ns)
        return (self.state.t_ns - begun_ns) / 1e9
