"""Lets `python -m stagewatt` do what the `stagewatt` command does."""

import sys


def main() -> int:
    from stagewatt.app.cli import main as run  # noqa: PLC0415 - the command line decides what to load

    return run()


if __name__ == "__main__":
    sys.exit(main())
