"""`python -m kith`: the command line, however Kith was installed."""

import sys

from kith.cli import main

if __name__ == "__main__":
    sys.exit(main())
