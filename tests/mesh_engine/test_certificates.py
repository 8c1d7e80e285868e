import datetime as dt

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from stagewatt.mesh.certificates import authority_key, papers

KEY = "sixteen letters."


def loaded(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def test_two_nodes_with_one_key_trust_each_other_and_keep_their_own_keys() -> None:
    one, two = papers("tour", KEY, "a" * 16), papers("tour", KEY, "b" * 16)
    loaded(one.certificate).verify_directly_issued_by(loaded(two.authority))
    loaded(two.certificate).verify_directly_issued_by(loaded(one.authority))
    assert one.private_key != two.private_key
    key = load_pem_private_key(one.private_key, None)
    assert key.public_key() == loaded(one.certificate).public_key()


@pytest.mark.parametrize(("site", "key"), [("tour", KEY + "!"), ("other", KEY)])
def test_another_key_or_another_site_is_not_trusted(site: str, key: str) -> None:
    ours, theirs = papers("tour", KEY, "a" * 16), papers(site, key, "b" * 16)
    with pytest.raises((InvalidSignature, ValueError)):
        loaded(theirs.certificate).verify_directly_issued_by(loaded(ours.authority))


def test_no_clock_can_be_too_early_or_too_late() -> None:
    for pem in (papers("tour", KEY, "a" * 16).authority, papers("tour", KEY, "a").certificate):
        certificate = loaded(pem)
        assert certificate.not_valid_before_utc <= dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        assert certificate.not_valid_after_utc.year == 9999


def test_a_node_can_sign_nobody() -> None:
    made = papers("tour", KEY, "a" * 16)
    constraints = loaded(made.certificate).extensions.get_extension_for_class(x509.BasicConstraints)
    assert not constraints.value.ca
    assert constraints.critical


def test_the_authority_is_pinned() -> None:
    """Nodes of all versions must derive the same key: a change here locks old ones out."""
    assert authority_key("tour", KEY).public_key().public_bytes_raw().hex() == PINNED


PINNED = "3387e4d413d04ad0948ddcbf4970fb94718ba79a7f50961376c5254ea859c462"


def test_keys_stay_out_of_logs() -> None:
    assert "PRIVATE" not in repr(papers("tour", KEY, "a"))
