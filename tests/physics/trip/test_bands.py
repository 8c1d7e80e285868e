"""Every device lies inside its band, wherever it stands in its tolerances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.physics.trip.kits import currents, mains, rcds, relays, seen, ways

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip import (
    electronic,
    magnetic_hydraulic,
    neutral_relay,
    residual,
    residual_relay,
)


@pytest.mark.unmeasured
@given(mains, currents, st.floats(0.0, 160.0))
def test_the_band_of_a_main_breaker_contains_every_device(
    device: electronic.Settings, i_a: L123N[float], preload_a: float
) -> None:
    band = electronic.band(device, i_a)
    time_s = electronic.trip_time_s(device, i_a)
    assert band.t_min_s * (1 - 1e-9) <= time_s <= band.t_max_s * (1 + 1e-9)
    assert band.t_min_s <= band.t_typ_s * (1 + 1e-9)
    warm = electronic.preloaded(device, L123N.all(preload_a))
    warm_s = electronic.remaining_s(device, warm, i_a)
    warm_band = electronic.band(device, i_a, preload_a)
    assert max(warm_s, 0.02) >= warm_band.t_min_s * (1 - 1e-9)
    assert warm_s <= warm_band.t_max_s * (1 + 1e-9)
    for cold_s, hot_s in (
        (band.t_min_s, warm_band.t_min_s),
        (band.t_max_s, warm_band.t_max_s),
        (band.t_typ_s, warm_band.t_typ_s),
    ):
        assert hot_s <= cold_s * (1 + 1e-9)


@pytest.mark.unmeasured
@given(ways, st.floats(0.0, 60.0))
def test_the_band_of_a_curve_contains_every_breaker(
    device: magnetic_hydraulic.Release, multiple: float
) -> None:
    band = magnetic_hydraulic.band(device.curve, multiple, device.instantaneous)
    time_s = magnetic_hydraulic.trip_time_s(device, multiple)
    assert band.t_min_s * (1 - 1e-9) <= time_s <= band.t_max_s * (1 + 1e-9)


@given(rcds, st.floats(0.0, 20.0), st.sampled_from(residual.Wave))
def test_the_band_of_a_residual_device_contains_every_device(
    device: residual.Release, multiple: float, wave: residual.Wave
) -> None:
    if device.threshold_a <= 0.5 * device.rated_a:
        return
    band = residual.band(device.rated_a, multiple, device.kind, wave)
    time_s = residual.trip_time_s(device, multiple * device.rated_a, wave)
    if wave is residual.Wave.SINE:
        assert band.t_min_s * (1 - 1e-9) <= time_s <= band.t_max_s * (1 + 1e-9)
    else:
        assert time_s >= 0.02


@given(relays, st.floats(0.0, 3.0))
def test_the_band_of_the_residual_relay_contains_every_relay(
    device: residual_relay.Settings, multiple: float
) -> None:
    band = residual_relay.band(device, multiple)
    time_s = residual_relay.trip_time_s(device, multiple * device.threshold_a)
    assert band.t_min_s * (1 - 1e-9) <= time_s <= band.t_max_s * (1 + 1e-9)


@given(st.builds(neutral_relay.Settings), seen)
def test_the_band_of_the_neutral_relay_is_its_time(
    device: neutral_relay.Settings, inputs: neutral_relay.Seen
) -> None:
    band = neutral_relay.band(device, inputs)
    assert band.t_min_s == band.t_max_s == neutral_relay.trip_time_s(device, inputs)
