"""Refusals on the wire and back as the very errors that the owner raised."""

from __future__ import annotations

from stagewatt.domain.errors import Conflict, Invalid, NotSaved, Refused, Unknown, Unreachable
from stagewatt.mesh.compose_card import cut
from stagewatt.mesh.questions import Refusal

_ERRORS = {error.code: error for error in (Unknown, Invalid, Conflict, Unreachable, NotSaved)}
_KINDS = tuple(_ERRORS.items())


def refusal_of(error: Refused) -> Refusal:
    """Return an error as it travels: its kind, and its own code where that differs."""
    kind = next((code for code, found in _KINDS if isinstance(error, found)), Refused.code)
    code = kind if error.code == kind else f"{kind}/{error.code}"
    where = None if error.where is None else cut(error.where, 128)
    return Refusal(cut(code, 128), cut(error.message), where)


def error_of(refusal: Refusal) -> Refused:
    """Return the error that the owner raised."""
    kind, _, code = refusal.code.partition("/")
    error = _ERRORS.get(kind, Refused)
    return error(refusal.message, where=refusal.where, code=code or kind)
