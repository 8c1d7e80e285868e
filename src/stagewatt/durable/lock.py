"""One node per data folder: a second one would overwrite what the first one keeps."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from stagewatt.domain.errors import NotSaved


def hold(data_dir: Path) -> int:
    """Take the folder for this process until it ends; the kernel gives it back even after kill -9.

    Returns the open file, which must stay open. Raises NotSaved when another process has it or
    the folder cannot be made.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise NotSaved(f"{data_dir}: nothing can be kept there: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise NotSaved(
            f"{data_dir}: another node keeps its data there; give each its own"
        ) from error
    return descriptor
