"""Problem areas: what the record knows for them, what is agreed, audited and refused."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kith.core import problem_areas
from kith.core.errors import RefusedError
from kith.record import clock
from kith.record.considering import facts_for_areas
from kith.record.facts import course_of
from kith.record.models import AuditEvent, ProblemArea
from kith.record.services import agreements, assessment, course
from kith.record.services import interpersonal as people
from kith.record.services.agreements import Choice

APRIL = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Europe/London"))
REASON = "The quarrels began before the symptoms did."
ASIDE = {
    "grief": "Nobody close has died.",
    "role_transition": "Nothing else has changed.",
    "interpersonal_deficits": "There are friends.",
}


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def ann(cast, care):
    return people.add_people(by=cast.alice, episode=care, labels=["Ann"])[0]


@pytest.fixture
def agree(cast, care):
    def call(*choices, set_aside=None, by=None):
        return agreements.agree_problem_areas(
            by=by or cast.alice, episode=care, choices=choices, set_aside=set_aside or {}
        )

    return call


def dispute(**more):
    return Choice(area="role_dispute", reasons=REASON, **more)


class TestAgreeing:
    def test_it_stores_the_choice_with_its_reasons(self, cast, care, agree, ann):
        details = {"stage": "impasse", "issue": "who does what"}
        (area,) = agree(dispute(person=ann, details=details), set_aside=ASIDE)
        assert (area.rank, area.person, area.agreed_on) == (1, ann, date(2026, 3, 2))
        assert area.set_aside == ASIDE
        assert area.details["stage"] == "impasse"
        row = AuditEvent.objects.get(action="area.agreed")
        assert row.details == {"areas": ["role_dispute"]}
        assert row.client_id == cast.cleo.pk

    def test_the_step_of_the_protocol_is_reached_with_it(self, care, agree):
        assert "problem_area_agreed" not in course_of(care).reached
        agree(dispute())
        assert "problem_area_agreed" in course_of(care).reached

    def test_a_later_choice_leaves_the_earlier_one_in_the_history(self, cast, care, agree):
        agree(dispute())
        with clock.at(APRIL):
            agree(Choice(area="role_transition", reasons=REASON), dispute())
        rows = ProblemArea.objects.order_by("pk").values_list("area", "rank", "left_on")
        assert list(rows) == [
            ("role_dispute", 1, date(2026, 4, 20)),
            ("role_transition", 1, None),
            ("role_dispute", 2, None),
        ]

    def test_an_area_kept_in_a_new_choice_keeps_its_details(self, cast, care, agree):
        agree(dispute(details={"stage": "impasse"}))
        with clock.at(APRIL):
            (area,) = agree(dispute(details={"stage": "renegotiation"}))
        assert [(step["on"], step["to"]) for step in area.details["history"]] == [
            ("2026-03-02", "impasse"),
            ("2026-04-20", "renegotiation"),
        ]

    @pytest.mark.parametrize(
        ("choices", "aside", "field", "message"),
        [
            ([], {}, "area", "one problem area, at most two"),
            (["grief", "role_dispute", "role_transition"], {}, "area", "at most two"),
            (["grief", "grief"], {}, "area", "at most two"),
            (["self_image"], {}, "area", "does not offer self_image"),
            (["grief"], {"self_image": "no"}, "area", "does not offer self_image"),
            (["grief"], {"grief": "no"}, "area", "not both"),
        ],
    )
    def test_it_refuses_what_is_no_choice(self, agree, choices, aside, field, message):
        with pytest.raises(RefusedError, match=message) as refusal:
            agree(*(Choice(area=one, reasons=REASON) for one in choices), set_aside=aside)
        assert refusal.value.field == field
        assert not ProblemArea.objects.exists()

    def test_it_refuses_a_choice_without_a_reason(self, agree):
        with pytest.raises(RefusedError, match="the reason for this focus") as refusal:
            agree(Choice(area="grief", reasons="it fits"))
        assert refusal.value.field == "reasons"

    def test_it_refuses_a_stage_that_is_not_there(self, agree):
        with pytest.raises(RefusedError, match="one of the stages") as refusal:
            agree(dispute(details={"stage": "war"}))
        assert refusal.value.field == "stage"

    def test_it_refuses_a_person_of_another_client(self, cast, agree):
        (stranger,) = people.add_people(by=cast.charlie, episode=cast.dana_care, labels=["Kim"])
        with pytest.raises(RefusedError, match="another client"):
            agree(dispute(person=stranger))

    def test_it_refuses_whoever_does_not_look_after_the_client(self, cast, agree):
        with pytest.raises(RefusedError, match="look after this client"):
            agree(dispute(), by=cast.charlie)


class TestDescribing:
    def test_each_change_is_dated(self, cast, agree):
        (area,) = agree(dispute(details={"stage": "renegotiation"}))
        with clock.at(APRIL):
            agreements.describe_area(
                by=cast.alice, area=area, details={"stage": "impasse", "stage_client": ""}
            )
        area.refresh_from_db()
        assert area.details["stage"] == "impasse"
        assert area.details["history"][-1] == {
            "on": "2026-04-20",
            "what": "stage",
            "from": "renegotiation",
            "to": "impasse",
        }
        assert AuditEvent.objects.get(action="area.described").client_id == cast.cleo.pk

    def test_nothing_is_written_where_nothing_changed(self, cast, agree):
        (area,) = agree(dispute(details={"stage": "impasse"}))
        agreements.describe_area(by=cast.alice, area=area, details={"stage": "impasse"})
        assert not AuditEvent.objects.filter(action="area.described").exists()

    def test_an_area_that_was_left_is_history(self, cast, agree):
        (old,) = agree(dispute())
        agree(Choice(area="grief", reasons=REASON))
        old.refresh_from_db()
        with pytest.raises(RefusedError, match="no longer the focus"):
            agreements.describe_area(by=cast.alice, area=old, details={"stage": "impasse"})

    def test_it_does_not_know_details_of_another_area(self, cast, agree):
        (area,) = agree(dispute())
        with pytest.raises(AssertionError, match="old_role"):
            agreements.describe_area(by=cast.alice, area=area, details={"old_role": "nurse"})


class TestFacts:
    """What the record says for the four areas. What was not asked stays open."""

    def test_an_empty_record_knows_nothing(self, care):
        facts = facts_for_areas(care)
        considered = problem_areas.consider(facts)
        assert problem_areas.reading(considered).startswith("Not enough is known yet")
        assert facts.isolation.long_standing is None
        assert facts.all_ties is facts.all_changes is facts.onset_known is False

    def test_a_dispute_is_read_from_the_tie_and_its_date(self, cast, care, ann):
        onset(cast, care)
        people.describe_person(
            by=cast.alice,
            episode=care,
            person=ann,
            details={
                "conflict": 3,
                "match": "mismatched",
                "trouble_since": date(2025, 9, 1),
                "trouble_precision": "month",
                "relation": "sister",
            },
        )
        first = problem_areas.consider(facts_for_areas(care))[0]
        assert first.area.id == "role_dispute"
        assert {reason.rule for reason in first.speaks_for} == {
            "conflict_now",
            "mismatch",
            "dispute_near_onset",
        }
        assert {reason.fact for reason in first.speaks_for} == {f"person:{ann.pk}"}

    def test_the_stage_agreed_on_is_part_of_it(self, cast, care, ann, agree):
        agree(dispute(person=ann, details={"stage": "impasse"}))
        (tie,) = facts_for_areas(care).ties
        assert tie.stage == "impasse"

    def test_a_death_is_read_with_its_mourning(self, cast, care, ann):
        onset(cast, care)
        people.describe_person(
            by=cast.alice,
            episode=care,
            person=ann,
            details={
                "died_on": date(2025, 9, 1),
                "died_precision": "month",
                "mourning": "delayed",
            },
        )
        (death,) = facts_for_areas(care).deaths
        assert (death.who, death.before_onset, death.mourning) == ("Ann", 1.0, "delayed")
        assert facts_for_areas(care).ties == ()

    def test_a_change_called_hard_is_hard(self, cast, care):
        onset(cast, care)
        for title, valence in (("Lost the job", "bad"), ("Moved house", "good")):
            people.record_event(
                by=cast.alice,
                episode=care,
                details={
                    "title": title,
                    "kind": "work",
                    "on": date(2025, 9, 1),
                    "precision": "month",
                    "valence": valence,
                },
                people=[],
            )
        hard = {change.what: change.hard for change in facts_for_areas(care).changes}
        assert hard == {"Lost the job": True, "Moved house": None}

    @pytest.mark.parametrize(("before", "long"), [("few", True), ("enough", False), ("", None)])
    def test_company_says_how_long_it_has_been_lonely(self, cast, care, before, long):
        people.describe_company(
            by=cast.alice, episode=care, details={"before": before, "lonely_now": True}
        )
        isolation = facts_for_areas(care).isolation
        assert (isolation.long_standing, isolation.lonely_now) == (long, True)

    def test_nobody_to_confide_in_is_read_from_the_inventory(self, cast, care, ann):
        assert facts_for_areas(care).isolation.has_confidant is None
        people.describe_person(by=cast.alice, episode=care, person=ann, details={"confiding": 1})
        assert facts_for_areas(care).isolation.has_confidant is False

    def test_only_a_recorded_step_says_that_everything_was_asked(self, cast, care):
        for step in ("inventory_mapped", "timeline_drawn"):
            course.reach(by=cast.alice, episode=care, step=step)
        facts = facts_for_areas(care)
        assert facts.all_deaths
        assert facts.all_ties
        assert facts.all_changes

    def test_it_reads_a_fixed_number_of_times(self, cast, care, django_assert_max_num_queries):
        people.add_people(by=cast.alice, episode=care, labels=[f"P{n}" for n in range(30)])
        with django_assert_max_num_queries(8):
            facts_for_areas(care)


def onset(cast, care):
    assessment.save_assessment(
        by=cast.alice,
        episode=care,
        expected_version=0,
        found={"onset_on": date(2025, 10, 1), "onset_precision": "month"},
    )
