"""Draws up a whole tale from a client's outline and the phrases of the problem area.

Here: the record around the sessions. The sessions themselves: talk. The same lots give the same
tale.
"""

import random
from collections.abc import Sequence
from typing import Any

from kith.core.ending import plan_questions
from kith.demo.material import AreaFile, Happening, Someone, Vignette, areas, filled, shared
from kith.demo.tale import (
    Agreed,
    Close,
    Findings,
    Focus,
    Letter,
    Meeting,
    More,
    Plan,
    Tale,
    Ties,
)
from kith.demo.talk import Talk

_PRONOUNS = {
    "she/her": ("she", "her", "her"),
    "he/him": ("he", "him", "his"),
    "they/them": ("they", "them", "their"),
}
GROWN_UP = 17
MIDDLE = 9  # sessions held from which something good may have come
MADE_IN = 2  # the session in which a safety plan is made
PAPER_FROM = 58  # older clients mostly answer on paper, in the waiting room
_LETTER = ("recovers", "improves", "slow")


def compose(one: Vignette, lots: random.Random) -> Tale:
    """The tale of one client."""
    file = areas()[one.area]
    blanks = _blanks(one)
    talk = _talk(one, file, lots, blanks)
    meetings = talk.meetings()
    return Tale.model_validate(
        {
            **_person(one, lots),
            "findings": _findings(one, lots, blanks),
            "ties": _ties(one),
            "people": _people(one, lots),
            "events": (one.happened, *_events(one, talk)),
            "focus": (_focus(one, file, talk), *_second(one)),
            "set_aside": _set_aside(one, file, talk),
            "formulation": talk.in_words(file.phrases.formulation),
            "client_says": talk.in_words(shared().initial["client_says"]),
            "agreed": Agreed(
                sessions=one.sessions,
                goals=one.goals,
                afterwards=talk.in_words(shared().ending["afterwards"]),
            ),
            "meetings": meetings,
            "after": talk.lost(one.held + 1),
            "coming": talk.coming({"open_alert": 2, "alert_taken": 1}.get(_now(one), 0)),
            "weeks_since": max(1, one.ended_weeks),
            "waited": lots.randrange(2, 7),
            "protocol": "ipt-standard-12" if one.sessions == 12 else "ipt-standard-16",
            "more": _more(one),
            "plan": _plan(one, talk, meetings),
            "staying_well": _staying_well(talk),
            "close": _close(one, talk),
            "now": _now(one),
            "on_paper": _now(one) == "" and (one.age > PAPER_FROM or lots.randrange(4) == 0),
        }
    )


def _blanks(one: Vignette) -> dict[str, str]:
    they, them, their = _PRONOUNS[one.pronouns]
    focus = one.focus
    who = focus.label if focus else "people"
    return {
        "name": one.known_as or one.name.split()[0],
        "they": they,
        "them": them,
        "their": their,
        "themself": {"she": "herself", "he": "himself"}.get(they, "themself"),
        "work": one.work,
        "focus": who,
        "relation": focus.relation if focus else "",
        "happened": one.happened.title,
        "complaint": one.complaint,
        "goal": one.goals[0].rstrip("."),
        "old_role": one.details.get("old_role", "the life before"),
        "new_role": one.details.get("new_role", "the life now"),
        "issue": one.details.get("issue", "what each expects"),
        "total": str(one.sessions + one.extension),
    }


def _talk(one: Vignette, file: AreaFile, lots: random.Random, blanks: dict[str, str]) -> Talk:
    short = one.sessions == 12
    total = one.sessions + one.extension
    ending = total - (1 if short else 3)
    return Talk(one, file.phrases, shared(), lots, blanks, 3 if short else 4, ending, total)


def _person(one: Vignette, lots: random.Random) -> dict[str, Any]:
    around = shared().surroundings
    given, family = one.name.split(" ", 1)
    source = "self" if "self" in one.quirks else "hospital" if "hospital" in one.quirks else "gp"
    doctor, surgery = lots.choice(around["doctors"]).split(" | ")
    sender = Letter(name=doctor, address=surgery) if source == "gp" else None
    if source == "hospital":
        ward, address = lots.choice(around["hospitals"]).split(" | ")
        sender = Letter(name=ward, address=address)
    number, street = lots.randrange(1, 120), lots.choice(around["streets"])
    return {
        "given": given,
        "family": family,
        "known_as": one.known_as,
        "pronouns": one.pronouns,
        "age": one.age,
        "email": f"{given}.{family}@mail.example".lower().replace(" ", "").replace("'", ""),
        "phone": f"07700 900{lots.randrange(1000):03}",
        "address": f"{number} {street}, Marlbridge",
        "contact_wishes": lots.choice(around["wishes"]),
        "source": source,
        "referrer": sender,
        "reason": filled(lots.choice(shared().referral[source]), _blanks(one)),
    }


def _findings(one: Vignette, lots: random.Random, blanks: dict[str, str]) -> Findings:
    words = shared().initial
    severity = "severe" if one.start >= 20 else "moderate" if one.start >= 14 else "mild"
    kind = "recurrent" if one.recurrent else "single"
    return Findings(
        complaint=one.complaint,
        diagnosis=f"{kind}_{severity}",
        onset_months=max(0.5, round(one.happened.months - lots.uniform(0.4, 1.6), 1)),
        earlier_episodes=lots.randrange(1, 4) if one.recurrent else 0,
        history=filled(lots.choice(words["history_" + kind]), blanks),
        treatments=filled(lots.choice(words["treatments"]), blanks),
        medication=filled(lots.choice(words["medication"]), blanks),
        substances=lots.choice(words["substances"]),
        strengths=one.strengths or filled(lots.choice(words["strengths"]), blanks),
        decision_reason=filled(lots.choice(words["decision"]), blanks),
    )


