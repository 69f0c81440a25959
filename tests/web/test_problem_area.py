"""The room *Problem area*: reasons for and against each, the choice, the others, the work."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kith.core import problem_areas
from kith.record import clock
from kith.record.models import ProblemArea
from kith.record.services import agreements, assessment, course, notes
from kith.record.services import interpersonal as people
from kith.web.clinic.problem_area_forms import label_of

APRIL = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Europe/London"))
QUERIES = 25
AREAS = ("grief", "role_dispute", "role_transition", "interpersonal_deficits")


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/problem-area/"


@pytest.fixture
def tom(cast):
    """A husband with whom there is conflict since shortly before the onset."""
    (tom,) = people.add_people(
        by=cast.alice, episode=cast.cleo_care, labels=["Tom"], relations={"Tom": "husband"}
    )
    details = {
        "conflict": 3,
        "match": "mismatched",
        "trouble_since": date(2025, 8, 1),
        "trouble_precision": "month",
    }
    people.describe_person(by=cast.alice, episode=cast.cleo_care, person=tom, details=details)
    assessment.save_assessment(
        by=cast.alice,
        episode=cast.cleo_care,
        expected_version=0,
        found={"onset_on": date(2025, 10, 1), "onset_precision": "month"},
    )
    return tom


@pytest.fixture
def rose(cast):
    """A grandmother who died."""
    (rose,) = people.add_people(by=cast.alice, episode=cast.cleo_care, labels=["Rose"])
    details = {"died_on": date(2025, 9, 1), "died_precision": "month", "mourning": "delayed"}
    people.describe_person(by=cast.alice, episode=cast.cleo_care, person=rose, details=details)
    return rose


@pytest.fixture
def agreed(cast, tom):
    """The dispute with Tom, agreed in March at an impasse."""
    choice = agreements.Choice(
        area="role_dispute",
        reasons="The quarrels began before the symptoms.",
        person=tom,
        details={"stage": "impasse", "issue": "Who is at home"},
    )
    (area,) = agreements.agree_problem_areas(
        by=cast.alice,
        episode=cast.cleo_care,
        choices=[choice],
        set_aside={"grief": "Nobody has died."},
    )
    return area


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def card(page, name):
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def choice_of(tom, **more):
    """What a browser sends to choose the dispute with Tom."""
    return {
        "focus1-reasons": "The quarrels began before the symptoms.",
        "focus1-person": tom.pk,
        "focus1-issue": "Who is at home",
        "focus1-stage": "impasse",
        "focus1-stage_client": "renegotiation",
        "aside-grief": "Nobody close has died.",
        "aside-role_transition": "The new job is not hers.",
        "aside-interpersonal_deficits": "There are good friends.",
        **more,
    }


class TestWhatTheRecordSays:
    def test_where_little_is_known_it_says_so_and_what_to_ask(self, signed_in, address):
        page = card(text(signed_in.get(address)), "reading")
        assert "Not enough is known yet to say which area fits." in page
        assert "When did the symptoms begin?" in page
        assert "Kith lists reasons; it does not choose." in page

    @pytest.mark.parametrize("area", AREAS)
    def test_each_area_is_explained(self, signed_in, address, area):
        known = problem_areas.area(area)
        page = card(signed_in.get(address).content.decode(), area)
        assert known.name in page
        assert known.signs.goals[0] in page
        assert known.signs.listen_for[0].replace("“", "“") in page
        assert "Source not confirmed" in page

    def test_a_reason_leads_to_its_fact_and_its_rule(self, signed_in, address, cast, tom):
        page = card(text(signed_in.get(address)), "role_dispute")
        assert "What each expects of the other does not fit: Tom (husband)." in page
        assert f'href="/episodes/{cast.cleo_care.pk}/inventory/{tom.pk}/">in the inventory' in page
        assert "The rule" in page
        assert "Source:" in page
        assert "Well supported" in page

    def test_a_life_event_leads_to_the_timeline(self, signed_in, address, cast, tom):
        event = people.record_event(
            by=cast.alice,
            episode=cast.cleo_care,
            details={
                "title": "Lost the job", "kind": "work", "on": date(2025, 9, 1),
                "precision": "month", "valence": "bad",
            },
            people=[],
        )  # fmt: skip
        page = card(text(signed_in.get(address)), "role_transition")
        assert f"/timeline/{event.pk}/" in page
        assert "The change is felt as a loss, or the new role as too much: Lost the job." in page

    def test_what_is_dangerous_is_said(self, signed_in, address):
        page = text(signed_in.get(address))
        assert "ask about suicide now" in card(page, "grief")
        assert "safety comes first" in card(page, "role_dispute")


class TestChoosing:
    def test_the_first_step_only_picks(self, signed_in, address, tom):
        page = text(signed_in.get(address))
        assert "Role dispute (well supported)" in card(page, "choose")
        assert not ProblemArea.objects.exists()

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("", "This field is required"),
            ("?area=self_image", "self_image is not one of the available choices"),
            ("?area=grief&second=grief", "Choose a different second area, or none."),
        ],
    )
    def test_it_says_what_is_wrong_with_the_pick(self, signed_in, address, query, message):
        answer = signed_in.get(f"{address}choose/{query}")
        assert answer.status_code == 422
        assert message in text(answer)

    def test_it_drafts_why_the_others_are_set_aside(self, signed_in, address, cast, tom):
        people.describe_company(by=cast.alice, episode=cast.cleo_care, details={"before": "enough"})
        page = card(text(signed_in.get(f"{address}choose/?area=role_dispute")), "aside")
        assert "There used to be enough ties that were good." in page
        assert "Role dispute" not in page

    def test_it_stores_the_choice_and_says_what_comes_next(self, signed_in, address, tom):
        answer = signed_in.post(f"{address}choose/?area=role_dispute", choice_of(tom), follow=True)
        assert "Next: write the formulation." in text(answer)
        area = ProblemArea.objects.get()
        assert (area.area, area.rank, area.person) == ("role_dispute", 1, tom)
        assert (area.details["stage"], area.details["stage_client"]) == (
            "impasse",
            "renegotiation",
        )
        assert area.set_aside["grief"] == "Nobody close has died."

    def test_it_stores_two_in_their_order(self, signed_in, address, tom, rose):
        typed = choice_of(tom) | {
            "focus2-reasons": "Rose is not mourned yet.",
            "focus2-person": rose.pk,
        }
        del typed["aside-grief"]
        signed_in.post(f"{address}choose/?area=role_dispute&second=grief", typed)
        rows = ProblemArea.objects.values_list("area", "rank")
        assert list(rows) == [("role_dispute", 1), ("grief", 2)]

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"focus1-reasons": ""}, "This field is required"),
            ({"focus1-reasons": "it fits"}, "Write the reason for this focus in a sentence."),
            ({"focus1-person": ""}, "Choose with whom."),
            ({"focus1-stage": "war"}, "war is not one of the available choices"),
            ({"aside-grief": ""}, "This field is required"),
        ],
    )
    def test_it_says_what_is_missing_and_keeps_what_was_typed(
        self, signed_in, address, tom, wrong, message
    ):
        answer = signed_in.post(f"{address}choose/?area=role_dispute", choice_of(tom) | wrong)
        assert answer.status_code == 422
        assert message in text(answer)
        assert "The new job is not hers." in text(answer)
        assert not ProblemArea.objects.exists()

    def test_grief_is_for_somebody_who_died(self, signed_in, address, tom, rose):
        typed = {
            "focus1-reasons": "It began with the loss.",
            "focus1-person": tom.pk,
            **{f"aside-{area}": "Not this." for area in AREAS[1:]},
        }
        choose = f"{address}choose/?area=grief"
        assert "does not say that Tom has died" in text(signed_in.post(choose, typed))
        nobody = typed | {"focus1-person": ""}
        assert "Choose who died, or write it below." in text(signed_in.post(choose, nobody))
        assert not ProblemArea.objects.exists()
        signed_in.post(choose, nobody | {"focus1-who": "A school friend"})
        assert ProblemArea.objects.get().details["who"] == "A school friend"

    def test_what_is_agreed_is_there_when_it_is_chosen_again(self, signed_in, address, agreed):
        page = text(signed_in.get(f"{address}choose/?area=role_dispute"))
        assert "The quarrels began before the symptoms.</textarea>" in page
        assert '<option value="impasse" selected>' in page
        assert "Nobody has died.</textarea>" in page


class TestTheFocus:
    def test_it_is_shown_with_its_reasons_and_stage(self, signed_in, address, agreed):
        page = card(text(signed_in.get(address)), "focus")
        for words in ("The focus: Role dispute", "2 March 2026, Alice", "Tom", "Who is at home"):
            assert words in page
        assert problem_areas.stages()["impasse"].move in page
        assert "Nobody has died." in page

    def test_a_change_keeps_its_history(self, signed_in, address, agreed):
        with clock.at(APRIL):
            typed = {f"{agreed.pk}-issue": "Who is at home", f"{agreed.pk}-stage": "renegotiation"}
            answer = signed_in.post(f"{address}{agreed.pk}/", typed, follow=True)
        page = text(answer)
        assert "What changed is kept with its date." in page
        assert "20 April 2026: Stage, as you see it, from Impasse to Renegotiation" in page
        agreed.refresh_from_db()
        assert agreed.details["stage"] == "renegotiation"

    def test_a_wrong_stage_changes_nothing(self, signed_in, address, agreed):
        typed = {f"{agreed.pk}-issue": "My new words", f"{agreed.pk}-stage": "war"}
        answer = signed_in.post(f"{address}{agreed.pk}/", typed)
        assert answer.status_code == 422
        assert "My new words" in text(answer)
        agreed.refresh_from_db()
        assert agreed.details["stage"] == "impasse"

    def test_an_area_that_was_left_is_history_and_cannot_be_described(
        self, signed_in, address, cast, agreed, rose
    ):
        with clock.at(APRIL):
            choice = agreements.Choice(
                area="grief", reasons="Rose is not mourned yet.", person=rose
            )
            agreements.agree_problem_areas(
                by=cast.alice, episode=cast.cleo_care, choices=[choice], set_aside={}
            )
            page = card(text(signed_in.get(address)), "earlier")
            assert "Role dispute" in page
            assert "2 March 2026 to 20 April 2026, Alice" in page
            typed = {f"{agreed.pk}-stage": "renegotiation"}
            answer = signed_in.post(f"{address}{agreed.pk}/", typed)
        assert answer.status_code == 422
        agreed.refresh_from_db()
        assert agreed.details["stage"] == "impasse"

    @pytest.mark.parametrize(
        ("area", "name", "words"),
        [
            ("role_transition", "old_role", "The old role"),
            ("interpersonal_deficits", "pattern", "What repeats itself"),
            ("grief", "unknown", "unknown"),
            ("self_image", "anything", "anything"),
        ],
    )
    def test_details_are_called_by_their_names(self, area, name, words):
        assert label_of(area, name) == words


class TestTheWork:
    def test_its_strategies_stand_in_order_with_what_was_worked(
        self, signed_in, address, cast, agreed
    ):
        with clock.at(clock.now() + timedelta(days=7)):
            session = course.plan_session(
                by=cast.alice, episode=cast.cleo_care, starts_at=clock.now()
            )
            course.hold_session(by=cast.alice, session=session)
            work_on(cast, session, "dispute_link_onset")
            page = card(text(signed_in.get(address)), "focus")
        first, second = page.split("<li")[-11:-9]
        assert "Link onset and worse times to the dispute" in page
        assert "worked in session 1" in first
        assert "data-next" in second
        assert "Source not confirmed" in first


def work_on(cast, session, strategy):
    """Mark a strategy as worked on, as the session page does."""
    session.refresh_from_db()
    notes.save_work(
        by=cast.alice,
        session=session,
        expected_version=session.version,
        work={"strategies": [strategy]},
    )


class TestWhoMay:
    @pytest.mark.parametrize("who", ["charlie", "ada", "olga"])
    def test_nobody_else_finds_it(self, client, cast, address, agreed, who):
        client.force_login(getattr(cast, who))
        for path in ("", "choose/?area=grief"):
            assert client.get(address + path).status_code == 404
        for path in ("choose/?area=grief", f"{agreed.pk}/"):
            assert client.post(address + path).status_code == 404

    def test_an_area_of_another_course_is_not_found(self, client, cast, agreed):
        client.force_login(cast.charlie)
        path = f"/episodes/{cast.dana_care.pk}/problem-area/{agreed.pk}/"
        assert client.post(path).status_code == 404

    def test_after_the_end_it_is_read_and_not_changed(self, signed_in, address, cast, agreed):
        course.end_episode(
            by=cast.alice,
            episode=cast.cleo_care,
            disposition="dropped_out",
            words="She stopped coming after the first meeting.",
        )
        page = text(signed_in.get(address))
        assert "The focus: Role dispute" in page
        assert "Choose another focus" not in page
        assert "Write down where it stands now" not in page


class TestCost:
    @pytest.mark.parametrize("size", [1, 30])
    def test_it_asks_the_database_as_often_for_thirty_as_for_one(
        self, signed_in, address, cast, agreed, size, django_assert_max_num_queries
    ):
        people.add_people(
            by=cast.alice, episode=cast.cleo_care, labels=[f"P{n}" for n in range(size)]
        )
        with django_assert_max_num_queries(QUERIES):
            signed_in.get(address)
