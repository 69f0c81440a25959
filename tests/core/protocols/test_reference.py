"""The engine beside a slow and plain reading of the same rules, on courses nobody would invent."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kith.core import catalogue
from kith.core.errors import KithError
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.facts import is_told_before, told_by
from tests.core.protocols.stories import MONDAY

PROTOCOLS = [catalogue.protocol("ipt-standard-16"), catalogue.protocol("ipt-standard-12")]
ORDER = [
    "contract",
    "extension",
    "measure",
    "milestone",
    "area",
    "strategy",
    "session",
    "missed",
    "phase",
    "ended",
]
REQUIRED = ("phq9", "gad7", "asq", "goals")
MEASURES = ["phq9", "gad7", "asq", "goals", "wsas", "phq2"]
MILESTONES = [*PROTOCOLS[0].milestones, "laundry"]
STRATEGIES = [*list(PROTOCOLS[0].strategies)[::9], "shouting"]

days = st.integers(0, 150).map(lambda day: MONDAY + timedelta(days=day))


nothing, zero = st.just(""), st.just(0)


def told(kind, name=nothing, amount=zero, reason=nothing):
    return st.builds(Fact, days, st.just(kind), name, amount, reason)


fact = st.one_of(
    told("session"),
    told("session"),
    told("session"),
    told("missed"),
    told("measure", st.sampled_from(MEASURES)),
    told("measure", st.sampled_from(MEASURES)),
    told("milestone", st.sampled_from(MILESTONES)),
    told("milestone", st.sampled_from(MILESTONES)),
    told("strategy", st.sampled_from(STRATEGIES)),
    told("phase", st.sampled_from(["initial", "middle", "ending", "encore"])),
    told("contract", amount=st.sampled_from([0, 8, 12, 14, 16, 20])),
    told("extension", st.sampled_from(["", "a new loss"]), st.integers(-1, 4)),
    told(
        "ended",
        st.sampled_from(["ended", "dropped_out", "referred_on", "vanished"]),
        reason=st.sampled_from(["", "moved away"]),
    ),
)


@st.composite
def stories(draw):
    """A protocol and facts; often with the initial phase's tasks done, to get beyond it."""
    protocol = draw(st.sampled_from(PROTOCOLS))
    facts = draw(st.lists(fact, max_size=45))
    if draw(st.booleans()):
        done = [Fact(MONDAY, "milestone", name) for name in protocol.milestones]
        facts += [*done, Fact(MONDAY + timedelta(days=1), "phase", "middle")]
        facts += [Fact(MONDAY + timedelta(days=1), "strategy", "grief_feelings")]
    return protocol, draw(st.permutations(facts))


class Plain:
    """The rules of standard IPT as a person would say them, one after the other."""

    def __init__(self, protocol, facts):
        self.protocol = protocol
        self.length = 16 if protocol.id.endswith("16") else 12
        self.done = []  # the facts that count, in their order
        self.irregular = []
        phases = ["initial", "middle", "ending"]
        facts = sorted(
            facts,
            key=lambda one: (
                one.on,
                ORDER.index(one.kind),
                phases.index(one.name) if one.name in phases else one.amount,
            ),
        )
        for one in facts:
            forbidden, counts = self.judge(one)
            if forbidden:
                self.irregular.append(one)
            if counts:
                self.done.append(one)

    # ---- what the facts so far say

    def all(self, kind):
        return [one for one in self.done if one.kind == kind]

    def reached(self, name):
        return [one.on for one in self.all("milestone") if one.name == name]

    @property
    def held(self):
        return len(self.all("session"))

    @property
    def more(self):
        return sum(one.amount for one in self.all("extension"))

    @property
    def total(self):
        agreed, extra = None, 0
        for one in self.done:
            if one.kind == "extension":
                extra += one.amount
            elif one.kind == "contract":
                if agreed is None:
                    agreed = one.amount
                elif one.amount != agreed:
                    agreed = one.amount - extra
        return (self.length if agreed is None else agreed) + extra

    @property
    def first_contract(self):
        """The contract without its extensions, if there is one."""
        return self.total - self.more if self.all("contract") else None

    @property
    def phase(self):
        entered = [one.name for one in self.all("phase")]
        return entered[-1] if entered else "initial"

    @property
    def ended(self):
        return self.all("ended")[0] if self.all("ended") else None

    def sessions_in_phase(self):
        entered = [number for number, one in enumerate(self.done) if one.kind == "phase"]
        since = entered[-1] if entered else 0
        return len([one for one in self.done[since:] if one.kind == "session"])

    def lacks(self, instrument, day):
        """Whether a session on this day lacks the answer it needs."""
        answers = [one.on for one in self.all("measure") if one.name == instrument]
        sessions = [one.on for one in self.all("session")]
        if instrument == "asq":
            return not answers
        if instrument == "goals" and not [on for on in self.reached("contract_agreed") if on < day]:
            return False
        if not answers or (sessions and max(answers) <= max(sessions)):
            return True
        return (day - max(answers)).days > 14

    def late(self):
        """Instruments that a session was held without, with no answer since."""
        found = set()
        plain = Plain(self.protocol, [])
        for one in self.done:
            if one.kind == "session":
                found |= {name for name in REQUIRED if plain.lacks(name, one.on)}
            if one.kind == "measure":
                found.discard(one.name)
            plain.done.append(one)
        return found

    # ---- what is forbidden, and whether it counts all the same

    def judge(self, one):
        if self.ended and one.kind not in ("measure", "missed"):
            return True, False
        return getattr(self, f"judge_{one.kind}")(one)

    def judge_session(self, one):
        twice = one.on in [other.on for other in self.all("session")]
        return twice or self.held >= self.total, True

    def judge_missed(self, _):
        return False, True

    judge_measure = judge_missed

    def judge_milestone(self, one):
        known = one.name != "laundry"
        return not known, known

    def judge_strategy(self, one):
        known = one.name != "shouting"
        return not known, known

    def judge_contract(self, one):
        if one.amount < 1:
            return True, False
        if self.first_contract is None:
            return not 12 <= one.amount <= 16, True
        wrong = one.amount > self.total or one.amount < self.held
        return wrong, not wrong

    def judge_extension(self, one):
        if one.amount < 1:
            return True, False
        return not one.name, True

    def judge_phase(self, one):
        phases = ["initial", "middle", "ending"]
        if one.name not in phases:
            return True, False
        if one.name == "initial" == self.phase and not self.all("phase"):
            return False, True
        if phases.index(one.name) != phases.index(self.phase) + 1:
            return True, False
        return not self.may_leave(), True

    def may_leave(self):
        if self.phase == "initial":
            needs = "illness_named sick_role_given inventory_mapped timeline_drawn "
            needs += "problem_area_agreed formulation_agreed contract_agreed risk_baseline"
            return all(self.reached(name) for name in needs.split())
        usual = (8 if self.length == 16 else 7) + self.total - self.length
        first = 5 if self.length == 16 else 4
        before = self.held - self.sessions_in_phase()
        # Entered late, the middle still ends where it was going to.
        by_count = self.sessions_in_phase() >= usual - max(0, before - (first - 1))
        return by_count or bool(self.all("strategy"))

    def judge_ended(self, one):
        if one.name == "vanished":
            return True, True
        if one.name == "dropped_out" or (one.name == "referred_on" and one.reason):
            return False, True
        needs = "ending_opened goals_reviewed gains_reviewed warning_signs_listed "
        needs += "relapse_plan_agreed disposition_agreed goodbye_said"
        answered = {other.name for other in self.all("measure")}
        whole = (
            self.phase == "ending"
            and all(self.reached(name) for name in needs.split())
            and {"phq9", "gad7"} <= answered
            and not {"phq9", "gad7"} & self.late()
        )
        return not whole, True


