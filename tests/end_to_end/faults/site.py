"""A site of four equal racks in one twin process, and one node that reads them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.end_to_end.rig import ALONE, HOST_NAME, Program, ask, free_port, free_ports

RACKS = 4
MODEL = "smartpdu-36"
LOADS_W = {"A1": 2300.0, "A2": 1150.0, "A3": 460.0}
"""10, 5 and 2 A at 230 V on L1, L2 and L3: no two phases alike, 7 A in the neutral."""
_NODE = """
schema = "node-config/1"
[node]
name = "{name}"
data_dir = "{folder}/{name}"
listen = "127.0.0.1:{port}"
allowed_hosts = ["{host}"]
{network}"""
_RACK = """
[[racks]]
id = "{id}"
model = "{model}"
meter = {{ host = "127.0.0.1", port = {port}, unit = 1 }}
boards = [{{ host = "127.0.0.1", port = {port}, unit = 2 }}]
"""


@dataclass(frozen=True)
class Stand:
    """One rack of the site: what hands do to it, and what the node shows of it."""

    panels: str
    node: str
    id: str

    def panel(self, path: str = "panel", body: object = None) -> Any:
        """Use the twin's hands, or look at its front."""
        return ask(f"{self.panels}/{path}", body)

    def rack(self) -> Any:
        """Return the whole rack as the node shows it."""
        return ask(f"{self.node}/racks/{self.id}")

    def way(self, way: str) -> Any:
        """Return one way as the node shows it."""
        return next(one for one in self.rack()["ways"] if one["id"] == way)

    def limit(self, way: str, max_a: float | None) -> None:
        """Set the highest current that a person wants to see on a way."""
        ask(f"{self.node}/racks/{self.id}/ways/{way}", {"max_a": max_a}, method="PATCH")

    def front(self, way: str) -> Any:
        """Return one way as it stands at the twin's front."""
        return next(one for one in self.panel()["ways"] if one["id"] == way)

    def load(self, way: str, p_w: float | None) -> None:
        """Plug watts into a way, or pull what is there."""
        plug = {"load": None} if p_w is None else {"p_w": p_w}
        self.panel("loads", {"way": way, **plug})

    def fault(self, fault: str, *, active: bool = True, **parameters: object) -> None:
        """Let a fault happen or repair it, without its place wherever it is."""
        self.panel("faults", {"fault": fault, "active": active, **parameters})

    def hand(self, name: str, **body: object) -> None:
        """Do something at the front."""
        self.panel(f"panel/{name}", body)

    def turn_on(self, way: str | None = None) -> None:
        """Put the lever of a way off and on again, the main's without a name."""
        of = {} if way is None else {"way": way}
        for action in ("off", "on"):
            self.hand("main" if way is None else "way", action=action, **of)

    def reset(self) -> None:
        """Bring everything back: faults ended, fuses in, loads as they were, levers on."""
        for fault in self.panel()["faults"]:
            self.fault(fault["fault"], active=False)
        front = self.panel()
        for way in front["ways"]:
            wanted, there = LOADS_W.get(way["id"]), way["load"]
            if (None if there is None else there["p_w"]) != (None if wanted is None else [wanted]):
                self.load(way["id"], wanted)
        if front["e_stop"] != "released":
            self.hand("e_stop", action="release")
        if front["main"]["lever"] != "on":
            self.turn_on()
        for way in front["ways"]:
            if way["rcd"] == "tripped":
                self.hand("rcd_reset", way=way["id"])
            if way["lever"] != "on":
                self.turn_on(way["id"])


@dataclass
class Site:
    """The twin, the node that reads its racks, and the racks."""

    folder: Path
    modbus: int = field(default_factory=lambda: free_ports(RACKS))
    panels: int = field(default_factory=lambda: free_ports(RACKS))
    stands: tuple[Stand, ...] = ()

    def __post_init__(self) -> None:
        """Prepare both programs."""
        listen = f"--listen=127.0.0.1:{self.modbus}", f"--panel=127.0.0.1:{self.panels}"
        self.twin = Program(["twin", MODEL, f"--racks={RACKS}", *listen, "--seed=7"])
        self.node, self.port = self.another_node("site")
        self.stands = self.as_seen_at(self.port)

    def another_node(self, name: str) -> tuple[Program, int]:
        """Return a node that reads all four racks, not started yet, and its port."""
        port = free_port()
        words = {
            "name": name,
            "folder": self.folder.as_posix(),
            "port": port,
            "host": HOST_NAME,
            "network": ALONE,
        }
        racks = (
            _RACK.format(id=f"r{at}", model=MODEL, port=self.modbus + at) for at in range(RACKS)
        )
        config = self.folder / f"{name}.toml"
        config.write_text("".join([_NODE.format(**words), *racks]))
        return Program(["node", f"--config={config}"]), port

    def as_seen_at(self, port: int) -> tuple[Stand, ...]:
        """Return the racks as the node at that port shows them."""
        return tuple(
            Stand(
                panels=f"http://127.0.0.1:{self.panels + at}/api/v1",
                node=f"http://127.0.0.1:{port}/api/v1",
                id=f"r{at}",
            )
            for at in range(RACKS)
        )

    def page_url(self, stand: Stand) -> str:
        """Return the screen's address of a rack, under a name that is not localhost."""
        return f"http://{HOST_NAME}:{self.port}/#/rack/{stand.id}"

    def start(self) -> None:
        """Start both, and plug the loads in."""
        self.twin.start()
        self.node.start()
        for stand in self.stands:
            stand.reset()

    def stop(self) -> None:
        """End both."""
        self.node.stop()
        self.twin.stop()
