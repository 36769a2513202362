"""`python -m matcher`: the engine's commands."""

import sys

from matcher.cli import main

if __name__ == "__main__":
    sys.exit(main())