@settings(max_examples=400, deadline=None)
@given(stories())
def test_the_engine_agrees_with_a_plain_reading(story):
    protocol, facts = story
    last = max((one.on for one in facts), default=MONDAY) + timedelta(days=1)
    course, plain = replay(protocol, facts, today=last), Plain(protocol, facts)
    assert [one.fact for one in course.irregularities] == plain.irregular
    assert list(course.facts) == plain.done
    assert course.session_number == plain.held
    assert course.total == plain.total
    assert course.sessions_left == max(0, plain.total - plain.held)
    assert course.phase.id == plain.phase
    assert course.disposition == (plain.ended.name if plain.ended else "")
    assert {name: min(plain.reached(name)) for name in course.reached} == course.reached
    if plain.ended is None:
        assert set(course.late_measures) == plain.late()
        wanted = {name for name in REQUIRED if plain.lacks(name, last)}
        if plain.held >= plain.total:
            wanted = set()
        assert set(course.measures_for_next_session) == wanted


@settings(max_examples=150, deadline=None)
@given(stories())
def test_telling_fact_by_fact_is_telling_all_at_once(story):
    """Each fact makes the course that is replayed with it, or is refused and changes nothing."""
    protocol, facts = story
    course, kept = replay(protocol, [], today=MONDAY), []
    for one in facts:
        try:
            following = course.after(one)
        except KithError:
            continue
        kept.append(one)
        course = following
        assert course.irregularities == ()
    again = replay(protocol, kept, today=course.today, strict=True)
    assert again.session_dates == course.session_dates
    assert again.reached == course.reached
    assert [one.held for one in again.phases] == [one.held for one in course.phases]
    assert again.late_measures == course.late_measures


@settings(max_examples=100, deadline=None)
@given(stories(), st.integers(0, 400))
def test_every_page_can_be_drawn_on_any_day(story, later):
    protocol, facts = story
    course = replay(protocol, facts, today=MONDAY + timedelta(days=later))
    assert len(course.phases) == 3
    assert [one.state for one in course.phases].count("current") == (0 if course.ended_on else 1)
    assert course.ending.sessions_left == course.sessions_left >= 0
    named = {item.id for item in course.due if item.kind == "measure"}
    assert named == {*course.measures_for_next_session, *course.late_measures}
    assert bool(course.agenda) == (course.ended_on is None)
    assert len({item.id for item in course.agenda}) == len(course.agenda)
    assert isinstance(course.warnings, tuple)
    assert isinstance(course.blockers, tuple)


@settings(max_examples=300, deadline=None)
@given(fact, fact, st.booleans())
def test_two_facts_are_told_in_the_order_of_all(one, other, on_one_day):
    if on_one_day:
        other = other._replace(on=one.on)
    for protocol in PROTOCOLS:
        key = told_by(protocol)
        assert is_told_before(one, other, protocol) == (key(one) < key(other))


def test_phases_of_one_day_are_told_in_their_order():
    middle, ending = (Fact(MONDAY, "phase", name) for name in ("middle", "ending"))
    assert is_told_before(middle, ending, PROTOCOLS[0])
    assert not is_told_before(ending, middle, PROTOCOLS[0])
