"""What can be wrong with the supply, the feeder, the loads' insulation and the breakers."""

from __future__ import annotations

from stagewatt.twin.faults.kind import FaultKind, Group, Of, Size

_JOINT = Size(name="z_ohm", low=0.0, high=1000.0, usual=1.0)

FEEDER = (
    FaultKind(
        name="neutral_open",
        group=Group.ELECTRICAL,
        does="the neutral is broken upstream of the drain",
        shows="main tripped by the neutral relay, cause sensed; with the main off the voltages "
        "look normal again",
    ),
    FaultKind(
        name="neutral_bad",
        group=Group.ELECTRICAL,
        does="the neutral has a bad joint upstream of the drain",
        shows="phase voltages drift apart with the neutral current",
        size=_JOINT,
    ),
    FaultKind(
        name="phase_lost",
        group=Group.ELECTRICAL,
        does="a phase is broken upstream",
        shows="supply of that phase absent, its ways without current; L1 feeds meter and board: NO "
        "ANSWER, TREAT AS LIVE",
        place=Of.PHASE,
    ),
    FaultKind(
        name="phases_swapped",
        group=Group.ELECTRICAL,
        does="two phases changed places upstream; the one that is named stays",
        shows="nothing: each load stays on its conductor, and voltages look normal",
        place=Of.PHASE,
    ),
    FaultKind(
        name="phase_n_swapped",
        group=Group.ELECTRICAL,
        does="a phase and the neutral changed places upstream",
        shows="the other two phases at 400 V to neutral; main tripped by the neutral relay, cause "
        "sensed",
        place=Of.PHASE,
    ),
)

SOURCE = (
    FaultKind(
        name="source_neutral_open",
        group=Group.ELECTRICAL,
        does="the neutral is broken at the source, for all its racks",
        shows="neutral_open on every rack of the site",
    ),
    FaultKind(
        name="source_neutral_bad",
        group=Group.ELECTRICAL,
        does="the neutral has a bad joint at the source, for all its racks",
        shows="neutral_bad on every rack of the site, with all their neutral currents",
        size=_JOINT,
    ),
    FaultKind(
        name="source_phase_lost",
        group=Group.ELECTRICAL,
        does="a phase is broken at the source, for all its racks",
        shows="phase_lost on every rack of the site",
        place=Of.PHASE,
    ),
    FaultKind(
        name="source_sag",
        group=Group.ELECTRICAL,
        does="the source sags to a share of its voltage",
        shows="all phase voltages low, and the currents of lamps and heaters with them; below 80 V "
        "meter and board have no supply: NO ANSWER, TREAT AS LIVE",
        size=Size(name="share", low=0.0, high=1.0, usual=0.6),
    ),
    FaultKind(
        name="source_overvoltage",
        group=Group.ELECTRICAL,
        does="the source rises to a multiple of its voltage",
        shows="all phase voltages high; far above nominal equipment fails, and its current ends",
        size=Size(name="share", low=1.0, high=2.0, usual=1.15),
    ),
    FaultKind(
        name="source_frequency",
        group=Group.ELECTRICAL,
        does="the source runs at another frequency",
        shows="that frequency",
        size=Size(name="f_hz", low=40.0, high=70.0, usual=47.0),
    ),
)

_OHM = Size(name="z_ohm", low=0.001, high=10.0, usual=0.1)

WAYS = (
    FaultKind(
        name="earth_leak",
        group=Group.ELECTRICAL,
        does="wet insulation behind a way lets current through to earth",
        shows="once its residual release trips: breaker off, cause unknown, no current; before, "
        "and on a way without a sensor: nothing",
        place=Of.WAY,
        size=Size(name="leak_ma", low=0.0, high=100_000.0, usual=40.0),
    ),
    FaultKind(
        name="insulation_n_pe",
        group=Group.ELECTRICAL,
        does="neutral touches earth behind a way",
        shows="as soon as the neutral carries enough: breaker off, cause unknown, no current",
        place=Of.WAY,
        size=Size(name="z_ohm", low=0.0, high=10_000.0, usual=1.0),
    ),
    FaultKind(
        name="short_circuit",
        group=Group.ELECTRICAL,
        does="phase touches neutral at the end of a way's cable",
        shows="breaker off at once, cause unknown, no current; maximum and peak of that second are "
        "beyond the sensor, so missing",
        place=Of.WAY,
        size=_OHM,
    ),
    FaultKind(
        name="way_contact_bad",
        group=Group.BREAKER,
        does="a way's contact has a high resistance",
        shows="a little less current than the load should draw",
        place=Of.WAY,
        size=Size(name="z_ohm", low=0.0, high=100.0, usual=0.5),
    ),
    FaultKind(
        name="rcd_stuck",
        group=Group.BREAKER,
        does="neither residual current nor test button trips a way",
        shows="nothing: the way stays on through a test",
        place=Of.RESIDUAL,
    ),
)

KINDS = (*FEEDER, *SOURCE, *WAYS)
