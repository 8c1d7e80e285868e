"""Many twins from one interpreter: imports and reads the catalogue once, then forks.

Each child is a `stagewatt twin` as a user starts it, only without the second that Python and the
imports take. Every argument holds the words of one twin; it ends when its standard input closes.
"""

import os
import signal
import sys

from stagewatt.catalogue.load import models
from stagewatt.twin import process


def main(twins: list[str]) -> int:
    models()
    children = []
    for words in twins:
        child = os.fork()
        if not child:
            return process.run(words.split())
        children.append(child)
    sys.stdin.read()
    for child in children:
        os.kill(child, signal.SIGTERM)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
