"""Lets `python -m stagewatt` do what the `stagewatt` command does."""

import sys


def main() -> int:
    # The command line decides what to load.
    from stagewatt.app.cli import main as run  # noqa: PLC0415
    from stagewatt.app.leaving import leave  # noqa: PLC0415

    return leave(run())


if __name__ == "__main__":
    sys.exit(main())
