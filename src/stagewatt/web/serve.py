"""The node's server: every HTTP face runs on the same bounded one."""

from __future__ import annotations

from stagewatt.http.serve import Server, server

__all__ = ["Server", "server"]
