"""Running other programs one after the other, with a counting line before and a summary after."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from kith.commands.terminal import UnfitError, say

ROOT = Path(__file__).resolve().parents[3]


def checkout() -> Path:
    """The folder of the sources; these commands are for people who work on Kith."""
    if not (ROOT / "pyproject.toml").exists():
        raise UnfitError("this needs Kith's sources (git clone), not only the installed package.")
    return ROOT


@dataclass(frozen=True)
class Step:
    """One program to run, and what its failure means to a reader."""

    name: str
    command: list[str | Path]
    cure: str = ""
    environment: dict[str, str] = field(default_factory=dict)


def module(name: str, *arguments: str) -> list[str | Path]:
    """A Python module of this environment as a command."""
    return [sys.executable, "-m", name, *arguments]


def program(name: str, *arguments: str) -> list[str | Path]:
    """A program installed beside this Python."""
    return [Path(sys.executable).with_name(name), *arguments]


def call(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
    """Run one program with our output; returns its exit code."""
    done = subprocess.run(
        command, cwd=checkout(), env={**os.environ, **(environment or {})}, check=False
    )
    return done.returncode


def run_all(steps: list[Step]) -> int:
    """Run every step, whatever the one before said, and sum up; 1 if any failed."""
    failed: list[Step] = []
    for number, step in enumerate(steps, 1):
        say(f"[{number}/{len(steps)}] {step.name} ...")
        start = time.monotonic()
        code = call(step.command, step.environment)
        say(f"        {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - start:.1f} s")
        if code != 0:
            failed.append(step)
    for step in failed:
        say(f"{step.name} failed.{f' {step.cure}' if step.cure else ''}")
    say(f"{len(steps) - len(failed)} of {len(steps)} checks passed.")
    return 1 if failed else 0
