"""A whole protocol in words, section by section: what `kith protocols show` prints.

Here: from a protocol to sentences for people, each with its rule's reason and source. Not here: how
they are laid out (commands, pages), and where a client stands in it (engine.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Cadence, Measure, Meeting, Minutes, Phase, Watch
from kith.core.protocols.terms import Rule, Term, rules

FORMATS = {"individual": "individual", "group": "group", "mixed": "individual and group"}
STATUSES = {
    "established": "established",
    "promising": "promising",
    "limited": "limited evidence",
    "under_investigation": "under investigation",
    "not_recommended": "not recommended",
}
FOCUS = {
    "areas": "problem area|problem areas",
    "pattern": "interpersonal-affective pattern",
    "schema": "interpersonal schema",
    "themes": "themes of the sessions; no focus of one's own",
}
_BEFORE = {"session": "before any session", "contract": "before the contract", "": "asked for"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the protocol says; without a rule, `verified` is None. `under` it stands more."""

    text: str
    why: str = ""
    source: str = ""
    verified: bool | None = None
    under: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together, under a title."""

    title: str
    lines: tuple[Line, ...]


def outline(protocol: Protocol) -> tuple[Section, ...]:
    """Everything the protocol says, in order; sections with nothing in them are left out."""
    p = _Pen(protocol)
    sections: tuple[tuple[str, Iterable[Line]], ...] = (
        ("What it is for", p.indications()),
        ("For whom", p.eligibility()),
        ("Not to be offered", p.terms("cautions", protocol.exclusions)),
        ("Think first", p.terms("cautions", protocol.cautions)),
        ("By whom", p.delivery()),
        ("Sessions", p.sessions()),
        ("Phases", p.phases()),
        ("Meetings beside the sessions", map(p.meeting, protocol.meetings)),
        ("Conditions", p.conditions()),
        ("Focus", p.focus()),
        ("Agendas", p.agendas()),
        ("Measures", map(p.measure, protocol.measures)),
        ("Watched", map(p.watched, protocol.watch)),
        ("Techniques", p.terms("techniques", protocol.techniques)),
        ("Not part of it", p.terms("proscribed", protocol.proscribed)),
        ("Safety", p.terms("safety", protocol.safety)),
        ("Rules of the course", p.course()),
        ("Ending", p.ending()),
        ("Maintenance", p.maintenance()),
        ("Sources", p.sources()),
        ("Not checked against a published text", p.unverified()),
    )
    found = ((title, tuple(lines)) for title, lines in sections)
    return tuple(Section(title, lines) for title, lines in found if lines)


def rhythm(days: int) -> str:
    """How often, for people: weekly, every two weeks, every 28 days."""
    return {1: "daily", 7: "weekly", 14: "every two weeks"}.get(days, f"every {days} days")


def minutes(span: Minutes) -> str:
    """How long, for people."""
    return f"{_span(*span)} minutes"


def _span(first: int, last: int) -> str:
    return f"{first} to {last}" if first != last else str(first)


def _sessions(first: int, last: int) -> str:
    return f"session{'s' if first != last else ''} {_span(first, last)}"


class _Pen:
    """Writes the lines of one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.words = protocol.vocabulary

    def line(self, text: str, rule: Rule, under: Iterable[Line] = ()) -> Line:
        """A line with its rule's reason and source."""
        return Line(text, rule.why, self.protocol.cite(rule), rule.verified, tuple(under))

    def term(self, term: Term, more: str = "") -> Line:
        return self.line(term.title + more, term)

    def terms(self, kind: str, names: Iterable[str]) -> Iterator[Line]:
        known: dict[str, Term] = getattr(self.words, kind)
        return (self.term(known[name]) for name in names)

    def title(self, name: str) -> str:
        """The title of a step or a milestone."""
        known: dict[str, Term] = {**self.words.steps, **self.words.milestones}
        return known[name].title

    # ------------------------------------------------------------ for whom

    def indications(self) -> Iterator[Line]:
        for one in self.protocol.indications:
            yield self.line(f"{one.condition}: {STATUSES[one.status]}", one)

    def eligibility(self) -> Iterator[Line]:
        rule = self.protocol.eligibility
        if rule is None:
            return
        ages = "of any age"
        if rule.ages:
            ages = f"from {rule.ages[0]}"
            ages += f" to {rule.ages[1]}" if len(rule.ages) > 1 else ""
        under = [*self.terms("circumstances", rule.needs)]
        under = [Line(f"needed: {one.text}", one.why) for one in under]
        under += [
            Line(f"speaks for it: {one.text}", one.why)
            for one in self.terms("circumstances", rule.helps)
        ]
        yield self.line(f"Ages: {ages}" if rule.ages else "People of any age", rule, under)

    def delivery(self) -> Iterator[Line]:
        rule, group = self.protocol.delivery, self.protocol.group
        yield Line(f"Format: {FORMATS[self.protocol.format]}")
        if group:
            leaders = f"{group.leaders} leader{'s' if group.leaders > 1 else ''}"
            yield self.line(f"Groups of {_span(*group.size)}, {leaders}", group)
        if rule:
            supervision = [Line(f"Supervision: {rule.supervision}")] if rule.supervision else []
            yield self.line("; ".join(rule.by), rule, supervision)

    # ------------------------------------------------------------ the course

    def sessions(self) -> Iterator[Line]:
        plan = self.protocol.sessions
        agreed = f"{_span(plan.least, plan.most)} can be agreed"
        text = f"{plan.total} sessions of {minutes(plan.minutes)}, {rhythm(plan.every_days)}"
        yield self.line(f"{text}; {agreed}", plan)
        yield from map(self.cadence, self.protocol.cadence)

    def cadence(self, one: Cadence) -> Line:
        length = f", {minutes(one.minutes)}" if one.minutes else ""
        when = _sessions(one.first, one.last).capitalize()
        return self.line(f"{when}: {rhythm(one.every_days)}{length}", one)

    def phases(self) -> Iterator[Line]:
        for phase in self.protocol.phases:
            text = self.protocol.title_of_phase(phase.id)
            text += f": {_sessions(phase.first, phase.last)}"
            if phase.counts_from == "end":
                text += ", counted back from the last"
            if phase.exit == "clinical":
                text += " as a guide; left by clinical judgement"
            yield self.line(text, phase, self._in_phase(phase))

    def _in_phase(self, phase: Phase) -> Iterator[Line]:
        for task in phase.tasks:
            term = self.words.milestones[task.milestone]
            when = f"from session {task.opens}, by {task.by}"
            if task.meeting:
                when += f", in “{self.protocol.meeting[task.meeting].title}”"
            yield Line(f"{term.title} ({when})")
        for name in phase.strategies:
            yield Line(f"Strategy: {self.words.strategies[name].title}")
        if phase.timing:
            yield self.line("The spread of these tasks", phase.timing)
        if phase.leave:
            needs = [self.words.milestones[name].title for name in phase.leave.milestones]
            if phase.leave.strategies_worked:
                needs.append(f"strategies worked on: {phase.leave.strategies_worked}")
            yield self.line(f"Left once these are done: {'; '.join(needs)}", phase.leave)

    def meeting(self, one: Meeting) -> Line:
        when = {
            "before": "before session 1",
            "during": f"between {_sessions(one.first or 1, one.last or 1)}",
            "regular": rhythm(one.every_days or 1),
            "needed": "when it is needed",
            "after": "after the last session",
        }[one.when]
        if one.after_days:
            when += f", usually {one.after_days} days on"
        parts = [one.kind, when, "required" if one.required else "offered"]
        if one.most != 1:
            parts.append(f"up to {one.most}" if one.most else "any number")
        if one.minutes:
            parts.append(minutes(one.minutes))
        under = [Line(self.title(item)) for item in one.items]
        return self.line(f"{one.title} ({', '.join(parts)})", one, under)

    def conditions(self) -> Iterator[Line]:
        for one in self.protocol.conditions:
            title = self.words.conditions[one.id].title
            yield self.line(f"{title} ({_BEFORE[one.before]})", one)

    def focus(self) -> Iterator[Line]:
        rule = self.protocol.focus
        kind = FOCUS[rule.kind]
        if rule.kind == "areas":
            singular, plural = kind.split("|")
            kind = f"{_span(rule.least, rule.most)} {plural if rule.most > 1 else singular}"
        yield self.line(f"Kept to: {kind}", rule)
        for area in self.protocol.problem_areas:
            term = self.words.areas[area]
            strategies = (self.words.strategies[name] for name in term.strategies)
            yield self.line(term.title, term, map(self.term, strategies))

    def agendas(self) -> Iterator[Line]:
        for one in self.protocol.agendas:
            where = f"session {one.session}" if one.session else "every other session"
            items = "; ".join(self.title(item) for item in one.items)
            phase = self.protocol.title_of_phase(one.phase)
            yield self.line(f"{phase}, {where}: {items}", one)

    # ------------------------------------------------------------ measures

    def measure(self, one: Measure) -> Line:
        when = {
            "every_session": "at every session",
            "baseline": "once, by the first session",
            "start_middle_end": "at the start, half-way and at the end",
            "every_days": f"at the next session after {one.days} days",
        }[one.when]
        text = f"{one.title}: {when}"
        if one.after:
            text += f", once “{self.words.milestones[one.after].title}” is done"
        if one.instead:
            text += f"; {one.instead} counts in its place"
        return self.line(text if one.required else f"{text}; offered, not demanded", one)

    def watched(self, one: Watch) -> Line:
        sizes = {
            "at least": one.at_least,
            "at most": one.at_most,
            "a rise by": one.rise,
            "hours": one.hours,
            "nights": one.nights,
            "a fall by": one.fall,
        }
        found = ", ".join(f"{word} {size}" for word, size in sizes.items() if size is not None)
        what = f"rhythm diary ({one.diary})" if one.diary else f"{one.instrument} ({one.scale})"
        times = f", {one.times} times in a row" if one.times > 1 else ""
        level = "at once" if one.level == "urgent" else "for review"
        text = f"{one.title}: {what} {found}{times}, {level}"
        return self.line(text, one, [Line(one.action)])

    # ------------------------------------------------------------ rules and sources

    def course(self) -> Iterator[Line]:
        missed, review = self.protocol.missed, self.protocol.review
        counts = "taken from the contract" if missed.counts else "not taken from the contract"
        text = f"{missed.title} after {missed.contact_after_missed} missed in a row or "
        text += f"{missed.contact_after_days} days of silence; a missed session is {counts}"
        yield self.line(text, missed)
        reason = "with a reason" if self.protocol.extension.needs_reason else "without a reason"
        yield self.line(f"{self.protocol.extension.title}: {reason}", self.protocol.extension)
        if review:
            title = self.words.milestones[review.milestone].title
            text = f"{title}: session {review.session}, on {review.instrument} ({review.scale})"
            yield self.line(text, review)

    def ending(self) -> Iterator[Line]:
        rule = self.protocol.ending
        tasks = [Line(self.title(name)) for name in rule.required]
        tasks += [Line(f"A last {name}") for name in rule.measures]
        yield self.line(f"Counted down over {rule.countdown_from}; needs", rule, tasks)
        yield from map(self.term, self.protocol.dispositions.values())

    def maintenance(self) -> Iterator[Line]:
        rule = self.protocol.maintenance
        if rule:
            yield self.line("Offered where", rule, self.terms("maintenance", rule.offer_when))
            yield self.line("Consists of", rule, self.terms("maintenance", rule.steps))

    def sources(self) -> Iterator[Line]:
        named = dict.fromkeys(name for _, rule in rules(self.protocol) for name in rule.source)
        for source in (self.words.sources[name] for name in named):
            yield Line(f"{source.cite} {source.link}".strip())

    def unverified(self) -> Iterator[Line]:
        for key, rule in rules(self.protocol):
            if not rule.verified:
                yield Line(readable(self.protocol, key))


def readable(protocol: Protocol, key: str) -> str:
    """A key of the file with names in the place of numbers: phases.initial.leave."""
    path = ""
    for part in key.split("."):
        name, _, number = part.partition("[")
        path += f".{name}"
        if number:
            one = getattr(protocol, name)[int(number.rstrip("]"))]
            path += f".{name_of(one)}"
    return path.lstrip(".")


def name_of(part: object) -> str:
    """What a part of a list is known by."""
    for key in ("id", "instrument", "condition", "milestone", "phase", "first"):
        value = getattr(part, key, None)
        if value is not None:
            session = getattr(part, "session", None) if key == "phase" else None
            return f"{value}.{session or 'every'}" if key == "phase" else str(value)
    return str(part)
