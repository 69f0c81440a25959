"""Every protocol that is shipped: sourced, whole, and possible to finish."""

import shutil
import tomllib

import pytest

from kith.core import catalogue, released
from kith.core.disorders import disorders
from kith.core.protocols import terms
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.terms import read_terms, rules, shared_terms
from tests.core.protocols.stories import day, diligent

PROTOCOLS = catalogue.protocols()
STANDARD = [one for one in PROTOCOLS if one.id.startswith("ipt-standard-")]
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.id)
each_standard = pytest.mark.parametrize("protocol", STANDARD, ids=lambda one: one.id)
MILESTONES = [
    "diagnosis_reviewed", "illness_named", "sick_role_given", "medication_reviewed",
    "inventory_mapped", "timeline_drawn", "problem_area_agreed", "formulation_agreed",
    "contract_agreed", "risk_baseline", "mid_review", "ending_opened", "ending_feelings",
    "goals_reviewed", "gains_reviewed", "warning_signs_listed", "relapse_plan_agreed",
    "disposition_agreed", "goodbye_said",
]  # fmt: skip


def test_standard_ipt_is_there_in_both_lengths_and_no_file_is_broken():
    assert {one.id for one in PROTOCOLS} >= {"ipt-standard-12", "ipt-standard-16"}
    assert catalogue.problems("protocols") == []


def test_the_vocabulary_lists_the_milestones_that_the_record_knows():
    assert sorted(read_terms(terms.TERMS_FILE).milestones) == sorted(MILESTONES)


@pytest.mark.parametrize(
    ("key", "rule"), list(rules(shared_terms())), ids=lambda one: str(one)[:60]
)
def test_every_term_has_a_reason_and_a_source_that_can_be_read(key, rule):
    assert rule.why.endswith((".", "?"))
    cited = shared_terms().cite(rule.source)
    assert len(cited) > 10
    kinds = {shared_terms().sources[source].kind for source in rule.source}
    assert rule.verified is False or "published" in kinds


@each_protocol
def test_every_rule_of_the_file_has_a_reason_and_a_source(protocol):
    found = dict(rules(protocol))
    expected = {"sessions", "focus", "missed", "extension", "ending"}
    if len(protocol.phases) > 1:  # the last phase is left by the end of the course
        expected.add("phases[0].leave")
    assert expected <= found.keys()
    for rule in found.values():
        assert rule.why.endswith((".", "?"))
        assert protocol.cite(rule)


@each_standard
def test_what_no_source_confirms_is_marked(protocol):
    """The references mark these as general practice: no file may claim more."""
    unconfirmed = [term for name, term in protocol.strategies.items()]
    unconfirmed += [protocol.review, protocol.missed, protocol.focus]
    unconfirmed += [phase.timing for phase in protocol.phases if phase.timing]
    unconfirmed += [agenda for agenda in protocol.agendas if agenda.phase == "middle"]
    assert all(rule.verified is False for rule in unconfirmed)


@each_protocol
def test_every_measure_asked_for_can_be_answered(protocol):
    at_hand = {one.id for one in catalogue.instruments()}
    known = at_hand | {one.id for one in catalogue.packs()}
    assert {rule.instrument for rule in protocol.measures} <= known
    for rule in protocol.required_measures:
        assert {rule.instrument, rule.instead} & at_hand, "a pack has to be accepted first"


@each_standard
def test_the_review_reads_a_scale_that_has_a_reliable_change(protocol):
    scale = catalogue.instrument(protocol.review.instrument).scales[protocol.review.scale]
    assert scale.reliable_change


@each_standard
def test_the_suicide_screen_at_the_start_says_why_it_is_the_asq(protocol):
    [screen] = [rule for rule in protocol.measures if rule.when == "baseline"]
    assert screen.instrument == "asq"
    assert "C-SSRS" in screen.why
    assert "National Institute of Mental Health" in protocol.cite(screen)


@each_standard
def test_every_problem_area_has_its_strategies_and_they_are_not_shared_by_mistake(protocol):
    areas = [protocol.vocabulary.areas[name] for name in protocol.problem_areas]
    names = [name for area in areas for name in area.strategies]
    assert len(names) == len(set(names)) == 37
    assert [len(area.strategies) for area in areas] == [10, 11, 9, 7]


@each_standard
def test_a_client_who_does_everything_finishes_within_the_stated_sessions(protocol):
    told = [*diligent(protocol), Fact(day(protocol.sessions.total), "ended", "ended")]
    course = replay(protocol, told, today=day(protocol.sessions.total), strict=True)
    assert course.session_number == protocol.sessions.total == course.total
    assert course.disposition == "ended"
    assert [phase.state for phase in course.phases] == ["done", "done", "done"]
    assert course.ending.outstanding == ()


@each_standard
@pytest.mark.parametrize("sessions", range(16))
def test_such_a_client_never_has_anything_overdue(protocol, sessions):
    if sessions < protocol.sessions.total:
        told = diligent(protocol, sessions) if sessions else []
        course = replay(protocol, told, today=day(max(1, sessions)), strict=True)
        assert course.overdue == ()
        assert course.warnings == ()


@each_standard
def test_every_milestone_stands_on_some_agenda_of_its_phase(protocol):
    for phase in protocol.phases:
        planned = {
            item for (name, _), items in protocol.agenda_items.items() if name == phase.id
            for item in items
        }  # fmt: skip
        assert {task.milestone for task in phase.tasks} <= planned


