"""Scoring of JSON lines: one set of answers in, one result or one error out, line by line.

Here: reading, checking and writing of lines. Not here: arithmetic (scoring), the command itself.

A line is `{"answers": [..]}` with one answer for each scored item in order, null where there is
none, or `{"answers": {"item": ..}}`. Questions that are not scored go into the second form or into
`"extra": {"item": ..}`. Every line in, an empty one too, gives one line out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import BinaryIO

from kith.core.errors import AnswersError
from kith.core.instruments.model import Instrument, Scale
from kith.core.instruments.scoring import Alert, Result, Score, bands, evaluate

LONGEST_LINE = 1_000_000
KEYS = {"answers", "extra"}


class _LineError(ValueError):
    """What is wrong with a line, in words."""


def read_lines(stream: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """The lines of a stream; of one longer than `longest` bytes only so much that it is refused."""
    while line := stream.readline(longest + 2):
        kept = line
        while len(line) == longest + 2 and not line.endswith(b"\n"):
            line = stream.readline(longest + 2)
        yield kept


def score_lines(instrument: Instrument, lines: Iterable[str | bytes]) -> Iterator[str]:
    """Score each line; a line that cannot be scored gives `{"error": ..}` and stops nothing."""
    for line in lines:
        try:
            answers = _answers(instrument, _read(line))
            found = evaluate(instrument, answers)
        except (_LineError, AnswersError) as error:
            yield json.dumps({"error": str(error)})
            continue
        out: dict[str, object] = {
            "scales": {
                name: _score(instrument.scales[name], score) for name, score in found.scores.items()
            }
        }
        if found.results:
            out["results"] = {name: _result(result) for name, result in found.results.items()}
        if found.circumplex is not None:
            out["circumplex"] = asdict(found.circumplex)
        out["alerts"] = [_alert(alert) for alert in found.alerts]
        yield json.dumps(out)


def _score(scale: Scale, score: Score) -> dict[str, object]:
    """A score; by every scheme where there are several, for none of them is the right one."""
    out: dict[str, object] = {"value": score.value, "band": score.band, "missing": score.missing}
    if len(scale.bandings) > 1:
        out["bands"] = bands(scale, score.value)
    return out


def _result(result: Result) -> dict[str, object]:
    return {"id": result.id, "label": result.label, "missing": result.missing}


def _alert(alert: Alert) -> dict[str, object]:
    return {"item": alert.item, "level": alert.level, "value": alert.value, "why": alert.why}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object whose keys must not be repeated: which of two answers would count?"""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _LineError("a key occurs twice in one object; give each answer once")
    return found


def _read(line: str | bytes) -> dict[str, object]:
    content = _json(_text(line))
    if not isinstance(content, dict) or "answers" not in content:
        raise _LineError('the line must be an object with "answers"')
    if unknown := sorted(set(content) - KEYS):
        raise _LineError(f"unknown key {json.dumps(unknown[0][:30])}; there are: answers, extra")
    return content


def _text(line: str | bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise _LineError(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
    except UnicodeDecodeError as error:
        raise _LineError(f"the line is not UTF-8 text (byte {error.start + 1})") from error
    if not text.strip():
        raise _LineError('the line is empty; it must be like {"answers": [0, 1, null]}')
    return text


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _LineError:
        raise
    except json.JSONDecodeError as error:
        where = f"{error.msg} at character {error.pos + 1}"
        raise _LineError(f"the line is not JSON: {where}") from error
    except (ValueError, RecursionError) as error:
        raise _LineError("the line cannot be read: too long a number, or too deep") from error


def _answers(instrument: Instrument, content: dict[str, object]) -> dict[str, int | float | None]:
    """The answers by item. Their values are still unchecked: `evaluate` looks at each."""
    given = content["answers"]
    scored = [item.id for item in instrument.scored]
    answers: dict[str, int | float | None]
    if isinstance(given, dict):
        answers = dict(given)
    elif isinstance(given, list):
        if len(given) != len(scored):
            order = ", ".join(scored)
            raise _LineError(
                f"{instrument.short_name} has {len(scored)} answers, the line has {len(given)}; "
                f"their order: {order}; null where there is none"
            )
        answers = dict(zip(scored, given, strict=True))
    else:
        raise _LineError('"answers" must be a list, or an object of item and answer')
    extra = content.get("extra", {})
    if not isinstance(extra, dict):
        raise _LineError('"extra" must be an object of item and answer')
    if twice := sorted(set(answers) & set(extra)):
        raise _LineError(f"{twice[0]} is answered both in answers and in extra")
    return answers | extra
