"""The command line: finds the command, gives it its arguments, turns what went wrong into an
exit code and a sentence. What a command does belongs in kith.commands and below.

Exit codes: 0 done; 1 what was asked for failed or something was found; 2 the command line was
wrong; 3 this machine or its settings are not fit (database, ports, missing programs).
"""

from __future__ import annotations

import argparse
import os
import sys

from kith.commands import COMMANDS, Command

EPILOG = """\
start here:
  kith demo                 an invented clinic at http://localhost:8000, with who can sign in
  kith test                 everything that must hold, browser journeys included
  kith COMMAND --help       what a command does, with examples

exit codes: 0 done, 1 failed or something found, 2 wrong usage, 3 machine or settings unfit
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in {"help", "-h", "--help"}:
        return explain(given[1:])
    try:
        return run(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `kith instruments list | head`: nobody is reading any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        hint = "\nIs the database up to date? Run: kith migrate" if is_database(error) else ""
        print(f"kith {given[0]}: {error}{hint}", file=sys.stderr)
        return code


def run(given: list[str]) -> int:
    """Parse the arguments of one command and run it."""
    parser = whole_parser()
    known = {command.name: command for command in COMMANDS}
    command = known.get(given[0])
    if command is None or not command.passes_on:
        args = parser.parse_args(given)
        return int(args.run(args))
    module = command.load()
    if given[1:2] in (["-h"], ["--help"]) and command.name != "manage":
        return explain([command.name])
    return int(module.run(argparse.Namespace(rest=given[1:])))


def explain(names: list[str]) -> int:
    """Print the help of one command, or of all."""
    parser = whole_parser()
    if names:
        parser.parse_args([*names, "--help"])  # argparse prints, and leaves
    parser.print_help()
    return 0


def whole_parser() -> argparse.ArgumentParser:
    """Every command with its options; loading them imports nothing but the standard library."""
    parser = argparse.ArgumentParser(
        prog="kith",
        description="Kith: software for delivering interpersonal psychotherapy.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        add(commands, command)
    return parser


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], command: Command) -> None:
    """One command's options, and its examples below them."""
    module = command.load()
    one = commands.add_parser(
        command.name,
        help=command.summary,
        description=(module.__doc__ or command.summary).strip(),
        epilog=f"examples:\n{module.EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.configure(one)
    one.set_defaults(run=module.run)


def version() -> str:
    """The version with the Python it runs on, as a report of a fault needs it."""
    from kith import __version__

    return f"kith {__version__} (Python {sys.version.split()[0]})"


def exit_code(error: Exception) -> int | None:
    """What an error means to the shell; None for a fault of ours, which keeps its traceback."""
    from kith.commands.terminal import FailedError, UnfitError

    # By name, since importing the core here would need pydantic before anything is installed.
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, UnfitError) or "SettingError" in names or is_database(error):
        return 3
    if isinstance(error, FailedError) or "KithError" in names:
        return 1
    return None


def is_database(error: Exception) -> bool:
    """Whether the database is out of reach or behind the program."""
    return type(error).__name__ in {"OperationalError", "ProgrammingError"}
