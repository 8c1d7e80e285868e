"""What can be wrong between the rack's devices and whoever reads them."""

from __future__ import annotations

from stagewatt.twin.faults.kind import FaultKind, Group, Of, Size

_DELAY = Size(name="delay_s", low=0.0, high=60.0, usual=1.5)

METER = (
    FaultKind(
        name="meter_dark",
        group=Group.METER,
        does="the meter does not answer",
        shows="mains values stale, supply unknown: meter does not answer (timeout)",
    ),
    FaultKind(
        name="meter_slow",
        group=Group.METER,
        does="the meter answers late, and holds up its connection meanwhile",
        shows="mains values older; beyond the deadline stale, supply unknown: meter does not "
        "answer (timeout)",
        size=_DELAY,
    ),
    FaultKind(
        name="meter_torn",
        group=Group.METER,
        does="the second half of each of the meter's answers is from the answer before",
        shows="mains values of two instants side by side, which looks good",
    ),
)

BOARD = (
    FaultKind(
        name="board_silent",
        group=Group.BOARD,
        does="the I/O board does not answer",
        shows="ways and contacts stale: board does not answer (timeout)",
    ),
    FaultKind(
        name="board_slow",
        group=Group.BOARD,
        does="the I/O board answers late, and holds up its connection meanwhile",
        shows="way currents older, stale now and then; beyond the deadline ways and contacts "
        "stale: board does not answer (timeout)",
        size=_DELAY,
    ),
    FaultKind(
        name="board_garbage",
        group=Group.BOARD,
        does="the I/O board answers with random registers",
        shows="ways and contacts stale: board does not answer (garbage, wrong_device)",
    ),
    FaultKind(
        name="board_torn",
        group=Group.BOARD,
        does="the I/O board's live block changes while it is read",
        shows="ways and contacts stale: board does not answer (torn)",
    ),
    FaultKind(
        name="board_failing",
        group=Group.BOARD,
        does="the I/O board answers every read with exception 4",
        shows="ways and contacts stale: board does not answer (exception)",
    ),
    FaultKind(
        name="board_frozen",
        group=Group.BOARD,
        does="the I/O board hangs: it answers the same for ever",
        shows="ways and contacts stale: board does not answer (implausible)",
    ),
)

BUS = (
    FaultKind(
        name="wrong_unit",
        group=Group.BUS,
        does="a device answers under another unit number",
        shows="the device's values stale: it does not answer (garbage)",
        place=Of.DEVICE,
    ),
    FaultKind(
        name="wire_garbage",
        group=Group.BUS,
        does="a device's answers are random bytes without any framing",
        shows="the device's values stale: it does not answer (garbage)",
        place=Of.DEVICE,
    ),
    FaultKind(
        name="exceptions",
        group=Group.BUS,
        does="a device answers every question with an exception of this code",
        shows="the device's values stale: it does not answer (exception)",
        place=Of.DEVICE,
        size=Size(name="code", low=1, high=255, usual=6, whole=True),
    ),
    FaultKind(
        name="answers_cut",
        group=Group.BUS,
        does="a device's answers end in the middle",
        shows="the device's values stale: it does not answer (garbage)",
        place=Of.DEVICE,
    ),
    FaultKind(
        name="answers_late",
        group=Group.BUS,
        does="a device answers each question with the answer to the one before, under its number",
        shows="the device's values stale: it does not answer (garbage)",
        place=Of.DEVICE,
    ),
    FaultKind(
        name="answers_mixed",
        group=Group.BUS,
        does="a device answers each question with the answer to the one before, under a new number",
        shows="meter: voltages and currents of the poll before, which look good, and what is in "
        "other blocks missing; board: ways and contacts stale: it does not answer (garbage)",
        place=Of.DEVICE,
    ),
    FaultKind(
        name="bus_silent",
        group=Group.BUS,
        does="the port takes questions, and nothing answers",
        shows="NO ANSWER, TREAT AS LIVE (timeout)",
    ),
    FaultKind(
        name="connections_dropped",
        group=Group.BUS,
        does="each connection is cut after so many seconds",
        shows="gaps of a poll or two, some blocks missing for 10 s; at short periods mains values "
        "stale: meter does not answer (no_link)",
        size=Size(name="period_s", low=0.05, high=3600.0, usual=5.0),
    ),
    FaultKind(
        name="connections_refused",
        group=Group.BUS,
        does="the port cuts its connections, and takes no new one",
        shows="NO ANSWER, TREAT AS LIVE (no_link)",
    ),
)

CLOCK = (
    FaultKind(
        name="board_clock_drift",
        group=Group.CLOCK,
        does="the board's clock runs too fast, or too slow",
        shows="nothing at once; a node that starts later dates wrongly what moved before",
        size=Size(name="drift_pct", low=-50.0, high=50.0, usual=5.0),
    ),
    FaultKind(
        name="board_clock_jump",
        group=Group.CLOCK,
        does="the board's clock has jumped: its contacts moved so much longer ago, it says",
        shows="one sample less (implausible), then events whose times are off",
        size=Size(name="jump_s", low=-86_400.0, high=86_400.0, usual=3600.0),
    ),
)

KINDS = (*METER, *BOARD, *BUS, *CLOCK)
