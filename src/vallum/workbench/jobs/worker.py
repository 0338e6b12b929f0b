"""Take less than one asks for, then become the command: limits of memory and time, and manners.

Run as a script with `-P` and nothing but the standard library, so that it costs nothing:

    worker.py MEMORY_MB CPU_SECONDS COMMAND...
"""

import os
import resource
import sys

NICE = 10
"""Readers come first."""


def main(words: list[str]) -> None:
    """Set the limits and run the command in this process."""
    memory, seconds, *command = words
    size = int(memory) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
