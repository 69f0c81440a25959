"""Django's own commands, for developers: makemigrations, shell, dbshell, ...

Everything after `manage` goes to Django as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith manage makemigrations
  kith manage shell"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Only for the help: the words are passed on."""
    parser.add_argument(
        "rest", nargs="*", metavar="...", help="a command of Django and its options"
    )


def run(args: argparse.Namespace) -> int:
    """Hand over."""
    from kith.site import start

    start.set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kith manage", *args.rest])
    return 0