def _ties(one: Vignette) -> Ties:
    few = one.area == "interpersonal_deficits"
    return Ties(before="few" if few else "enough", lonely_now=True, withdrew=not few)


def _people(one: Vignette, lots: random.Random) -> tuple[Someone, ...]:
    """Focus first, then the others: half of them are named in the third session."""
    people = [one.focus] if one.focus else []
    for number, other in enumerate(one.others):
        known = {"confiding": lots.randrange(4 if other.ring == 1 else 3), **other.known}
        known = {"support_received": lots.randrange(4), "support_given": lots.randrange(4), **known}
        if other.kind != "person" or other.died is not None:
            known = dict(other.known)
        people.append(other.model_copy(update={"named_in": 2 if number < 2 else 3, "known": known}))
    return _nearer(one, people, lots)


def _nearer(one: Vignette, people: Sequence[Someone], lots: random.Random) -> tuple[Someone, ...]:
    """Where it goes well, somebody at the edge comes a circle nearer in the second half."""
    edge = [
        other
        for other in people
        if other.ring in {3, 4}
        and other.died is None
        and not other.moves
        and not other.known.get("conflict")
    ]
    if one.outlook not in _LETTER or one.held < MIDDLE or not edge:
        return tuple(people)
    chosen = lots.choice(edge)
    moved = chosen.model_copy(
        update={"moves": ((lots.randrange(7, one.held + 1), (chosen.ring or 2) - 1),)}
    )
    return tuple(moved if other is chosen else other for other in people)


def _events(one: Vignette, talk: Talk) -> list[Happening]:
    """What else happened: a little before, and something good since where it goes well."""
    found = []
    for line in talk.lots.sample(shared().events["before"], 2):
        title, kind, span, precision, valence = filled(line, talk.blanks).split(" | ")
        first, last = map(int, span.split())
        months = talk.lots.randrange(first, last)
        if months < 12 * (one.age - GROWN_UP):
            told = {"title": title, "kind": kind, "months": months, "precision": precision}
            found.append(Happening.model_validate({**told, "valence": valence}))
    if one.outlook in _LETTER and one.held > MIDDLE:
        ago = -talk.lots.uniform(2.2, 1.1 + one.held / 4.6)
        title = talk.one_of(shared().events["since"])
        found.append(
            Happening(title=title, kind="positive", months=ago, precision="day", valence="good")
        )
    return found


def _plan(one: Vignette, talk: Talk, meetings: Sequence[Meeting]) -> Plan | None:
    """A safety plan for those who came with thoughts of death."""
    if len(meetings) < MADE_IN or not meetings[0].self_harm:
        return None
    known = shared().plan
    steps = {key: tuple(talk.one_of(known[key]).split(" | ")) for key in known}
    near = [other.label for other in one.others if other.ring in {1, 2} and other.kind == "person"]
    people = tuple(near[:2])
    steps["people"] = people or ("The surgery, by day",)
    return Plan(session=MADE_IN, steps=steps, people=people)


def _focus(one: Vignette, file: AreaFile, talk: Talk) -> Focus:
    details = dict(one.details)
    if one.area == "grief" and one.focus:
        details["who"] = f"{one.focus.label}, {talk.blanks['their']} {one.focus.relation}"
    return Focus(
        area=one.area,
        reasons=talk.in_words(file.phrases.reasons),
        person=one.focus.label if one.focus else "",
        details=details,
    )


def _second(one: Vignette) -> tuple[Focus, ...]:
    if not one.second_area:
        return ()
    reason = "It came up with the first from the beginning, and the two belong together."
    who = next((other.label for other in one.others if other.died is not None), "")
    return (Focus.model_validate({"area": one.second_area, "reasons": reason, "person": who}),)


def _set_aside(one: Vignette, file: AreaFile, talk: Talk) -> dict[str, str]:
    return {
        area: talk.in_words(reasons)
        for area, reasons in file.phrases.set_aside.items()
        if area != one.second_area
    }


def _more(one: Vignette) -> More | None:
    if not one.extension:
        return None
    return More(session=10, sessions=one.extension, reason=one.extension_reason)


def _staying_well(talk: Talk) -> dict[str, list[str]]:
    """The plan of the ending, in a few lines for each of its questions."""
    known = shared().ending
    return {key: talk.in_words(known[key]).split(" | ") for key in plan_questions()}


def _close(one: Vignette, talk: Talk) -> Close | None:
    if one.stage != "ended":
        return None
    known = shared().ending
    words = one.end_words or talk.in_words(known[f"end_{one.outlook}"])
    letter = ""
    if one.ends in {"ended", "maintenance", "recontracted"}:
        kind = "letter_better" if one.outlook in _LETTER else "letter_same"
        letter = "\n\n".join(talk.in_words(known[f"{kind}_{part}"]) for part in "abc")
    return Close(
        disposition=one.ends,
        words=words,
        letter=letter,
        letter_signed="letter draft" not in one.quirks,
    )


def _now(one: Vignette) -> str:
    if one.stage == "ended":
        return ""
    states = ("answered", "begun", "sent", "open_alert", "alert_taken", "no_date")
    return next((one for one in one.quirks if one in states), "")
