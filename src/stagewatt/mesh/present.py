"""Who is there, by the signs of life that the engine tells; one node may give several."""

from __future__ import annotations

import re
from collections import Counter

from stagewatt.mesh.bus import Presence

_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST = 4096
"""Signs of life kept; a site has far fewer, and a stranger may not fill the memory."""


def is_word(text: str) -> bool:
    """Tell whether a text can stand in a topic."""
    return bool(_WORD.fullmatch(text))


class Present:
    """Signs of life are `alive/NODE/INSTANCE/SESSION/PORT`; a new session gives a new one."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._signs: dict[str, Presence] = {}
        self._counts: Counter[Presence] = Counter()
        self._old: set[str] = set()
        self._me: Presence | None = None

    @property
    def anybody(self) -> bool:
        """Whether any other node is there."""
        return bool(self._signs)

    def new_session(self, me: Presence) -> None:
        """Take that the own session starts anew: all must be heard of again."""
        self._me = me
        self._old = set(self._signs)

    def token(
        self, token: str, *, there: bool
    ) -> tuple[tuple[Presence, ...], tuple[Presence, ...]]:
        """Take that a sign came or went; return who joined and who left by it."""
        who = _presence(token)
        if who is None or who == self._me or (there and len(self._signs) >= _MOST):
            return (), ()
        if not there:
            return (), self._gone({token})
        self._old.discard(token)
        if token in self._signs:
            return (), ()
        self._signs[token] = who
        self._counts[who] += 1
        return ((who,) if self._counts[who] == 1 else ()), ()

    def prune(self) -> tuple[Presence, ...]:
        """Forget the signs that the new session did not give; return who left by it."""
        old, self._old = self._old, set()
        return self._gone(old)

    def where(self) -> dict[str, tuple[str, int]]:
        """Return by session: the node and the port it listens on."""
        parts = [token.split("/") for token in self._signs]
        return {part[3]: (part[1], int(part[4])) for part in parts}

    def _gone(self, tokens: set[str]) -> tuple[Presence, ...]:
        left: list[Presence] = []
        for token in sorted(tokens & self._signs.keys()):
            who = self._signs.pop(token)
            self._counts[who] -= 1
            if not self._counts[who]:
                del self._counts[who]
                left.append(who)
        self._old -= tokens
        return tuple(left)


def _presence(token: str) -> Presence | None:
    parts = token.split("/")
    if len(parts) != 5 or not all(is_word(part) for part in parts):
        return None
    port = parts[4]
    if not (port.isascii() and port.isdigit() and 1 <= int(port[:6]) <= 65535):
        return None
    return Presence(node=parts[1], instance=parts[2])
