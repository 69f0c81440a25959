"""Other disorders, DIT and MIT: each protocol as its sources say."""

import random
import tomllib

from kith.core.protocols.terms import TERMS_FOLDER, rules
from kith.core.protocols.walk import walk
from tests.core.protocols.adaptations_disorders import SPECS, each, of, on_agendas

# ---------------------------------------------------------------- the specification, part by part


@each
def test_sessions_phases_and_how_they_are_left(name, spec):
    protocol = of(name)
    plan = protocol.sessions
    assert (plan.total, plan.least, plan.most) == spec.sessions
    assert plan.minutes == spec.minutes
    assert {one.id: (one.first, one.last) for one in protocol.phases} == spec.phases
    assert tuple(one.id for one in protocol.phases if one.exit == "clinical") == spec.clinical
    assert protocol.format == "individual"


@each
def test_the_rhythm_of_the_sessions(name, spec):
    protocol = of(name)
    assert {(one.first, one.last): one.every_days for one in protocol.cadence} == spec.cadence
    assert protocol.sessions.every_days == 7


@each
def test_areas_and_focus(name, spec):
    protocol, focus = of(name), of(name).focus
    assert protocol.problem_areas == spec.areas
    assert (focus.kind, focus.least, focus.most) == spec.focus


@each
def test_for_whom_and_how_well_shown(name, spec):
    protocol = of(name)
    first = {}
    for one in protocol.indications:
        for disorder in one.disorders:
            first.setdefault(disorder, one.status)
    assert first == spec.status
    assert protocol.eligibility.needs == spec.needs
    assert protocol.eligibility.ages == (18,)


@each
def test_measures_and_what_may_stand_in(name, spec):
    protocol = of(name)
    assert {one.instrument: one.when for one in protocol.required_measures} == spec.required
    offered = {one.instrument: one.when for one in protocol.measures if not one.required}
    assert offered == spec.offered
    assert {one.instrument: one.instead for one in protocol.measures if one.instead} == spec.instead
    review = protocol.review
    assert (review.session, review.milestone, review.instrument) == spec.review


@each
def test_conditions_and_contacts_beside_the_sessions(name, spec):
    protocol = of(name)
    assert {one.id: one.before for one in protocol.conditions} == spec.conditions
    assert {one.id: (one.kind, one.when, one.most) for one in protocol.meetings} == spec.meetings


# ---------------------------------------------------------------- what holds for all of them


@each
def test_every_rule_has_a_reason_and_a_source(name, spec):
    protocol = of(name)
    for key, rule in rules(protocol):
        assert rule.why.endswith((".", "?")), key
        assert protocol.cite(rule), key


@each
def test_what_stands_in_for_a_measure_that_is_watched_is_watched_too(name, spec):
    protocol = of(name)
    watched = {rule.instrument for rule in protocol.watch}
    for measure, other in spec.instead.items():
        assert measure not in watched or other in watched


@each
def test_every_task_stands_on_an_agenda_of_its_phase(name, spec):
    protocol = of(name)
    for phase in protocol.phases:
        planned = on_agendas(name, *range(phase.first, phase.last + 1))
        assert {task.milestone for task in phase.tasks} <= planned


@each
def test_the_review_stands_on_its_session(name, spec):
    assert spec.review[1] in on_agendas(name, spec.review[0])


@each
def test_the_time_that_is_left_is_said_in_every_session(name, spec):
    assert all(agenda.items[0] == "measure_review" for agenda in of(name).agendas)
    assert all(agenda.items[-1] == "close" for agenda in of(name).agendas)


@each
def test_what_it_brings_of_its_own_it_uses(name, spec):
    protocol = of(name)
    own = protocol.terms
    items = on_agendas(name) | {item for one in protocol.meetings for item in one.items}
    assert own.steps.keys() <= items
    assert own.milestones.keys() <= items
    assert own.strategies.keys() <= protocol.strategies.keys()
    assert own.techniques.keys() <= set(protocol.techniques)
    assert own.proscribed.keys() <= set(protocol.proscribed)
    assert own.safety.keys() <= set(protocol.safety)
    assert own.cautions.keys() <= {*protocol.cautions, *protocol.exclusions}
    cited = {source for _, rule in rules(protocol) for source in rule.source}
    assert own.sources.keys() <= cited


def test_what_they_share_two_of_them_use_or_a_problem_area_needs():
    shared = tomllib.loads((TERMS_FOLDER / "disorders.toml").read_text(encoding="utf-8"))
    used = [on_agendas(name) | set(of(name).safety) for name in SPECS]
    for term in (*shared["steps"], *shared["safety"]):
        assert sum(term in one for one in used) >= 2, term
    assert set(shared["areas"]) == {"loss_of_healthy_self", "role_insecurity"}
    listed = {one for area in shared["areas"].values() for one in area["strategies"]}
    assert set(shared["strategies"]) == listed


@each
def test_nobody_is_a_patient(name, spec):
    assert "patient" not in of(name).model_dump_json().lower().replace("outpatient", "")


@each
def test_urgent_things_come_first_everywhere(name, spec):
    protocol = of(name)
    assert {"imminent_risk", "withdrawal"} <= set(protocol.exclusions)
    for rule in ("exclusion_screen", "screen_then_plan", "no_score_decides", "deterioration"):
        assert rule in protocol.safety
    [screen] = [one for one in protocol.measures if one.when == "baseline"]
    assert screen.instrument == "asq"
    assert "C-SSRS" in screen.why


@each
def test_it_can_be_walked_at_random(name, spec):
    report = walk(of(name), 150, random.Random(7))
    assert not report.faulty, str(report)
