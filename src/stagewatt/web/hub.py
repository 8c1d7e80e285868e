"""The stream's switchboard: one listener on the store, and who gets what of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping

import msgspec

from stagewatt.state.listener import News
from stagewatt.web import picture
from stagewatt.web.around import Around
from stagewatt.web.client import Client
from stagewatt.web.frames import SCHEMA
from stagewatt.web.source import Source
from stagewatt.web.topics import FleetTopic, RackTopic, Topic, WallTopic

log = logging.getLogger(__name__)

FLEET = "fleet"
WALL = "wall"
RACK = "rack/"
FLEET_S = 0.5
"""Fleet and wall are sent this often, also when nothing happens: who listens sees the node live."""


class Hub:
    """Hands each snapshot to those who want it; encodes none that nobody takes."""

    def __init__(self, source: Source) -> None:
        """Take where the news come from and who we are."""
        self._source = source
        self._fleet = FleetTopic(source)
        self._wall = WallTopic(source, self._fleet)
        self._around = Around(source)
        self._looked_at: tuple[frozenset[str], bool] = (frozenset(), False)
        self._racks: dict[str, RackTopic] = {}
        self._clients: dict[Client, dict[str, Topic | None]] = {}
        self._told_order: dict[Client, tuple[str, ...]] = {}

    async def run(self) -> None:
        """Pass on what the store tells, for ever."""
        listener = self._source.store.listen()
        try:
            self._list_changed()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tick(), name="fleet tick")
                while True:
                    self._pass_on(await listener.take())
        finally:
            listener.close()

    def join(self, client: Client) -> None:
        """Take a client in: it hears the hello, and from now on events and changes."""
        self._clients[client] = {}
        client.on_frame(lambda name: self._before(client, name))
        client.tell(self._hello())

    def leave(self, client: Client) -> None:
        """Let a client go."""
        self._clients.pop(client, None)
        self._told_order.pop(client, None)
        self._look()

    def subscribe(self, client: Client, names: tuple[str, ...], hz: float) -> None:
        """Send these topics from now on, each at most `hz` times a second, beginning at once.

        A rack that is not known yet is sent when it appears.
        """
        wanted = dict.fromkeys(names)
        for name in self._clients[client].keys() - wanted.keys():
            client.drop(name)
        client.pace(hz)
        topics = {name: self._topic(name) for name in wanted}
        self._clients[client] = topics
        for name, topic in topics.items():
            if topic is not None:
                client.offer(name, topic)
        self._look()

    def _look(self) -> None:
        """Tell the neighbours what somebody looks at, where that changed."""
        wanted = {name for topics in self._clients.values() for name in topics}
        racks = frozenset(name.removeprefix(RACK) for name in wanted if name.startswith(RACK))
        now = (racks, WALL in wanted)
        if now != self._looked_at:
            self._looked_at = now
            self._source.neighbours.look_at(racks, wall=now[1])

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(FLEET_S)
            self._offer(FLEET, self._fleet)
            self._offer(WALL, self._wall)
            self._tell(map(_text, self._around.changes()))

    def _pass_on(self, news: News) -> None:
        if news.list_changed:
            self._list_changed()
        urgent = False
        for held in news.racks:
            topic = self._racks[held.view.rack]
            topic.show(held)
            urgent |= self._fleet.show(held)
            self._offer(f"{RACK}{held.view.rack}", topic)
        self._tell_all(news)
        if urgent or news.list_changed:
            self._offer(FLEET, self._fleet)

    def _tell_all(self, news: News) -> None:
        if not self._clients:
            return
        texts = [_text({"type": "changed", "rack": rack}) for rack in news.changed]
        moment = self._source.moment()
        for recorded in news.events:
            event = msgspec.structs.asdict(picture.event(recorded, moment))
            texts.append(_text({"type": "event", **event}))
        if news.lost:
            texts.append(_text({"type": "lost", "events": news.lost}))
        self._tell(texts)

    def _tell(self, texts: Iterable[str]) -> None:
        for text in texts:
            for client in self._clients:
                client.tell(text)

    def _list_changed(self) -> None:
        """Take the list of racks anew and tell it; a rack keeps its number for ever."""
        racks = self._source.store.racks()
        self._fleet.reset(racks)
        there = {held.view.rack: held for held in racks}
        for rack in [rack for rack in there if rack not in self._racks]:
            number = FleetTopic.number + 1 + len(self._racks)
            self._racks[rack] = RackTopic(f"{RACK}{rack}", number, self._source)
        for rack, topic in self._racks.items():
            topic.show(there.get(rack))
        hello, changed = self._hello(), _text({"type": "racks"})
        for client, topics in self._clients.items():
            topics.update({name: self._topic(name) for name in topics})
            client.tell(hello)
            client.tell(changed)

    def _offer(self, name: str, topic: Topic) -> None:
        for client, topics in self._clients.items():
            if name in topics:
                client.offer(name, topic)

    def _topic(self, name: str) -> Topic | None:
        if name == WALL:
            return self._wall
        return self._fleet if name == FLEET else self._racks.get(name.removeprefix(RACK))

    def _before(self, client: Client, name: str) -> None:
        """Tell the order of the racks in a binary frame of all, where it is news to a client."""
        if name not in (FLEET, WALL) or client.form != "bin":
            return
        order = self._fleet.order
        if self._told_order.get(client) != order:
            self._told_order[client] = order
            client.tell(_text({"type": "fleet", "racks": order}))

    def _hello(self) -> str:
        numbers = {f"{RACK}{rack}": topic.number for rack, topic in self._racks.items()}
        node = self._source.node
        return _text(
            {
                "type": "hello",
                "schema": SCHEMA,
                "boot_id": node.boot_id,
                "node": node.id,
                "name": node.name,
                "version": node.version,
                "topics": {FLEET: FleetTopic.number, WALL: WallTopic.number, **numbers},
            }
        )


def _text(message: Mapping[str, object]) -> str:
    return msgspec.json.encode(message).decode()
