"""The commands of the program ``lanelab``: ``python -m lanelab --help``."""

import signal
import sys

from lanelab import _native


def main() -> None:
    """Run the command of this process's arguments, and end the process."""
    # Kernels do not look for Python's signals; the program cleans up its own files when one ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.command(["lanelab", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
