"""A case in a file, as the published vignettes are written down, and the facts it gives.

Here: refusals that name the key, kinds of events and changes in everyday words, months against the
onset. Not here: the form itself (case_form), and what the facts say (problem_areas).
Null is "not known" throughout and never becomes a no.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from kith.core import catalogue, offered_areas
from kith.core.case import ROLE_CHANGING, Death, Facts, Isolation, RoleChange, Tie
from kith.core.case_form import (
    BereavementEntry,
    CaseEntry,
    ChangeEntry,
    EventEntry,
    NetworkEntry,
    PersonEntry,
    Timed,
)
from kith.core.errors import RefusedError
from kith.core.problem_areas import EXPLAINS, Consideration, reading, to_ask
from kith.core.timeline import EventKind

PREGNANCY_MONTHS = 9
YEARLY, EXACT_MONTHS = 12, 24  # an older death told in whole years is no anniversary
_SAME = 1.5  # months within which two notes of one thing agree


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of a file, and the protocol whose areas are at hand."""

    facts: Facts
    protocol: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The areas of the protocol at hand by the names of such files, best first, and an answer."""

    ranking: tuple[tuple[str, Consideration], ...]
    answer: str | None
    reading: str
    to_ask: tuple[str, ...]


NAMES = {"interpersonal_deficits": "deficits"}  # what a file calls an area by another name


def suggest(case: Case) -> Suggestion:
    """What the facts say of each area. The answer is none where no area has support enough."""
    found = offered_areas.consider(catalogue.protocol(case.protocol), case.facts)
    ranking = tuple((NAMES.get(one.area.id, one.area.id), one) for one in found)
    answer = next((name for name, one in ranking if one.support >= EXPLAINS), None)
    return Suggestion(ranking, answer, reading(found), tuple(to_ask(case.facts)))


# The adaptations whose areas are others than the four; every other one is read with the four.
_PROTOCOLS = ((r"\bipsrt\b|social rhythm", "ipsrt"), (r"\bptsd\b", "ipt-ptsd-14"))
STANDARD = "ipt-standard-16"

# The first that is found in a kind decides, so the narrower words come first.
_KINDS: tuple[tuple[str, EventKind], ...] = (
    (r"miscarr|(pregnancy|perinatal)_loss|abortion", EventKind.PREGNANCY_LOSS),
    (r"death|still_?b|died|bereave|suicide_of|killed|widow", EventKind.DEATH),
    (r"pregnan", EventKind.PREGNANCY),
    (r"birth|new_?born|baby|parenthood|motherhood|fatherhood|adopt", EventKind.BIRTH),
    (r"divorce|separat|break_?up|abandon", EventKind.SEPARATION),
    (r"conflict|argument|quarrel|dispute|affair|infidel|betray", EventKind.CONFLICT),
    (r"marri|wedding|engage|relationship|partner", EventKind.RELATIONSHIP),
    (r"migra|refugee|asylum|emigr", EventKind.MIGRATION),
    (r"retire", EventKind.RETIREMENT),
    (r"caring|carer|caregiv", EventKind.CARING),
    (r"school|study|studies|univers|college|graduat|educat", EventKind.STUDY),
    (r"job|work|career|employ|promot|redundan|military|deploy", EventKind.WORK),
    (r"money|financ|bankrupt|debt|income", EventKind.MONEY),
    (r"illness|medical|health|disab|diagnos|surgery|injur|disease|ageing|aging", EventKind.ILLNESS),
    (r"trauma|assault|abuse|violen|accident|rape|combat|disaster|terror", EventKind.TRAUMA),
    (r"isolat", EventKind.ISOLATION),
    (r"mov(e|ing)|relocat|hous(e|ing)|empty_?nest|leaving_home", EventKind.MOVE),
)  # fmt: skip

# Life events that are a change of role by themselves. Trouble at work, about money or with health
# is one only where no change of role has been told apart from it.
_PLAIN = ROLE_CHANGING - {EventKind.WORK, EventKind.MONEY, EventKind.ILLNESS}

_YES = {"present", "yes", "some", "moderate", "medium", "high", "severe", "frequent", "covert"}
_NO = {"none", "no", "absent", "low", "minimal", "resolved"}
_UNMET = {"unmet", "no", "not_met", "partly", "partial", "mismatched"}
_MET = {"met", "yes", "matched"}
_USUAL = {"usual", "normal", "resolved", "accepted", "uncomplicated", "mourned", "completed"}
_LONG = re.compile(
    r"\b(long[- ]?(running|standing|lasting)|chronic|for (many )?years)\b", re.IGNORECASE
)


def read_case(given: object) -> Case:
    """The case of a vignette, or of its `facts` alone; RefusedError naming the key."""
    if not isinstance(given, Mapping):
        raise RefusedError("a case is one JSON object, with the keys of `facts`")
    inner = "facts" in given
    facts = given["facts"] if inner else given
    if not isinstance(facts, Mapping):
        raise RefusedError("facts: this must be an object", "facts")
    known = set(CaseEntry.model_fields)
    if not known & set(facts):
        raise RefusedError(f"none of the keys of a case is there: {', '.join(sorted(known))}")
    try:
        entry = CaseEntry.model_validate_json(json.dumps(facts))
    except ValidationError as error:
        raise _refused(error, "facts." if inner else "") from error
    _check_months(entry, "facts." if inner else "")
    return Case(_facts(entry), _protocol(entry))


def _refused(error: ValidationError, before: str) -> RefusedError:
    first = error.errors()[0]
    key = before
    for part in first["loc"]:
        key += (
            f"[{part}]"
            if isinstance(part, int)
            else f"{'.' if key[-1:] not in {'', '.'} else ''}{part}"
        )
    said = {
        "extra_forbidden": "a case has no such key; check its spelling",
        "string_type": "this must be text or null",
        "bool_type": "this must be true, false or null",
        "float_type": "this must be a number or null",
    }.get(first["type"], first["msg"][:1].lower() + first["msg"][1:])
    return RefusedError(f"{key}: {said}", key)


def _check_months(entry: CaseEntry, before: str) -> None:
    onset = entry.episode.onset_months_before_presentation if entry.episode else None
    if onset is not None and onset < 0:
        key = f"{before}episode.onset_months_before_presentation"
        raise RefusedError(f"{key}: the onset cannot lie after the presentation", key)


def _protocol(entry: CaseEntry) -> str:
    named = (entry.adaptation or "").lower()
    return next((one for words, one in _PROTOCOLS if re.search(words, named)), STANDARD)


def kind_of(written: str | None) -> EventKind:
    """The kind that an everyday word stands for."""
    word = re.sub(r"[\s-]+", "_", (written or "").lower())
    return next((kind for words, kind in _KINDS if re.search(words, word)), EventKind.OTHER)


# ---- from the entries to the facts


@dataclass(frozen=True, slots=True)
class _Happened:
    """A life event with its kind and its time against the onset."""

    ref: str
    entry: EventEntry
    kind: EventKind
    before: float | None

    @property
    def what(self) -> str:
        return self.entry.description or (self.entry.kind or "something that happened")


def _facts(entry: CaseEntry) -> Facts:
    onset = entry.episode.onset_months_before_presentation if entry.episode else None
    events = [
        _Happened(f"life_events[{n}]", one, kind_of(one.kind), _before(one, onset))
        for n, one in enumerate(entry.life_events or ())
    ]
    deaths = tuple(_deaths(entry, events, onset))
    known = entry.network or NetworkEntry()
    lonely = {known.loneliness, known.isolated_now}
    return Facts(
        onset_known=onset is not None or any(one.before is not None for one in events),
        deaths=deaths,
        ties=tuple(_ties(entry.people or (), events)),
        changes=tuple(_changes(entry, events, onset)),
        isolation=Isolation(
            long_standing=known.longstanding_few_relationships,
            lonely_now=True if True in lonely else False if False in lonely else None,
            has_confidant=known.confidant,
            withdrew_since_onset=known.withdrawal_since_onset,
        ),
        all_deaths=not deaths
        and entry.bereavement is not None
        and entry.bereavement.bereaved is False,
        illnesses=tuple((one.ref, one.what) for one in events if one.kind is EventKind.ILLNESS),
    )


def _before(entry: Timed, onset: float | None) -> float | None:
    return _against(entry.months_before_onset, entry.months_before_presentation, onset)


def _against(
    before_onset: float | None, before_now: float | None, onset: float | None
) -> float | None:
    if before_onset is not None:
        return before_onset
    return None if before_now is None or onset is None else before_now - onset


def _deaths(entry: CaseEntry, events: Sequence[_Happened], onset: float | None) -> Iterator[Death]:
    mourning, signs = _mourning(entry.bereavement)
    bereaved = entry.bereavement.bereaved if entry.bereavement else None
    found = [
        (
            f"people[{n}]",
            one.label or one.relationship or "somebody close",
            _against(one.died_months_before_onset, one.died_months_before_presentation, onset),
        )
        for n, one in enumerate(entry.people or ())
        if one.deceased
    ]
    open_ = list(found)
    for event in (one for one in events if one.kind is EventKind.DEATH):
        same = next((one for one in open_ if _agree(one[2], event.before)), None)
        if same is None:
            found.append((event.ref, event.what, event.before))
            continue
        open_.remove(same)
        if same[2] is None:
            found[found.index(same)] = (same[0], same[1], event.before)
    if not found and bereaved:
        found.append(("bereavement", "somebody close", None))
    nearest = min(found, key=lambda one: _far(one[2]), default=None)
    for ref, who, before in found:
        is_it = nearest is not None and ref == nearest[0]
        usual = mourning == "usual" or bereaved is False
        yield Death(
            ref,
            who,
            before,
            "usual" if usual else mourning if is_it else "",
            signs if is_it and not usual else (),
            exact=before is None or before <= EXACT_MONTHS or before % YEARLY != 0,
            bereaved=bereaved if is_it else None,
        )


def _far(before: float | None) -> float:
    """How far from the onset; a death without a date lies between a near and an old one."""
    return float(YEARLY) if before is None else abs(before)


def _agree(one: float | None, other: float | None) -> bool:
    return one is None or other is None or abs(one - other) <= _SAME


def _mourning(entry: BereavementEntry | None) -> tuple[str, tuple[str, ...]]:
    said = tuple(one.replace("_", " ") for one in (entry.reactions if entry else None) or ())
    if said and all(one.split()[0].lower() in _USUAL for one in said if one):
        return "usual", ()
    return "", said


def _ties(people: Sequence[PersonEntry], events: Sequence[_Happened]) -> Iterator[Tie]:
    quarrels = [one for one in events if one.kind is EventKind.CONFLICT]
    for n, one in enumerate(people):
        if one.deceased:
            continue
        who = one.label or one.relationship or "somebody"
        own = [event for event in quarrels if who.lower() in event.what.lower()]
        quarrels = [event for event in quarrels if event not in own]
        conflict = _answer(one.conflict, _YES, _NO)
        yield Tie(
            f"people[{n}]",
            who,
            conflict=True if own and conflict is None else conflict,
            mismatch=_mismatch(one),
            before_onset=next((event.before for event in own), None),
            long_standing=True if one.note and _LONG.search(one.note) else None,
        )
    for event in quarrels:
        yield Tie(event.ref, event.what, conflict=True, before_onset=event.before)


def _mismatch(one: PersonEntry) -> bool | None:
    unmet = _answer(one.expectations_met, _UNMET, _MET)
    if isinstance(one.expectations_met, bool):
        unmet = not one.expectations_met
    if unmet or one.nonreciprocal:
        return True
    return False if unmet is False or one.nonreciprocal is False else None


def _answer(said: str | bool | None, yes: set[str], no: set[str]) -> bool | None:
    """Yes, no, or not known; a word that is neither is not known."""
    if said is None or isinstance(said, bool):
        return said
    word = said.strip().lower().replace(" ", "_")
    return True if word in yes else False if word in no else None


def _changes(
    entry: CaseEntry, events: Sequence[_Happened], onset: float | None
) -> Iterator[RoleChange]:
    told = list(entry.role_changes or ())
    used: list[_Happened] = []
    for n, one in enumerate(told):
        kind, before = kind_of(one.kind), _before(one, onset)
        same = [e for e in events if e.kind is kind and _agree(before, e.before)]
        used += same
        if before is None:
            before = next((e.before for e in same if e.before is not None), None)
        hard = _hard(one.loss_of_old_role_felt, one.new_role_felt_unmanageable)
        if hard is None and any(e.entry.valence == "negative" for e in same):
            hard = True
        yield RoleChange(
            f"role_changes[{n}]", _what(one), kind, before, _under_way(kind, one), hard
        )
    wanted = _PLAIN if told else ROLE_CHANGING
    for event in events:
        if event.kind in wanted and event not in used:
            hard = True if event.entry.valence == "negative" else None
            under_way = _under_way(event.kind, event.entry)
            yield RoleChange(event.ref, event.what, event.kind, event.before, under_way, hard)


def _what(one: ChangeEntry) -> str:
    if one.old_role and one.new_role:
        return f"from {one.old_role} to {one.new_role}"
    return one.new_role or (f"no longer {one.old_role}" if one.old_role else one.kind or "a change")


def _hard(*felt: bool | None) -> bool | None:
    """Felt as a loss or too much; not, only where both were asked and neither is."""
    return True if True in felt else None if None in felt else False


def _under_way(kind: EventKind, entry: Timed) -> bool | None:
    """A pregnancy of the last nine months is a present one."""
    ago = entry.months_before_presentation
    return (
        True
        if kind is EventKind.PREGNANCY and ago is not None and ago <= PREGNANCY_MONTHS
        else None
    )
