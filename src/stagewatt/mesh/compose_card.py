"""What rarely changes of a rack as a card: names, limits, connectors, alarms."""

from __future__ import annotations

from stagewatt.domain.alarm import Acknowledgement, Alarm, AlarmId
from stagewatt.domain.peer import Offer
from stagewatt.domain.view import RackView
from stagewatt.mesh.codes import (
    ALARM_STATE,
    SEVERITY,
    age_ms,
    instant_ns,
    phases_number,
)
from stagewatt.mesh.messages import (
    AckPiece,
    AlarmPiece,
    Card,
    ConnectorCard,
    LimitsCard,
    OfferPiece,
    WayCard,
)
from stagewatt.mesh.settings_pieces import settings_of_piece, settings_piece

ALARMS_MAX = 200
"""A card carries no more alarms, the loudest first: a main trip is one, not seventy."""


REAL_MAX = 1e15
"""No real number of a message is larger."""


def cut(text: str, size: int = 1024) -> str:
    """Return a text no longer than a message carries."""
    return text[:size]


def card_of(view: RackView, number: int, now_ns: int, offer: Offer | None = None) -> Card:
    """Return a rack's card; ages are counted at `now_ns` on the clock of the view."""
    return Card(
        instance=view.boot_id,
        rack=view.rack,
        number=number,
        name=view.name,
        group=view.group,
        printed_name=cut(view.printed_name, 128),
        model=cut(view.model, 128),
        revision=view.settings_revision,
        also_read_by=view.also_read_by[:64],
        limits=_limits(view),
        ways=tuple(
            WayCard(
                way.id,
                way.name,
                phases_number(way.phases),
                way.connector,
                way.rated_a,
                way.min_a,
                way.max_a,
            )
            for way in view.ways
        ),
        connectors=tuple(
            ConnectorCard(one.id, one.title, one.type, one.color, one.ways)
            for one in view.connectors
        ),
        alarms=tuple(_alarm(one, view.boot_id, now_ns) for one in view.alarms[:ALARMS_MAX]),
        offer=None if offer is None else _offer(offer),
    )


def _limits(view: RackView) -> LimitsCard:
    load = view.load
    return LimitsCard(
        main_a=load.main_limit_a,
        drain_a=load.drain_limit_a,
        neutral_a=load.neutral_limit_a,
        neutral_of=load.neutral_limit_of,
        drain_of=load.drain_limit_of,
        main_confirmed=load.main_dials_confirmed,
    )


def _alarm(alarm: Alarm, boot: str, now_ns: int) -> AlarmPiece:
    own = alarm.boot_id in ("", boot)
    return AlarmPiece(
        place=cut(alarm.id.place, 128),
        rule=cut(alarm.id.rule, 128),
        occurrence=alarm.id.occurrence,
        severity=SEVERITY.number(alarm.severity),
        state=ALARM_STATE.number(alarm.state),
        since_ms=age_ms(alarm.since_ns, now_ns) if own else None,
        boot="" if own else alarm.boot_id[:32],
        text=cut(alarm.text),
        value=_fitting(alarm.value),
        limit=_fitting(alarm.limit),
        unit=alarm.unit,
        first_step=None if alarm.first_step is None else cut(alarm.first_step),
        ack=None if alarm.ack is None else _ack(alarm.ack, boot, now_ns),
    )


def _fitting(value: float | None) -> float | None:
    return value if value is not None and -REAL_MAX <= value <= REAL_MAX else None


def _ack(ack: Acknowledgement, boot: str, now_ns: int) -> AckPiece:
    own = ack.boot_id in ("", boot)
    return AckPiece(
        by=cut(ack.by, 128),
        comment=cut(ack.comment),
        age_ms=age_ms(ack.at_ns, now_ns) if own else None,
        boot="" if own else ack.boot_id[:32],
        wall_s=ack.at_wall_s,
    )


def alarms_of(card: Card, now_ns: int) -> tuple[Alarm, ...]:
    """Return a card's alarms; `now_ns` is when the card came, on this node's clock.

    What another boot raised keeps that boot's name, and so has no age that could be counted.
    """
    return tuple(
        Alarm(
            id=AlarmId(card.rack, one.place, one.rule, one.occurrence),
            severity=SEVERITY.word(one.severity),
            state=ALARM_STATE.word(one.state),
            since_ns=instant_ns(one.since_ms, now_ns) or 0,
            text=one.text,
            value=one.value,
            limit=one.limit,
            unit=one.unit,
            first_step=one.first_step,
            boot_id=_boot(one.since_ms, one.boot, card.instance),
            ack=None if one.ack is None else _acknowledgement(one.ack, card.instance, now_ns),
        )
        for one in card.alarms
    )


def _boot(age: int | None, boot: str, instance: str) -> str:
    """An alarm without an age never reads as one of the boot whose clock is known."""
    return instance if age is not None else boot or "before"


def _acknowledgement(ack: AckPiece, instance: str, now_ns: int) -> Acknowledgement:
    return Acknowledgement(
        by=ack.by,
        comment=ack.comment,
        at_ns=instant_ns(ack.age_ms, now_ns) or 0,
        boot_id=_boot(ack.age_ms, ack.boot, instance),
        at_wall_s=ack.wall_s,
    )


def _offer(offer: Offer) -> OfferPiece:
    return OfferPiece(
        former_node=offer.former_node,
        kept_by=offer.kept_by,
        settings=settings_piece(offer.settings),
        seen_wall_s=offer.seen_wall_s,
    )


def offer_of(card: Card) -> Offer | None:
    """Return the names that a peer of the owner kept, None where there are none to offer."""
    if card.offer is None:
        return None
    return Offer(
        rack=card.rack,
        former_node=card.offer.former_node,
        kept_by=card.offer.kept_by,
        settings=settings_of_piece(card.offer.settings),
        seen_wall_s=card.offer.seen_wall_s,
    )
