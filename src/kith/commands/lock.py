"""Write the lock files from pyproject.toml.

Every package at one version, every file by its hash, and no address of any index: whoever installs
takes them from the index of their own machine. --upgrade takes the newest versions allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kith.commands.steps import call, program
from kith.commands.terminal import say

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith lock
  kith lock --upgrade"""

OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Whether to take newer versions."""
    parser.add_argument("--upgrade", action="store_true", help="newest versions, not those locked")


def run(args: argparse.Namespace) -> int:
    """The runtime first: the tests run on the same versions."""
    options = [*OPTIONS, *(["--upgrade"] if args.upgrade else [])]
    runtime = ["pyproject.toml", "--output-file=requirements.lock"]
    tests = ["pyproject.toml", "--extra=test", "--constraints=requirements.lock"]
    for what in (runtime, [*tests, "--output-file=requirements-test.lock"]):
        if code := call(program("uv", "pip", "compile", *options, *what)):
            return code
    say("Wrote requirements.lock and requirements-test.lock.")
    return 0
