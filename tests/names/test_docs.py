"""The page about names is true."""

from pathlib import Path

from stagewatt.names import claims, llmnr, mdns_records, netbios
from stagewatt.names.host_names import FAMILIES, LONGEST, TAIL, label, numbered, short

PAGE = (Path(__file__).parents[2] / "docs" / "names.md").read_text("utf-8")


def test_the_patterns_are_on_the_page() -> None:
    assert TAIL == 6
    assert all(f"`{prefix}` and 6 letters or digits" in PAGE for _, prefix in FAMILIES)
    assert f"at most {LONGEST} characters" in PAGE


def test_the_examples_are_true() -> None:
    for printed in ("bench board", "smartPDU12345678"):
        assert f"`{printed}`:\n`{label(printed, '')}`" in PAGE.replace(": `", ":\n`")
    name = numbered("smartPDU123456", 2)
    assert f"`{name}` is `{short(name).upper()}` there" in PAGE


def test_the_figures_are_true() -> None:
    assert f"at most {netbios.STATUS_NAMES}, with the hardware address" in PAGE
    assert f"time to live {llmnr.TTL_S} s" in PAGE
    ttl = f"time to live {mdns_records.HOST_TTL_S} s for addresses, {mdns_records.OTHER_TTL_S} s"
    assert ttl in PAGE
    assert claims.ASKS == 3
    assert f"{claims.STEP_NS // 1_000_000} ms" in PAGE
