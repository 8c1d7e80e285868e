"""Turns a site's key into certificates, so that only nodes with the key can speak to each other.

Only imported where a site is locked: `cryptography` takes time and memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from stagewatt.mesh.papers import Papers

_SCRYPT_MEMORY_BYTES = 32 << 20
# No node's clock can be trusted: a certificate that began or ended would lock racks out.
_ALWAYS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NEVER = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


def authority_key(site: str, key: str) -> Ed25519PrivateKey:
    """Return the signing key of a site; whoever has the site's key can make it.

    scrypt first, because a node shows its certificate to whoever connects: a short key could
    otherwise be guessed at full speed. About 50 ms and 16 MB, once.
    """
    slow = hashlib.scrypt(
        key.encode(),
        salt=b"stagewatt site " + site.encode(),
        n=1 << 14,
        r=8,
        p=1,
        maxmem=_SCRYPT_MEMORY_BYTES,
        dklen=32,
    )
    derive = HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=b"stagewatt site authority 1"
    )
    return Ed25519PrivateKey.from_private_bytes(derive.derive(slow))


def papers(site: str, key: str, node: str) -> Papers:
    """Mint a node's own certificate of a locked site; its private key is made here and stays."""
    authority = authority_key(site, key)
    own = Ed25519PrivateKey.generate()
    issuer = _named(f"stagewatt {site}")
    return Papers(
        authority=_signed(issuer, issuer, authority.public_key(), authority, path_length=0),
        certificate=_signed(_named(node), issuer, own.public_key(), authority, path_length=None),
        private_key=own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    public: Ed25519PublicKey,
    authority: Ed25519PrivateKey,
    *,
    path_length: int | None,
) -> bytes:
    """Return a certificate; `path_length` is None for one that signs no others."""
    is_authority = path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_ALWAYS)
        .not_valid_after(_NEVER)
        .add_extension(x509.BasicConstraints(is_authority, path_length), critical=True)
    )
    if not is_authority:
        # Names are not checked (nodes are reached by address), but a TLS library wants one.
        names = x509.SubjectAlternativeName([x509.DNSName("node.stagewatt")])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(authority, None).public_bytes(Encoding.PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
