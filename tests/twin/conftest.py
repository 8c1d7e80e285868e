"""What the twin's tests share: a bench with one rack on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.reading import Contact, ContactId
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin.actions import Action, Plug, StartFault
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import Plant, build
from stagewatt.twin.single import site_of_one
from stagewatt.twin.site import Site, SiteState
from stagewatt.twin.state import RackState
from stagewatt.twin.stepping import fresh, step

STEP_NS = 20_000_000


def load(
    *p_w: float, pf: float = 1.0, leakage_a: float | tuple[float, ...] = 0.0, label: str = "test"
) -> Load:
    """A load with one power per phase."""
    leaks = leakage_a if isinstance(leakage_a, tuple) else (leakage_a,) * len(p_w)
    return Load(label=label, p_w=p_w, pf=(pf,) * len(p_w), leakage_a=leaks)


@dataclass
class Bench:
    """One rack, and somebody who does things to it and waits."""

    plant: Plant
    site: Site = field(init=False)
    whole: SiteState = field(init=False)

    def __post_init__(self) -> None:
        self.site = site_of_one(self.plant)
        self.whole = fresh(self.site)

    @property
    def state(self) -> RackState:
        return self.whole.racks[0]

    def do(self, *actions: Action) -> None:
        """Act without letting time pass."""
        self.whole = step(self.site, self.whole, [(0, each) for each in actions], 0)

    def plug(self, place: str, *p_w: float, pf: float = 1.0, leakage_a: float = 0.0) -> None:
        self.do(Plug(place, load(*p_w, pf=pf, leakage_a=leakage_a) if p_w else None))

    def fault(self, name: str, place: str | None = None, size: float | None = None) -> None:
        self.do(StartFault(ActiveFault(name, place, size)))

    def run(self, seconds: float, step_ns: int = STEP_NS) -> None:
        """Let time pass."""
        for _ in range(round(seconds * 1e9 / step_ns)):
            self.whole = step(self.site, self.whole, (), step_ns)

    def run_until(self, what: Callable[[], bool], at_most_s: float) -> float:
        """Let time pass until something is so; returns the seconds it took."""
        begun_ns = self.state.t_ns
        while not what():
            assert self.state.t_ns - begun_ns < at_most_s * 1e9, "it never happened"
            self.whole = step(self.site, self.whole, (), STEP_NS)
        return (self.state.t_ns - begun_ns) / 1e9

    def way_a(self, way: str) -> float:
        return self.state.flow.way_a[self.plant.at(way)]

    def lever(self, way: str) -> BreakerState:
        return self.state.levers[self.plant.at(way)]

    def cause(self, way: str) -> Cause | None:
        return self.state.causes[self.plant.at(way)]

    def contact(self, which: ContactId) -> Contact:
        sensed = self.state.board.contacts.sensed[ORDER.index(which)]
        return sensed.sample(self.state.t_ns)

    @property
    def first_out(self) -> ContactId | None:
        return self.state.board.contacts.first_out


@pytest.fixture(scope="session")
def plants() -> Callable[[str], Plant]:
    """Racks by model, each built once."""
    built: dict[str, Plant] = {}

    def plant(name: str) -> Plant:
        if name not in built:
            built[name] = build(model(name), serial="00AABB4711CC", seed=7)
        return built[name]

    return plant


@pytest.fixture
def bench_of() -> Callable[[Plant], Bench]:
    """The maker of benches."""
    return Bench


@pytest.fixture
def bench(plants: Callable[[str], Plant]) -> Bench:
    """A smartPDU 36 with nothing plugged in."""
    return Bench(plants("smartpdu-36"))


@pytest.fixture
def c24(plants: Callable[[str], Plant]) -> Bench:
    """A C24 with nothing plugged in."""
    return Bench(plants("c24-soca"))


@pytest.fixture
def a_load() -> Callable[..., Load]:
    """The maker of loads."""
    return load
