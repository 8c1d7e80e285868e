import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid
from stagewatt.mesh.site import site_of

names = st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True)


@given(names)
def test_a_site_has_a_group_that_never_leaves_the_network(name: str) -> None:
    site = site_of(name)
    group = ipaddress.IPv4Address(site.group)
    assert group in ipaddress.IPv4Network("239.255.0.0/16")
    assert group != ipaddress.IPv4Address("239.255.255.250")
    assert site.prefix == f"stagewatt/1/{name}"
    assert site_of(name) == site


def test_two_productions_have_two_groups() -> None:
    groups = {site_of(f"tour-{number}").group for number in range(100)}
    assert len(groups) > 97


@pytest.mark.parametrize("name", ["", "A", "a/b", "a*", "a" * 33, "ä", "a\n", "$"])
def test_what_cannot_stand_in_a_topic_is_no_site(name: str) -> None:
    with pytest.raises(Invalid) as told:
        site_of(name)
    assert told.value.where == "site"
