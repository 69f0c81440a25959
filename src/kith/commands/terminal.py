"""How commands speak: tables, counting lines, and the two ways to fail."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class FailedError(Exception):
    """What was asked for did not work; exit code 1."""


class UnfitError(Exception):
    """This machine cannot do it as it is; the message says what to change. Exit code 3."""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns wide enough for what is in them, the last one free."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    text.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(text)


class Progress:
    """A counting line for long steps, on standard error: `loading the clinic: 12 of 60 …`.

    On a terminal it replaces itself; in a log it writes a line each tenth of the way.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self._tenth = -1
        self._is_open = False

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Say how far it is."""
        line = f"{self.label}: {done} of {total} {what}".rstrip()
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns - 1
            print("\r" + line[:width].ljust(width), end="", file=sys.stderr, flush=True)
            self._is_open = True
            return
        tenth = done * 10 // max(total, 1)
        if tenth != self._tenth:
            self._tenth = tenth
            print(line, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the last count standing."""
        if self._is_open:
            print(file=sys.stderr)
            self._is_open = False


def say(message: str) -> None:
    """A word to the person, not part of the output a program may read."""
    print(message, file=sys.stderr, flush=True)
