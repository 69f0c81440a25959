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
from kith.demo.tale import Asked, Attempt, Lost, Meeting, Risk

_LOST = {"c": "cancelled", "a": "absent", "o": "called_off", "-": "-"}
_NOTICED = 2  # points on the PHQ-9 that a client would notice
_HEAVY, _LIGHT = 13, 7  # PHQ-9 from which the week is heavy, and below which it is light
_RELIABLE = 6
_MEDIA = ("room",) * 11 + ("video",)


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
        self.course = scores.course(self.lots, one.start, one.outlook, self.total)
        self._moments = self._spread_moments()

    def meetings(self) -> tuple[Meeting, ...]:
        """Every session held so far."""
        strategies = self._strategies()
        return tuple(
            self._meeting(number, next(strategies) if self._is_middle(number) else ())
            for number in range(1, self.one.held + 1)
        )

    def coming(self, self_harm: int) -> Asked:
        """What is answered before the next session."""
        number = min(self.one.held, self.total - 1)
        now = self.course[number]
        goals = self._goals(number + 1)
        return Asked(phq9=now.phq9, gad7=now.gad7, self_harm=self_harm, goals=goals)

    def lost(self, session: int) -> tuple[Lost, ...]:
        """The weeks without a session before this one."""
        weeks = []
        for letter in self.one.missed.get(session, ""):
            how = _LOST[letter]
            reason = "" if how == "-" else self.one_of(self.shared.missed[how])
            weeks.append(Lost.model_validate({"how": how, "reason": reason}))
        return tuple(weeks)

    def one_of(self, phrases: Sequence[str]) -> str:
        """A phrase that this course has not used yet, while there is one."""
        fresh = [one for one in phrases if one not in self.used] or list(phrases)
        chosen = self.lots.choice(fresh)
        self.used.add(chosen)
        return chosen

    def in_words(self, phrases: Sequence[str]) -> str:
        """A phrase with its blanks filled."""
        return filled(self.one_of(phrases), self.blanks)

    # ------------------------------------------------------------ one session

    def _meeting(self, number: int, strategies: tuple[str, ...]) -> Meeting:
        now = self.course[number - 1]
        known = self.blanks | {
            "n": str(number),
            "left": str(self.total - number),
            "phq9": str(now.phq9),
            "moment": filled(self._moments[number - 1], self.blanks),
        }
        task = self._task(number, known)
        review = self._half_way(number, known)
        return Meeting.model_validate({
            "phq9": now.phq9,
            "gad7": now.gad7,
            "self_harm": now.self_harm,
            "goals": self._goals(number),
            "comment": self.one_of(self.shared.comments) if self._sometimes(9) else "",
            "opening": filled(self.one_of(self.shared.openings[self._way(number)]), known),
            "mood": self._mood(number, known),
            "event": known["moment"],
            "link": filled(self.one_of(self.phrases.links), known) if number > 1 else "",
            "techniques": self._techniques(number),
            "strategies": strategies,
            "tasks": (task,) if task else (),
            "note": self._note(number, strategies, task, known, review),
            "next_time": self._next_time(number, known),
            "medium": self.lots.choice(_MEDIA),
            "before": self.lost(number),
            "review": self._risk(number),
            "describes": self._moves_on(number),
            "words": {"mid_review": review} if review else {},
            "leaves": tuple(self._leaves(now)),
            "unanswered": f"unanswered {number}" in self.one.quirks,
            "unsigned": f"unsigned {number}" in self.one.quirks,
        })  # fmt: skip

    def _is_middle(self, number: int) -> bool:
        return self.initial < number < self.ending

    def _sometimes(self, times: int) -> bool:
        """Once in so many times."""
        return self.lots.randrange(times) == 0

    def _way(self, number: int) -> str:
        if number == 1:
            return "first"
        before, now = self.course[number - 2].phq9, self.course[number - 1].phq9
        if now - before >= _NOTICED and now >= _LIGHT:
            return "worse"
        return "better" if before - now >= _NOTICED else "same"

    def _spread_moments(self) -> list[str]:
        """The client's own moments in their order, and between them such as anybody may have."""
        own = list(self.one.moments)
        moments = [self.one.happened.title]
        for number in range(2, self.total + 1):
            behind = len(own) * (self.total - 1) < len(self.one.moments) * (self.total + 1 - number)
            if own and not behind:
                moments.append(own.pop(0))
            else:
                moments.append(self.one_of(self.phrases.ordinary))
        return moments

    def _mood(self, number: int, known: Mapping[str, str]) -> str:
        if number == 1:
            return self.one.complaint
        now = self.course[number - 1].phq9
        weight = "heavy" if now >= _HEAVY else "light" if now < _LIGHT else "moving"
        return filled(self.one_of(self.phrases.moods[weight]), known)

    def _goals(self, number: int) -> tuple[int, ...]:
        if number <= self.initial:
            return ()
        now, first = self.course[number - 1], self.one.start
        return scores.goals(self.lots, len(self.one.goals), now, first)

    def _techniques(self, number: int) -> tuple[str, ...]:
        phase = "middle" if self._is_middle(number) else "ending"
        known = self.shared.techniques["initial" if number <= self.initial else phase]
        return tuple(sorted(self.lots.sample(known, self.lots.randrange(2, 5))))

    def _task(self, number: int, known: Mapping[str, str]) -> Attempt | None:
        if number in {1, self.total} or self._sometimes(7):
            return None
        tasks = dict(self.phrases.tasks)
        text = self.one_of(list(tasks))
        is_dropped = self._sometimes(5)
        outcome = self.one_of(self.shared.initial["dropped"]) if is_dropped else tasks[text]
        return Attempt(
            text=filled(text, known),
            outcome=filled(outcome, known),
            state="dropped" if is_dropped else "done",
        )

    def _next_time(self, number: int, known: Mapping[str, str]) -> str:
        if number == self.total:
            return ""
        if number < self.initial:
            return filled(self.one_of(self.shared.initial[f"next_time_{number}"]), known)
        return filled(self.one_of(self.phrases.next_time), known)

    def _risk(self, number: int) -> Risk | None:
        """A review while there are thoughts of death, and once more when they have gone."""
        now = self.course[number - 1].self_harm
        if not now and not (number > 1 and self.course[number - 2].self_harm):
            return None
        found = "found" if now else "gone"
        return Risk(
            found=self.in_words(self.shared.risk[found]),
            agreed=self.in_words(self.shared.risk["agreed" if now else "agreed_on"]),
            protective=self.in_words(self.shared.risk["protective"]),
            care="closer_contact" if now > 1 else "as_planned",
            next_days=7 if now else 14,
        )

    def _moves_on(self, number: int) -> dict[str, str]:
        """A dispute that was stuck is talked about again, where the course goes well."""
        is_stuck = self.one.details.get("stage") == "impasse"
        goes_well = self.one.outlook in {"recovers", "improves"}
        return {"stage": "renegotiation"} if (
            number == self.initial + 4 and is_stuck and goes_well
        ) else {}  # fmt: skip

    def _leaves(self, now: scores.Scores) -> Iterator[str]:
        if self.course[0].phq9 - now.phq9 >= _RELIABLE:
            yield "no_response_talk"
        yield from (one.removeprefix("leaves ") for one in self.one.quirks if one[:7] == "leaves ")

    def _half_way(self, number: int, known: Mapping[str, str]) -> str:
        if number != (6 if self.initial == 3 else 8):
            return ""
        better = self.course[0].phq9 - self.course[number - 1].phq9 >= _RELIABLE
        kind = "review_well" if better else "review_flat"
        return filled(self.one_of(self.shared.ending[kind]), known)

    # ------------------------------------------------------------ the note

    def _note(
        self,
        number: int,
        strategies: tuple[str, ...],
        task: Attempt | None,
        known: Mapping[str, str],
        review: str,
    ) -> str:
        lines = self._core(number, strategies)
        if review:
            lines.insert(0, review)
        if task:
            lines.append(f"To try: {task.text[:1].lower()}{task.text[1:]}")
        if self.course[number - 1].self_harm:
            lines.append(self.one_of(self.shared.troubled))
        elif self._sometimes(3):
            lines.append(self.one_of(self.shared.calm))
        if number < self.total:
            lines.append(self.one_of(self.shared.closings))
        return " ".join(_sentence(filled(line, known)) for line in lines)

    def _core(self, number: int, strategies: tuple[str, ...]) -> list[str]:
        """What the session was about."""
        if number <= self.initial:
            part = 4 if self.initial == 3 and number == 3 else number
            return [self.one_of(self.shared.initial[f"note_{part}_{half}"]) for half in "ab"]
        if number >= self.ending:
            when = "last" if number == self.total else "first" if number == self.ending else "mid"
            return [self.one_of(self.shared.ending[f"note_{when}_{half}"]) for half in "ab"]
        lines = [self.one_of(self.shared.initial["brought"])]
        return lines + [self.one_of(self.phrases.strategies[one]) for one in strategies]

    def _strategies(self) -> Iterator[tuple[str, ...]]:
        """The strategies of the area in their order, one or two in a session."""
        every = shared_terms().areas[self.one.area].strategies
        waiting, sessions = list(every), max(1, self.ending - self.initial - 1)
        while True:
            several = len(waiting) > sessions or self._sometimes(3)
            here, waiting = waiting[: 1 + several], waiting[1 + several :]
            sessions -= 1
            yield tuple(here) or (self.one_of(every),)


def _sentence(words: str) -> str:
    ends = (".", "?", "!", ".”", "?”", "!”")
    return words if words.endswith(ends) else f"{words}."