@each_standard
def test_the_middle_agenda_is_the_nine_steps_and_ends_with_the_time_that_is_left(protocol):
    steps = protocol.agenda_items["middle", None]
    assert steps == (
        "measure_review", "opening_question", "mood_event_link", "choose_incident",
        "communication_analysis", "wish_and_options", "role_play", "try_before_next", "close",
    )  # fmt: skip
    assert all(items[-1] == "close" for items in protocol.agenda_items.values())


def test_the_two_lengths_differ_in_numbers_only():
    long, short = (catalogue.protocol(f"ipt-standard-{number}") for number in (16, 12))
    for part in ("problem_areas", "techniques", "proscribed", "cautions", "safety", "maintenance",
                 "missed", "focus", "ending", "measures"):  # fmt: skip
        assert getattr(long, part) == getattr(short, part)
    assert [(phase.first, phase.last) for phase in long.phases] == [(1, 4), (5, 12), (13, 16)]
    assert [(phase.first, phase.last) for phase in short.phases] == [(1, 3), (4, 10), (11, 12)]
    assert (long.review.session, short.review.session) == (8, 6)
    assert long.indication_line == short.indication_line
    assert long.indication_line.startswith("Major depressive episode in an adult")
    assert [phase.leave for phase in long.phases] == [phase.leave for phase in short.phases]


def test_every_shared_term_is_used_by_some_protocol():
    """A term that nobody refers to is a term that nobody has checked."""
    known = shared_terms()
    needs = [one.eligibility for one in PROTOCOLS if one.eligibility]
    used = {
        "strategies": {name for one in PROTOCOLS for name in one.strategies},
        "areas": {name for one in PROTOCOLS for name in one.problem_areas},
        "milestones": {name for one in PROTOCOLS for name in one.milestones},
        "steps": {
            item for one in PROTOCOLS for part in (*one.agendas, *one.meetings)
            for item in part.items
        } - known.milestones.keys(),
        "phases": {phase.id for one in PROTOCOLS for phase in one.phases},
        "dispositions": {name for one in PROTOCOLS for name in one.ending.dispositions},
        "circumstances": {name for one in needs for name in (*one.needs, *one.helps)},
        "conditions": {name for one in PROTOCOLS for name in one.condition},
        "cautions": {
            name for one in PROTOCOLS for name in (*one.cautions, *one.exclusions)
        } | {name for one in disorders().values() for name in one.raises},
        "sources": {
            name
            for part in (known, *PROTOCOLS)
            for _, rule in rules(part)
            for name in rule.source
        },
    }  # fmt: skip
    for kind in ("techniques", "proscribed", "safety"):
        used[kind] = {name for one in PROTOCOLS for name in getattr(one, kind)}
    used["maintenance"] = {
        name for one in PROTOCOLS if one.maintenance
        for name in (*one.maintenance.offer_when, *one.maintenance.steps)
    }  # fmt: skip
    for kind in type(known).model_fields:
        assert set(getattr(known, kind)) - used[kind] == set(), kind


def test_technique_codes_are_the_ones_of_the_session_form():
    codes = [technique.code for technique in shared_terms().techniques.values()]
    assert len(codes) == len(set(codes))
    assert {"EXP-N", "EXP-D", "AFF", "CLA", "COM", "DEC", "ROL", "DIR", "REL", "INC", "LINK",
            "SUM", "REINF", "HOPE", "PSYED", "SICK", "SUP", "GRP"} == set(codes)  # fmt: skip


def test_nothing_in_the_files_speaks_of_patients():
    files = [terms.TERMS_FILE, *terms.TERMS_FILE.parent.glob("*/*.toml")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "patient" not in text.lower().replace("outpatient", "")
        assert tomllib.loads(text)


# What is done to the vocabulary, and what the lock then says of it.
CHANGES = {
    "a reworded term": ('title = "Name the illness"', 'title = "Tell"', "changed", "illness_named"),
    "a claim to be verified": (
        'source = ["practice"]\nverified = false', 'source = ["practice"]\nverified = true',
        "changed", "",
    ),
    "a renamed term": ("[steps.role_play]", "[steps.rehearse]", "gone", "steps.role_play"),
    "a new term": (
        "[steps.role_play]", '[steps.x]\ntitle = "X"\n[steps.role_play]', "new", "steps.x",
    ),
    "a better address": ('link = "https://www.nimh.nih.gov/ASQ"', 'link = "https://x"', "", None),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "found", "term"), CHANGES.values(), ids=CHANGES.keys())
def test_a_released_term_never_changes(tmp_path, old, new, found, term):
    text = terms.TERMS_FILE.read_text(encoding="utf-8")
    assert old in text
    for folder in released.FOLDERS:
        shutil.copytree(released.CORE / folder, tmp_path / folder)
    shutil.copy(released.CORE / released.TERMS, tmp_path / released.TERMS)
    shutil.copy(released.CORE / released.LOCK, tmp_path)
    shutil.copytree(released.CORE / released.MORE_TERMS, tmp_path / released.MORE_TERMS)
    released.release(tmp_path)  # what is about to be released, is
    (tmp_path / released.TERMS).write_text(text.replace(old, new, 1), encoding="utf-8")
    comparison = released.compare(tmp_path)
    told = {name: getattr(comparison, name) for name in ("changed", "gone", "new")}
    if term is None:
        assert comparison.is_whole
        return
    assert any(name.endswith(term) for name in told[found])
    assert all(name.startswith(f"{released.TERMS}#") for names in told.values() for name in names)
