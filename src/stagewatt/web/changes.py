"""What answers each operation that changes something; every request came through the gate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from stagewatt.domain.errors import Conflict, Unknown
from stagewatt.domain.settings import Change, RackSettings
from stagewatt.http.answers import Json, StillThere
from stagewatt.state.check import checked_note
from stagewatt.state.held import Held
from stagewatt.state.overlay import with_settings
from stagewatt.web import patches, picture, shapes, shapes_alarms
from stagewatt.web.source import Source

_RACK_ID = re.compile(r"[a-z0-9-]{1,32}")
_ALARM_MOST = 200


class Changes:
    """One method per operation; the owner of a rack decides, on whichever node it is."""

    def __init__(self, source: Source) -> None:
        """Take what is asked about and changed."""
        self._source = source

    async def patch_rack(self, request: Request) -> Response:
        """Answer `PATCH /racks/{rack}`."""
        held = self._held(request)
        changes = patches.rack_changes(await request.body())
        return self._rack(await self._changed(request, held, changes))

    async def patch_way(self, request: Request) -> Response:
        """Answer `PATCH /racks/{rack}/ways/{way}`."""
        held, way = self._held(request), request.path_params["way"]
        _known(way, "way", (one.id for one in held.view.ways))
        changes = patches.way_changes(await request.body(), way)
        held = await self._changed(request, held, changes)
        there = self._source.moment().there(held)
        view = next(one for one in held.view.ways if one.id == way)
        return Json(picture.way(view, there), headers=tag(held))

    async def patch_connector(self, request: Request) -> Response:
        """Answer `PATCH /racks/{rack}/connectors/{connector}`."""
        held, connector = self._held(request), request.path_params["connector"]
        _known(connector, "connector", (one.id for one in held.view.connectors))
        changes = patches.connector_changes(await request.body(), connector)
        held = await self._changed(request, held, changes)
        view = next(one for one in held.view.connectors if one.id == connector)
        return Json(picture.connector(view), headers=tag(held))

    async def adopt(self, request: Request) -> Response:
        """Answer `POST /racks/{rack}/adopt`."""
        held = self._held(request)
        patches.nothing(await request.body())
        settings = await self._source.neighbours.adopt(held.view.rack)
        return self._rack(self._after(held, settings))

    async def forget(self, request: Request) -> Response:
        """Answer `DELETE /racks/{rack}`."""
        rack = request.path_params["rack"]
        patches.nothing(await request.body())
        if not _RACK_ID.fullmatch(rack):
            raise Unknown(f"no rack {rack[:40]}", where="rack")
        try:
            await self._source.neighbours.forget(rack)
        except Conflict as conflict:
            raise StillThere(conflict.message, where="rack") from conflict
        return Json(shapes.Forgotten(id=rack))

    async def acknowledge(self, request: Request) -> Response:
        """Answer `POST /alarms/{alarm}/ack`."""
        alarm = request.path_params["alarm"]
        body = patches.read(await request.body(), patches.Acknowledge)
        by, comment = checked_note(body.by, body.comment)
        if len(alarm) > _ALARM_MOST:
            raise Unknown("no alarm has an id as long as this", where="alarm")
        await self._source.neighbours.acknowledge(alarm, by, comment)
        return Json(shapes_alarms.Acknowledged(id=alarm, ack=self._ack(alarm)))

    def _ack(self, alarm: str) -> shapes_alarms.Ack | None:
        """Return what the newest picture shows of an acknowledgement."""
        for held in self._source.store.racks():
            for one in held.view.alarms:
                if str(one.id) == alarm and one.ack is not None:
                    return picture.ack(one.ack, self._source.moment().there(held))
        return None

    def _held(self, request: Request) -> Held:
        return self._source.held(request.path_params["rack"])

    def _rack(self, held: Held) -> Response:
        return Json(self._source.rack(held), headers=tag(held))

    async def _changed(self, request: Request, held: Held, changes: tuple[Change, ...]) -> Held:
        """Have the owner make changes; return the picture that shows them."""
        rack = held.view.rack
        expected = patches.expected_revision(
            request.headers.get("if-match"), held.view.settings_revision
        )
        owner = self._source.store.owner(rack)
        settings = await owner.change(rack, changes, expected_revision=expected)
        return self._after(held, settings)

    def _after(self, before: Held, settings: RackSettings) -> Held:
        """Return the newest picture under the settings that its owner answered."""
        held = self._source.store.rack(before.view.rack) or before
        return replace(held, view=with_settings(held.view, settings))


def tag(held: Held) -> dict[str, str]:
    """Return the header that names the revision of a rack's settings."""
    return {"etag": f'"{held.view.settings_revision}"'}


def _known(name: str, what: str, names: Iterable[str]) -> None:
    if name not in names:
        raise Unknown(f"no {what} {name[:40]}", where=what)
