"""Scores as they may go in a course, and answers that add up to them.

Here: the shape of a course in numbers, drawn by lot. Not here: when anybody answers (course).
"""

import random
from dataclasses import dataclass

PHQ9 = (
    "interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement",
)  # fmt: skip
GAD7 = ("nervous", "control", "worry", "relaxing", "restless", "irritable", "afraid")
_COMMON = {"mood": 3.0, "energy": 2.6, "sleep": 2.4, "interest": 2.4, "self_worth": 2.0}

# Where a course leads: the share of the first score that is left at its end, and how soon.
_LEADS = {
    "recovers": (0.22, 1.5),
    "improves": (0.52, 1.3),
    "slow": (0.66, 0.8),
    "unchanged": (0.97, 1.0),
    "worsens": (1.28, 1.0),
}


@dataclass(frozen=True)
class Scores:
    """What one client answers before one session."""

    phq9: int
    gad7: int
    self_harm: int = 0


def course(lots: random.Random, start: int, outlook: str, sessions: int) -> list[Scores]:
    """The scores before each session: a trend with the ups and downs of weeks, never a line."""
    left, speed = _LEADS[outlook]
    anxious = lots.uniform(0.55, 0.95)
    burdened = lots.randrange(3) == 0  # thoughts of death while the illness is at its worst
    found: list[Scores] = []
    for number in range(sessions):
        gone = min(1.0, number / max(sessions - 1, 1) * speed)
        phq9 = start * (1 - gone * (1 - left)) + (lots.gauss(0, 1.5) if number else 0)
        if outlook in {"recovers", "improves"} and number == sessions - 3:
            phq9 += 1.6  # the end comes in sight
        total = min(24, max(0, round(phq9)))
        gad7 = min(21, max(0, round(phq9 * anxious + lots.gauss(0, 1.1))))
        worst = burdened and total >= max(13, start - 4) and lots.random() < 1 - number / 9
        found.append(Scores(total, gad7, (1 + (total >= 20)) if worst else 0))
    return found


def phq9_answers(lots: random.Random, scores: Scores) -> dict[str, int | None]:
    """Answers of the PHQ-9 with this total, and how much it all gets in the way."""
    rest = max(0, scores.phq9 - scores.self_harm)
    answers: dict[str, int | None] = {**_spread(lots, PHQ9, rest), "self_harm": scores.self_harm}
    if scores.phq9:
        answers["difficulty"] = min(3, round(scores.phq9 / 8))
    return answers


def gad7_answers(lots: random.Random, scores: Scores) -> dict[str, int | None]:
    """Answers of the GAD-7 with this total."""
    return {**_spread(lots, GAD7, scores.gad7)}


def goals(lots: random.Random, number: int, scores: Scores, first: int) -> tuple[int, ...]:
    """How near each goal is, 0 to 10: nearer as the symptoms lift."""
    lifted = 1 - scores.phq9 / max(first, 1)
    return tuple(
        min(9, max(0, round(2 + 6.5 * lifted + lots.uniform(-1, 1)))) for _ in range(number)
    )


def _spread(lots: random.Random, items: tuple[str, ...], total: int) -> dict[str, int]:
    """Answers of 0 to 3 that add up to the total, heavier where depression weighs heavier."""
    answers = dict.fromkeys(items, 0)
    for _ in range(min(total, 3 * len(items))):
        room = [item for item in items if answers[item] < 3]
        weights = [_COMMON.get(item, 1.3) * (3.4 - answers[item]) for item in room]
        answers[lots.choices(room, weights)[0]] += 1
    return answers
