"""The shape of a network to solve (`network-case/1`).

Every key is optional here, so that what is well formed can be judged beside what is not;
`solve_case` says what is missing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

SCHEMA = "network-case/1"
DEFAULT_FREQUENCY_HZ = 50.0
DEFAULT_ANGLE_DEG = (0.0, -120.0, 120.0)
DEFAULT_V_NOM_V = 230.0

Name = Annotated[str, Meta(min_length=1, max_length=64, description="a name of 1 to 64")]
Hertz = Annotated[float, Meta(gt=0, le=1000, description="hertz above 0, up to 1000")]
Volts = Annotated[float, Meta(ge=0, le=1e6, description="volts from 0 to 1000000")]
Nominal = Annotated[float, Meta(gt=0, le=1e6, description="volts above 0, up to 1000000")]
Degrees = Annotated[float, Meta(ge=-3600, le=3600, description="degrees from -3600 to 3600")]
Ohm = Annotated[float, Meta(ge=-1e9, le=1e9, description="ohms up to 1e9")]
Power = Annotated[float, Meta(ge=-1e12, le=1e12, description="watts or var up to 1e12")]
Conductor = Literal["L1", "L2", "L3", "N"]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that allows no unknown key."""


class SourceTable(_Strict, frozen=True, kw_only=True):
    """Three EMFs in star, earthed at the star point, and what leads to the busbar."""

    v_ln_v: tuple[Volts, ...] | None = None
    angle_deg: tuple[Degrees, ...] = DEFAULT_ANGLE_DEG
    z_phase_ohm: tuple[Ohm, ...] | None = None
    z_neutral_ohm: tuple[Ohm, ...] | None = None
    open: tuple[Conductor, ...] = ()


class FeederTable(_Strict, frozen=True, kw_only=True):
    """A run of four conductors from the source or a node to the node that it defines."""

    from_: Name | None = field(default=None, name="from")
    to: Name | None = None
    z_phase_ohm: tuple[Ohm, ...] | None = None
    z_neutral_ohm: tuple[Ohm, ...] | None = None
    open: tuple[Conductor, ...] = ()


class LoadTable(_Strict, frozen=True, kw_only=True):
    """One load between a phase and the neutral of a node."""

    node: Name | None = None
    phase: Literal["L1", "L2", "L3"] | None = None
    model: Literal["impedance", "power", "current"] | None = None
    p_w: Power | None = None
    q_var: Power = 0.0
    v_nom_v: Nominal = DEFAULT_V_NOM_V


class CaseDocument(_Strict, frozen=True, kw_only=True):
    """The whole file."""

    schema: Literal["network-case/1"] | None = None
    frequency_hz: Hertz = DEFAULT_FREQUENCY_HZ
    source: SourceTable | None = None
    feeders: tuple[FeederTable, ...] = ()
    loads: tuple[LoadTable, ...] = ()
