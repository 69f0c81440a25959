"""Reads docs/tutorials/your-first-course.md as a person would: step by step, act by act.

Here: from the tutorial's words to acts. Not here: the browser in which they are done.

    Press **Save**.  Press **Sign in** beside “Hannah Whitlock”.       a button or a link
    Choose **Several days**.  Tick **The client has a copy**.          one answer, one box
    **Given name**: `Nell`                                             typed into a field
    **Course**: **Standard interpersonal psychotherapy**               chosen for a field
    **Referral received on**: *13 weeks ago*                           a day that is worked out
    You see “Hello Nell”.                                              words on the page
    Copy the address in **The link**.  Open the address.               from window to window
    Eight times: ...                                                   the rest of the line, again

A step that speaks of the private window happens there. Whatever is bold must be part of an act.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "tutorials" / "your-first-course.md"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
BOLD = r"\*\*[^*]+\*\*"
QUOTED = r"“[^”]+”"
ACTS = re.compile(
    r"\*\*(?P<field>[^*]+)\*\*: (?:`(?P<typed>[^`]+)`|\*\*(?P<chosen>[^*]+)\*\*|\*(?P<day>[^*]+)\*)"
    rf"|(?P<verb>press|choose|tick) (?P<names>{BOLD}(?:(?:, | and ){BOLD})*)"
    r"(?: beside “(?P<beside>[^”]+)”)?"
    rf"|see (?P<seen>{QUOTED}(?:(?:, | and ){QUOTED})*)"
    r"|copy the address in \*\*(?P<copied>[^*]+)\*\*"
    r"|open the (?P<opened>address|link)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Act:
    """One thing that the reader does or sees. `verb`: press, choose, tick, fill, pick, date, ..."""

    verb: str
    name: str
    value: str = ""


@dataclass
class Step:
    """A numbered step: its acts, in their order."""

    number: int
    is_private: bool = False
    acts: list[Act] = field(default_factory=list)


def steps(text: str) -> list[Step]:
    """Every numbered step of the tutorial."""
    found = []
    for number, body in re.findall(
        r"^(\d+)\. (.+?)(?=^\d+\. |^## |\Z)", text, re.MULTILINE | re.DOTALL
    ):
        step = Step(int(number), is_private="private window" in body)
        for line in lines(body):
            step.acts += acts(line)
        found.append(step)
    return found


def lines(body: str) -> list[str]:
    """The paragraphs and points of a step, each on one line."""
    parts = re.split(r"\n\s*\n|\n\s+- ", body)
    return [" ".join(part.split()) for part in parts]


def acts(line: str) -> list[Act]:
    """What one line asks for. AssertionError if something bold asks for nothing."""
    times, _, rest = line.partition(" times: ")
    if rest and times.lower() in NUMBERS:
        return acts(rest) * NUMBERS.index(times.lower())
    found = [act for match in ACTS.finditer(line) for act in _acts(match)]
    left = ACTS.sub("", line)
    assert "**" not in left, f"nothing can be done with what is bold here: {left}"
    return found


def _acts(match: re.Match[str]) -> list[Act]:
    given = {name: words for name, words in match.groupdict().items() if words}
    if seen := given.get("seen"):
        return [Act("see", words) for words in re.findall(r"“([^”]+)”", seen)]
    for name, verb in (("copied", "copy"), ("opened", "open")):
        if name in given:
            return [Act(verb, given[name])]
    for name, verb in (("typed", "fill"), ("chosen", "pick"), ("day", "date")):
        if name in given:
            return [Act(verb, given["field"], given[name])]
    names = re.findall(r"\*\*([^*]+)\*\*", given["names"])
    return [Act(given["verb"].lower(), name, given.get("beside", "")) for name in names]
