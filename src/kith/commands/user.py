"""Add staff who can sign in, and list them.

The first person brings the organisation into being, with the help lines that its clients see on
every page. Whatever is not given is asked for. A pass phrase has 12 characters or more and is not
a common one; it is asked for without showing it, or read from standard input.
"""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING

from kith.commands.terminal import FailedError, say, table

if TYPE_CHECKING:
    import argparse

ROLES = ("therapist", "supervisor", "lead", "administrator")
EXAMPLES = """\
  kith user add --organisation "Riverside Clinic" --help-line "Samaritans=116 123" \\
      --name "Ada Hill" --email ada@example.org --role administrator
  kith user add --name "Alice Moor" --email alice@example.org --role therapist --team North
  kith user pass-phrase --email alice@example.org
  kith user list"""


def configure(parser: argparse.ArgumentParser) -> None:
    """add, pass-phrase, list."""
    verbs = parser.add_subparsers(title="what to do", metavar="WORD", required=True)
    one = verbs.add_parser("add", help="let somebody sign in")
    one.add_argument("--name", help="as colleagues read it")
    one.add_argument("--email", help="what they sign in with")
    one.add_argument("--role", choices=ROLES, help="what they do here")
    one.add_argument(
        "--organisation", default="", help="needed for the first person, or if several"
    )
    one.add_argument("--team", action="append", default=[], help="a team, made if new; may repeat")
    one.add_argument(
        "--help-line",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="for a new organisation: whom its clients can call in a crisis; may repeat",
    )
    one.add_argument("--contact", default="", help="for a new organisation: how to reach it")
    one.add_argument(
        "--pass-phrase-stdin", action="store_true", help="read it from standard input's first line"
    )
    one.set_defaults(act=add)
    one = verbs.add_parser("pass-phrase", help="give somebody a new one")
    one.add_argument("--email", required=True, help="what they sign in with")
    one.add_argument(
        "--pass-phrase-stdin", action="store_true", help="read it from standard input's first line"
    )
    one.set_defaults(act=new_pass_phrase)
    one = verbs.add_parser("list", help="everybody who can sign in")
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=list_all)


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen word."""
    from kith.site import start

    start.set_up()
    return int(args.act(args))


def add(args: argparse.Namespace) -> int:
    """Ask for what is missing, then store."""
    from kith.record.services import enrolment

    house = enrolment.House(
        organisation=args.organisation,
        teams=tuple(args.team),
        help_lines=tuple(help_line(each) for each in args.help_line),
        contact=args.contact,
    )
    person = enrolment.enrol(
        house=house,
        name=args.name or ask("Name", args),
        email=args.email or ask("E-mail", args),
        role=args.role or ask(f"Role ({', '.join(ROLES)})", args),
        pass_phrase=pass_phrase(args),
    )
    say(f"{person.name} can sign in as {person.email}.")
    return 0


def help_line(text: str) -> tuple[str, str]:
    """Name and number of `Samaritans=116 123`."""
    name, equals, number = (part.strip() for part in text.partition("="))
    if not (name and equals and number):
        raise FailedError(f"--help-line {text!r}: write it as NAME=NUMBER")
    return name, number


def ask(what: str, args: argparse.Namespace) -> str:
    """A line from the person; an error where there is nobody to ask."""
    if args.pass_phrase_stdin or not sys.stdin.isatty():
        raise FailedError(f"{what} is missing; see kith user add --help")
    return input(f"{what}: ").strip()


def pass_phrase(args: argparse.Namespace) -> str:
    """The pass phrase, typed twice, or one line of standard input."""
    if args.pass_phrase_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise FailedError("there is nobody to ask for a pass phrase; use --pass-phrase-stdin")
    first = getpass.getpass("Pass phrase (12 characters or more): ")
    if getpass.getpass("The same again: ") != first:
        raise FailedError("the two were not the same; nothing was stored")
    return first


def new_pass_phrase(args: argparse.Namespace) -> int:
    """Ask for it, then store it; open sign-ins of that person end."""
    from kith.record.services import enrolment

    person = enrolment.staff_by_email(args.email)
    enrolment.give_pass_phrase(person=person, pass_phrase=pass_phrase(args))
    say(f"{person.name} signs in with the new pass phrase from now on.")
    return 0


def list_all(args: argparse.Namespace) -> int:
    """Who can sign in."""
    from kith.record.services import enrolment

    rows = enrolment.staff_names()
    if args.json:
        keys = ("name", "email", "role", "organisation")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
    else:
        print(table(("Name", "E-mail", "Role", "Organisation"), rows))
    return 0
