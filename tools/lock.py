"""Releases new data files: adds their hashes to src/kith/core/released.lock.

`python tools/lock.py` adds what is new, and refuses if a released file has changed or is gone.
`python tools/lock.py --check` changes nothing; exit code 1 if the lock and the files differ.
"""

import argparse
import sys

from kith.core import released
from kith.core.errors import RefusedError


def main() -> int:
    """Compare or release; say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    if parser.parse_args().check:
        found = released.compare()
        for word in ("changed", "gone", "new"):
            for name in getattr(found, word):
                print(f"{word}: {name}")
        return 0 if found.is_whole else 1
    try:
        added = released.release()
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    for name in added:
        print(f"released: {name}")
    print(f"{len(released.locked())} released files, {len(added)} of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
