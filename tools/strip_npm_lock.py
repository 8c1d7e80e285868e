"""Takes the download addresses out of an npm lock; the integrity hashes stay and suffice."""

import json
import sys
from pathlib import Path


def strip(lock: dict[str, object]) -> dict[str, object]:
    """The same lock without `resolved` (a host) and `funding` (an advertisement)."""
    packages = lock.get("packages")
    if isinstance(packages, dict):
        for package in packages.values():
            package.pop("resolved", None)
            package.pop("funding", None)
    return lock


def main(path: Path) -> None:
    lock = strip(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
