"""Draws up the sessions of a course from a client's moments and the phrases of the area.

Here: what is said, tried and noted in each session. Not here: the rest of the record (compose).
The same lots give the same sessions.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kith.core.protocols.terms import shared_terms
from kith.demo import scores
from kith.demo.material import Phrases, Shared, Vignette, filled
from kith.demo.tale import Asked, Lost, Meeting, Risk, Task

_LOST = {"c": "cancelled", "a": "absent", "o": "called_off", "-": "-"}
_CHANGE = 2  # points on the PHQ-9 that a client would notice


@dataclass
class Talk:
    """One course in the making."""

    one: Vignette
    phrases: Phrases
    shared: Shared
    lots: random.Random
    blanks: dict[str, str]
    initial: int  # sessions of the initial phase
    ending: int  # the first session of the ending
    total: int
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        one = self.one
        self._course = scores.course(self.lots, one.start, one.outlook, self.total)

    def meetings(self) -> tuple[Meeting, ...]:
        """Every session held so far."""
        course = self._course
        strategies = self._strategies()
        return tuple(
            self._meeting(number, course, next(strategies, ()) if self._is_middle(number) else ())
            for number in range(1, self.one.held + 1)
        )

    def coming(self, self_harm: int) -> Asked:
        """What is answered before the next session."""
        number = min(self.one.held, self.total - 1)
        now = self._course[number]
        goals = self._goals(number + 1, self._course)
        return Asked(phq9=now.phq9, gad7=now.gad7, self_harm=self_harm, goals=goals)

    def lost(self, session: int) -> tuple[Lost, ...]:
        """The weeks without a session before this one."""
        weeks = []
        for letter in self.one.missed.get(session, ""):
            how = _LOST[letter]
            reason = "" if how == "-" else self.one_of(self.shared.missed[how])
            weeks.append(Lost.model_validate({"how": how, "reason": reason}))
        return tuple(weeks)

    # ------------------------------------------------------------ one session

    def _meeting(
        self, number: int, course: Sequence[scores.Scores], strategies: tuple[str, ...]
    ) -> Meeting:
        now = course[number - 1]
        way = self._way(number, course)
        event = self._moment(number)
        known = {**self.blanks, "moment": event, "phq9": str(now.phq9)}
        known |= {"n": str(number), "left": str(self.total - number)}
        task = self._task(number, known)
        parts = {
            "opening": filled(self.one_of(self.shared.openings[way]), known),
            "mood": self._mood(number, known),
            "event": filled(event, known),
            "link": filled(self.one_of(self.phrases.links), known) if number > 1 else "",
            "next_time": filled(self.one_of(self.phrases.next_time), known),
        }
        return Meeting(
            phq9=now.phq9,
            gad7=now.gad7,
            self_harm=now.self_harm,
            goals=self._goals(number, course),
            techniques=self._techniques(number),
            strategies=strategies,
            tasks=(task,) if task else (),
            note=self._note(number, strategies, task, known),
            medium="video" if self.lots.random() < 0.08 else "room",
            before=self.lost(number),
            review=self._review(now),
            unanswered=f"unanswered {number}" in self.one.quirks,
            unsigned=f"unsigned {number}" in self.one.quirks,
            leaves=tuple(self._leaves(now, course[0])),
            words=self._words(number, known),
            **parts,
        )

    def _is_middle(self, number: int) -> bool:
        return self.initial < number < self.ending

    def _way(self, number: int, course: Sequence[scores.Scores]) -> str:
        if number == 1:
            return "first"
        moved = course[number - 1].phq9 - course[number - 2].phq9
        return "better" if moved <= -_CHANGE else "worse" if moved >= _CHANGE else "same"

    def _moment(self, number: int) -> str:
        if number == 1:
            return self.one.happened.title
        moments = self.one.moments
        return moments[(number - 2) % len(moments)]

    def _mood(self, number: int, known: Mapping[str, str]) -> str:
        if number == 1:
            return self.one.complaint
        return filled(self.one_of(self.phrases.moods), known)

    def _goals(self, number: int, course: Sequence[scores.Scores]) -> tuple[int, ...]:
        if number <= self.initial:
            return ()
        answers = scores.goal_answers(
            self.lots, len(self.one.goals), course[number - 1], self.one.start
        )
        return tuple(value for value in answers.values() if value is not None)

    def _techniques(self, number: int) -> tuple[str, ...]:
        phase = "middle" if self._is_middle(number) else "ending"
        known = self.shared.techniques["initial" if number <= self.initial else phase]
        return tuple(sorted(self.lots.sample(known, self.lots.randrange(2, 5))))

    def _task(self, number: int, known: Mapping[str, str]) -> Task | None:
        if number == 1 or number == self.total or self.lots.random() < 0.15:
            return None
        text, outcome = self.one_of(self.phrases.tasks)
        state = "done" if self.lots.random() < 0.8 else "dropped"
        if state == "dropped":
            outcome = self.one_of(self.shared.initial["dropped"])
        return Task.model_validate(
            {"text": filled(text, known), "outcome": filled(outcome, known), "state": state}
        )

    def _review(self, now: scores.Scores) -> Risk | None:
        if not now.self_harm:
            return None
        words = {part: self.one_of(self.shared.risk[part]) for part in ("found", "agreed")}
        return Risk(
            found=filled(words["found"], self.blanks),
            agreed=filled(words["agreed"], self.blanks),
            protective=filled(self.one_of(self.shared.risk["protective"]), self.blanks),
            care="closer_contact" if now.self_harm > 1 else "as_planned",
            next_days=7,
        )

    def _leaves(self, now: scores.Scores, first: scores.Scores) -> Iterator[str]:
        if first.phq9 - now.phq9 >= 6:
            yield "no_response_talk"
        yield from (one.removeprefix("leaves ") for one in self.one.quirks if one[:7] == "leaves ")

    def _words(self, number: int, known: Mapping[str, str]) -> dict[str, str]:
        found = {}
        if number == (8 if self.initial == 4 else 6):
            kind = "review_" + ("flat" if self.one.outlook in {"unchanged", "worsens"} else "well")
            found["mid_review"] = filled(self.one_of(self.shared.ending[kind]), known)
        return found

    # ------------------------------------------------------------ the note

    def _note(
        self,
        number: int,
        strategies: tuple[str, ...],
        task: Task | None,
        known: Mapping[str, str],
    ) -> str:
        if number <= self.initial:
            lines = [self.one_of(self.shared.initial[f"note_{self._initial_part(number)}_{part}"])
                     for part in ("a", "b")]  # fmt: skip
        elif number >= self.ending:
            part = "last" if number == self.total else "first" if number == self.ending else "mid"
            lines = [self.one_of(self.shared.ending[f"note_{part}_{half}"]) for half in "ab"]
        else:
            lines = [self.one_of(self.shared.initial["brought"])]
            lines += [self.one_of(self.phrases.strategies[one]) for one in strategies]
        if task:
            lines.append(f"To try: {task.text[:1].lower()}{task.text[1:]}")
        lines.append(self.one_of(self.shared.closings))
        return " ".join(_sentence(filled(line, known)) for line in lines)

    def _initial_part(self, number: int) -> int:
        """Which part of the beginning a session is: in three sessions the last two are one."""
        return 4 if self.initial == 3 and number == 3 else number

    def _strategies(self) -> Iterator[tuple[str, ...]]:
        """The strategies of the area in their order, one or two in a session."""
        waiting = list(shared_terms().areas[self.one.area].strategies)
        sessions = max(1, self.ending - self.initial - 1)
        while True:
            several = len(waiting) > sessions or self.lots.random() < 0.3
            here, waiting = waiting[: 1 + several], waiting[1 + several :]
            sessions -= 1
            if not here:
                here = [self.one_of(shared_terms().areas[self.one.area].strategies)]
            yield tuple(here)

    def one_of(self, phrases: Sequence[str] | Sequence[tuple[str, str]]):  # type: ignore[no-untyped-def]
        """A phrase that this course has not used yet, while there is one."""
        fresh = [one for one in phrases if str(one) not in self.used] or list(phrases)
        chosen = self.lots.choice(fresh)
        self.used.add(str(chosen))
        return chosen


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!", "”")) else f"{words}."
