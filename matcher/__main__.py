"""`python -m matcher`: the engine's commands."""

import sys

if __name__ == "__main__":
    from matcher.cli import main

    sys.exit(main())
