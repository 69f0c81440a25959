"""Which forms of IPT may fit a person: all of them in order, each with what speaks for and against.

    found = fit(Situation(codes=("6A70.1",), age=34))
    found.words, found.first, [(one.protocol.id, one.verdict) for one in found.fits]

Here: the rules and the order. Not here: the facts (situation), and the choice, which is a
clinician's. No exclusion is ever outranked, and nothing is called better proven than it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kith.core.catalogue import protocols as shipped_protocols
from kith.core.disorders import disorders
from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Indication
from kith.core.protocols.terms import Rule, Term, shared_terms
from kith.core.situation import Known, Situation, table

Side = Literal["for", "against", "open", "caution", "exclusion"]
Verdict = Literal["fits", "ask", "unfit", "first"]

VERDICTS: dict[Verdict, str] = {
    "fits": "May fit",
    "ask": "May fit, if what is not known yet bears it out",
    "unfit": "Does not fit",
    "first": "Not now: something else comes first",
}
SIDES: dict[str, Side] = {
    "need_met": "for",
    "helped": "for",
    "age_outside": "against",
    "need_absent": "against",
    "age_unknown": "open",
    "need_unknown": "open",
    "caution": "caution",
    "exclusion": "exclusion",
}
STATUSES = {
    "established": "established",
    "promising": "promising",
    "limited": "limited benefit",
    "under_investigation": "under investigation",
    "not_recommended": "not recommended",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke: on which side, about what, and where it comes from."""

    rule: str
    side: Side
    about: str
    words: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """One protocol for this situation."""

    protocol: Protocol
    indications: tuple[Indication, ...]
    status: str
    verdict: Verdict
    reasons: tuple[Reason, ...]

    def on(self, side: Side) -> tuple[Reason, ...]:
        """The reasons of one side."""
        return tuple(one for one in self.reasons if one.side == side)

    @property
    def status_words(self) -> str:
        """How well it is shown to work for this, in words."""
        return STATUSES[self.status]

    @property
    def made_for(self) -> int:
        """How many of the circumstances it was made for are so."""
        return sum(one.rule in {"need_met", "helped"} for one in self.reasons)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Every protocol that is meant for any of the disorders, in order, and what comes first."""

    fits: tuple[Fit, ...]
    first: tuple[Reason, ...]
    to_ask: tuple[Known, ...]

    @property
    def suggested(self) -> tuple[Fit, ...]:
        """Those that may fit, the best shown first."""
        return tuple(one for one in self.fits if one.verdict in {"fits", "ask"})

    @property
    def words(self) -> str:
        """The whole in a sentence or two; plain where IPT is not what to offer."""
        if self.first:
            names = "; ".join(one.words.split(":")[0].lower() for one in self.first)
            return f"Something else comes first: {names}. No form of IPT is suggested until then."
        if not self.fits:
            return "No form of IPT in the library is meant for this: think of another treatment."
        if not self.suggested:
            return (
                "None of the forms of IPT that are meant for this fits: think of another treatment."
            )
        best = self.suggested[0]
        count = len(self.suggested)
        more = f" {count - 1} more may fit." if count > 1 else ""
        name = f"{best.protocol.name} ({best.status_words})"
        if best.status in {"limited", "under_investigation"}:
            return f"No form of IPT is well shown to help here. Nearest: {name}.{more}"
        return f"First in the list: {name}.{more}"


def fit(situation: Situation, among: Iterable[Protocol] | None = None) -> Fitting:
    """What may fit. `among`: the protocols to look at, all of the library if none are named."""
    first = tuple(_act_first(situation))
    found = []
    for protocol in shipped_protocols() if among is None else among:
        meant = _meant(protocol, situation)
        if meant:
            found.append(_look(protocol, meant, situation, blocked=bool(first)))
    return Fitting(tuple(sorted(found, key=_order)), first, situation.to_ask)


def _meant(protocol: Protocol, situation: Situation) -> tuple[Indication, ...]:
    wanted, so = set(situation.disorders), situation.circumstances
    return tuple(
        one
        for one in protocol.indications
        if wanted & set(one.disorders) or (one.circumstances and so.issuperset(one.circumstances))
    )


def _order(one: Fit) -> tuple[int, int, int, int, str]:
    """By verdict, by how little is left to ask, by evidence, by what it was made for."""
    verdicts, statuses = list(VERDICTS), list(STATUSES)
    return (
        verdicts.index(one.verdict),
        len(one.on("open")) if one.verdict == "ask" else 0,
        statuses.index(one.status),
        -one.made_for,
        f"{one.protocol.id not in {'ipt-standard-16', 'ipt-standard-12'}}{one.protocol.id}",
    )


def _look(
    protocol: Protocol, meant: tuple[Indication, ...], situation: Situation, *, blocked: bool
) -> Fit:
    best = min(meant, key=lambda one: list(STATUSES).index(one.status))
    reasons = (
        *_indicated(protocol, meant),
        *_age(protocol, situation),
        *_needs(protocol, situation),
        *_format(protocol, situation),
        *_cautions(protocol, situation),
    )
    sides = {one.side for one in reasons}
    verdict: Verdict = "fits"
    if blocked or "exclusion" in sides:
        verdict = "first"
    elif "against" in sides:
        verdict = "unfit"
    elif "open" in sides:
        verdict = "ask"
    return Fit(protocol, meant, best.status, verdict, reasons)


# ---------------------------------------------------------------- each kind of rule


def _act_first(situation: Situation) -> Iterator[Reason]:
    rule = table().act_first
    for key, known in situation.raised.items():
        if key in rule.cautions:
            term = shared_terms().cautions[key]
            words = f"{term.title}: {term.why} {known.because}"
            cited = [shared_terms().cite(term.source), known.source]
            source = "; ".join(one for one in cited if one)
            yield Reason("act_first", "exclusion", key, words, source, term.verified)


def _indicated(protocol: Protocol, meant: tuple[Indication, ...]) -> Iterator[Reason]:
    best = min(meant, key=lambda one: list(STATUSES).index(one.status))
    for one in meant:
        about = (*one.disorders, *one.circumstances)[0]
        words = f"{one.condition}: {STATUSES[one.status]}. {one.why}"
        source, verified = protocol.cite(one), one.verified
        if one.status in {"established", "promising"}:
            yield Reason("indicated", "for", about, words, source, verified)
        elif one.status == "not_recommended":
            side: Side = "against" if one is best else "caution"
            yield Reason("not_recommended", side, about, words, source, verified)
        else:
            yield Reason(one.status, "caution", about, words, source, verified)


def _age(protocol: Protocol, situation: Situation) -> Iterator[Reason]:
    rule = protocol.eligibility
    if rule is None or not rule.ages:
        return
    span = _span(rule.ages)
    if situation.age is None:
        words = f"The age is not known; this is for {span}."
        yield _said("age_unknown", "age", words, protocol, rule)
    elif not _within(situation.age, rule.ages):
        words = f"At {situation.age}: this is for {span}. {rule.why}"
        yield _said("age_outside", "age", words, protocol, rule)


def _needs(protocol: Protocol, situation: Situation) -> Iterator[Reason]:
    rule = protocol.eligibility
    if rule is None:
        return
    terms, so = protocol.vocabulary.circumstances, situation.circumstances
    for key in rule.needs:
        words = f"{terms[key].title}. {terms[key].why}"
        if key in so:
            yield _said("need_met", key, words, protocol, terms[key])
        elif key in situation.no:
            yield _said("need_absent", key, f"Not so: {words}", protocol, terms[key])
        else:
            ask = f"To be asked: {words}"
            yield _said("need_unknown", key, ask, protocol, terms[key])
    for key in rule.helps:
        if key in so:
            words = f"{terms[key].title}. {terms[key].why}"
            yield _said("helped", key, words, protocol, terms[key])


def _format(protocol: Protocol, situation: Situation) -> Iterator[Reason]:
    if protocol.format not in situation.formats:
        rule = table().rules["format_absent"]
        words = f"It is given in the format “{protocol.format}”, which is not on offer."
        source = table().cite(rule)
        yield Reason("format_absent", "against", protocol.format, words, source, rule.verified)


def _cautions(protocol: Protocol, situation: Situation) -> Iterator[Reason]:
    terms = protocol.vocabulary.cautions
    for key, known in situation.raised.items():
        side: Side | None = None
        if key in protocol.exclusions:
            side = "exclusion"
        elif key in protocol.cautions:
            side = "caution"
        if side is not None:
            words = f"{terms[key].title}: {terms[key].why} {known.because}"
            yield _said(side, key, words, protocol, terms[key])


def _said(rule: str, about: str, words: str, protocol: Protocol, source: Rule) -> Reason:
    return Reason(rule, SIDES[rule], about, words, protocol.cite(source), source.verified)


def _within(age: int, ages: tuple[int, ...]) -> bool:
    return ages[0] <= age and (len(ages) == 1 or age <= ages[1])


def _span(ages: tuple[int, ...]) -> str:
    return f"people of {ages[0]} and over" if len(ages) == 1 else f"ages {ages[0]} to {ages[1]}"


def rules() -> dict[str, Term]:
    """The rules by id, for the reference and for the tests that see each of them fire."""
    return dict(table().rules)


def names() -> dict[str, str]:
    """The disorders to choose from, by id."""
    return {key: one.title for key, one in disorders().items()}
