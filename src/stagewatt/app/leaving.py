"""Ends the process where the engine of the mesh still has threads that wait for the network."""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading

ENGINE_THREADS = "mesh-"
"""Threads of ours with such names may stand in the engine, which cannot be interrupted."""


def leave(status: int) -> int:
    """Return the status to exit with; does not return where the interpreter must not unwind.

    A thread that comes back from the engine while the interpreter ends is torn out of it, and the
    engine then aborts the process: a clean stop would be told as a crash.
    """
    if any(each.name.startswith(ENGINE_THREADS) for each in threading.enumerate()):
        logging.shutdown()
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no public way
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status
