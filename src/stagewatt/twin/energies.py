"""The meter's counters: energy taken and given, per phase."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.twin.reading import Reading

_HOUR_S = 3600.0
_NONE = (0.0, 0.0, 0.0)

PerPhase = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Energies:
    """Watt-hours and var-hours per phase, taken and given, volt-ampere-hours and ampere-hours."""

    wh: PerPhase = _NONE
    export_wh: PerPhase = _NONE
    import_varh: PerPhase = _NONE
    export_varh: PerPhase = _NONE
    vah: float = 0.0
    ah: float = 0.0

    def counted(self, reading: Reading, dt_s: float) -> Energies:
        """Return the counters after `dt_s` seconds."""
        hours = dt_s / _HOUR_S
        p, q = reading.p_w, reading.q_var
        return Energies(
            wh=tuple([e + max(0.0, x) * hours for e, x in zip(self.wh, p, strict=True)]),
            export_wh=tuple(
                [e + max(0.0, -x) * hours for e, x in zip(self.export_wh, p, strict=True)]
            ),
            import_varh=tuple(
                [e + max(0.0, x) * hours for e, x in zip(self.import_varh, q, strict=True)]
            ),
            export_varh=tuple(
                [e + max(0.0, -x) * hours for e, x in zip(self.export_varh, q, strict=True)]
            ),
            vah=self.vah + sum(reading.s_va) * hours,
            ah=self.ah + sum(reading.i_a.phases) * hours,
        )
