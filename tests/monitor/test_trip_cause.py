"""Why the main is off: what contacts tell, and what currents suggest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from stagewatt.domain.rack import MainKind, RackModel
from stagewatt.domain.reading import BoardSample, Contact, ContactId
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import Cause, CauseQuality
from stagewatt.monitor.history import Peak
from stagewatt.monitor.trip_cause import UNKNOWN, dial, inferred, sensed

BoardOf = Callable[..., BoardSample]
SENSED, INFERRED = CauseQuality.SENSED, CauseQuality.INFERRED


def tripped(board_of: BoardOf, **changes: object) -> BoardSample:
    main = {"main_on": False, "main_tripped": Contact(active=True, changes=1, since_ms=50)}
    return board_of(**{**main, **changes})


def active(since_ms: int) -> Contact:
    return Contact(active=True, changes=1, since_ms=since_ms)


@pytest.mark.parametrize(
    ("first_out", "found"),
    [
        (ContactId.E_STOP, (Cause.E_STOP, SENSED)),
        (ContactId.NEUTRAL_RELAY, (Cause.NEUTRAL_LOSS, SENSED)),
        (ContactId.MAIN_TRIPPED, None),
        (ContactId.MAIN_ON, None),
    ],
)
def test_the_first_out_latch_decides_even_with_both_contacts_active(
    board_of: BoardOf, first_out: ContactId, found: object
) -> None:
    sample = tripped(board_of, e_stop=active(900), neutral_relay=active(100), first_out=first_out)
    assert sensed(sample) == found


@pytest.mark.parametrize(
    ("e_stop_ms", "relay_ms", "found"),
    [
        (60, None, (Cause.E_STOP, SENSED)),
        (None, 60, (Cause.NEUTRAL_LOSS, SENSED)),
        (50, None, (Cause.E_STOP, INFERRED)),
        (49, None, None),
        (70, 60, (Cause.E_STOP, INFERRED)),
        (60, 70, (Cause.NEUTRAL_LOSS, INFERRED)),
        (60, 60, UNKNOWN),
        (None, None, None),
    ],
)
def test_without_a_latch_the_order_of_the_contacts_tells_what_it_can(
    board_of: BoardOf, e_stop_ms: int | None, relay_ms: int | None, found: object
) -> None:
    sample = tripped(
        board_of,
        e_stop=False if e_stop_ms is None else active(e_stop_ms),
        neutral_relay=None if relay_ms is None else active(relay_ms),
    )
    assert sensed(sample) == found


def test_without_main_contacts_any_active_contact_counts(board_of: BoardOf) -> None:
    sample = board_of(main_on=None, main_tripped=None, e_stop=active(1))
    assert sensed(sample) == (Cause.E_STOP, SENSED)


@pytest.mark.parametrize(
    ("phase_a", "neutral_a", "dials", "found"),
    [
        (2_501.0, 0.0, (), Cause.INSTANTANEOUS),
        (2_500.0, 0.0, (), Cause.SHORT_TIME),
        (1_500.0, 0.0, (), Cause.OVERLOAD),
        (263.0, 0.0, (), Cause.OVERLOAD),
        (262.0, 0.0, (), None),
        (100.0, 300.0, (), None),
        (100.0, 126.0, (("in", 0.5),), Cause.NEUTRAL_OVERCURRENT),
        (300.0, 126.0, (("in", 0.5),), Cause.NEUTRAL_OVERCURRENT),
        (100.0, 126.0, (("in", None),), None),
        (120.0, 0.0, (("ir", 0.4),), Cause.OVERLOAD),
    ],
)
def test_currents_before_the_trip_suggest_the_fastest_element_that_fits(
    setup_of: Callable[..., RackSetup],
    phase_a: float,
    neutral_a: float,
    dials: tuple[tuple[str, float | None], ...],
    found: Cause | None,
) -> None:
    setup = setup_of(dials=dials)
    expected = UNKNOWN if found is None else (found, INFERRED)
    assert inferred(setup, Peak(1, phase_a, neutral_a)) == expected


def test_no_history_tells_nothing(setup_of: Callable[..., RackSetup]) -> None:
    assert inferred(setup_of(), None) == UNKNOWN


def test_a_switch_disconnector_does_not_trip_on_current(
    setup_of: Callable[..., RackSetup], model_of: Callable[..., RackModel]
) -> None:
    model = model_of()
    main = replace(model.main, kind=MainKind.SWITCH_DISCONNECTOR)
    assert inferred(setup_of(replace(model, main=main)), Peak(1, 9e9, 9e9)) == UNKNOWN


def test_a_confirmed_dial_outranks_the_factory(setup_of: Callable[..., RackSetup]) -> None:
    setup = setup_of(dials=(("isd", None), ("ir", 0.8)))
    assert dial(setup, "isd") is None
    assert dial(setup, "ir") == 0.8
    assert dial(setup, "ii") == 10.0
    assert dial(setup, "no such dial") is None
