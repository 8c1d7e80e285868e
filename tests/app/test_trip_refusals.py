"""`stagewatt trip`: questions that make no sense, each with place, problem and cure."""

from __future__ import annotations

import pytest

from stagewatt.app.cli import main

Out = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["smartpdu-73/main", "--amps", "1"], "model: there is no rack model 'smartpdu-73'; did"),
        (["smartpdu-72/Y1", "--amps", "1"], "DEVICE: smartpdu-72 has no way 'Y1'; "),
        (["smartpdu-72", "--amps", "1"], "DEVICE: 'smartpdu-72' names no device; write MODEL/"),
        (["smartpdu-72/", "--amps", "1"], "DEVICE: 'smartpdu-72/' names no device; write"),
        (["smartpdu-72/main"], "DEVICE: nothing is asked; give --amps, --neutral-amps or"),
        (["smartpdu-72/main", "--preload", "1"], "DEVICE: nothing is asked; give --amps"),
        (["smartpdu-72/main", "--amps", "-1"], "--amps: '-1' is no current; give a number"),
        (["smartpdu-72/main", "--amps", "nan"], "--amps: 'nan' is no current; give a number"),
        (["smartpdu-72/main", "--amps", "inf"], "--amps: 'inf' is no current; give a number"),
        (["smartpdu-72/main", "--amps", "many"], "--amps: 'many' is no current; give a number"),
        (["smartpdu-72/main", "--neutral-amps", "-1"], "--neutral-amps: '-1' is no current"),
        (["smartpdu-72/A1", "--residual-ma", "1e12"], "--residual-ma: '1e12' is no current; give"),
        (["smartpdu-72/main", "--amps", "1", "--preload", "421"], "--preload: 421 A is more than"),
        (["smartpdu-72/A1", "--amps", "1", "--preload", "17"], "--preload: 17 A is more than"),
    ],
)
def test_refusals(words: list[str], error: str, capsys: Out) -> None:
    refused(words, error, capsys)


@pytest.mark.parametrize(
    ("device", "setting", "error"),
    [
        ("smartpdu-72/main", "ir=0.85", "0.85 is no step of ir; choose 0.4, 0.5, 0.6, 0.7, 0.8"),
        ("smartpdu-72/main", "ir=off", "off is no step of ir; choose 0.4"),
        ("smartpdu-72/main", "isd=7", "7 is no step of isd; choose off, 1.5, 2, 3, 4, 5, 6 or 8"),
        ("smartpdu-72/main", "isd=nan", "nan is no step of isd; choose off"),
        ("smartpdu-72/main", "isd=low", "low is no step of isd; choose off"),
        ("smartpdu-72/main", "it=1", "the device has no setting it; "),
        ("smartpdu-72/main", "ir", "'ir' is no setting; write NAME=VALUE, like ir=0.8"),
        ("smartpdu-72/main", "=1", "'=1' is no setting; write NAME=VALUE"),
        ("smartpdu-72/main", "k_ref=5", "5 is no step of k_ref; choose 1.5, 2, 3, 6 or 7.2"),
        ("smartpdu-72/main", "model=x", "x is no choice of model; choose i2t or asymptotic"),
        ("smartpdu-36/main", "tr=12", "tr cannot be set on the NM8S-250; it stays at 6"),
        ("c24/main", "ir=1", "the device has no setting ir; it has none"),
        ("smartpdu-72/A1", "ir=1", "the device has no setting ir; known: curve, instantaneous"),
        ("smartpdu-72/A1", "curve=x", "x is no choice of curve; choose short, medium, long"),
        ("smartpdu-72/A1", "instantaneous=e", "e is no choice of instantaneous; choose off, b"),
        ("smartpdu-72/A1", "rcd=s", "type S exists above 30 mA only; this device has 30 mA"),
        ("c24/X1", "threshold=0.2", "0.2 is no step of threshold; choose 0.03, 0.1 or 0.3"),
        ("c24/X1", "delay=0.04", "0.04 is no step of delay; choose 0.02, "),
        ("c24/X1", "key=maybe", "maybe is no choice of key; choose on or off"),
    ],
)
def test_refused_settings(device: str, setting: str, error: str, capsys: Out) -> None:
    words = [device, "--amps", "20", "--residual-ma", "20", "--set", setting]
    refused(words, f"--set: {error}", capsys)


def test_a_setting_given_twice_is_refused(capsys: Out) -> None:
    words = ["smartpdu-72/main", "--amps", "1", "--set", "ir=1", "--set", "ir=0.9"]
    refused(words, "--set: ir is given twice", capsys)


def refused(words: list[str], error: str, capsys: Out) -> None:
    assert main(["trip", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"stagewatt trip: {error}")
