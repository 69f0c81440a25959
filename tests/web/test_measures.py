"""The measures room: what is due and why, links, answers on paper, and what changed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from kith.core import catalogue
from kith.record import clock
from kith.record.models import Invitation, Response
from kith.record.services import course, measures
from tests.web.portal import link, words

PHQ9 = catalogue.instrument("phq9")


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def answer(cast, care):
    """Put a PHQ-9 of so many points into the record, so many days ago."""

    def put(points, days=0, by=None, self_harm=0):
        values, left = {}, points
        for item in PHQ9.scored:
            values[item.id] = self_harm if item.id == "self_harm" else min(3, left)
            left -= 0 if item.id == "self_harm" else values[item.id]
        return measures.enter_response(
            by=by or cast.alice,
            episode=care,
            instrument="phq9",
            answers=values,
            mode="paper",
            given_on=clock.today() - timedelta(days=days),
        )

    return put


def room(care):
    return reverse("measures", args=[care.pk])


# ---------------------------------------------------------------- what is due, and links


def test_it_says_what_is_due_and_why(alice, care):
    said = words(alice.get(room(care)))
    assert "for session 1" in said
    assert "Why this?" in said
    assert "Source:" in said
    assert "Nothing is answered yet" in said


def test_it_has_chosen_already_what_is_due(alice, care):
    page = alice.get(room(care)).content.decode()
    assert "checked" in re.search(r'<input[^>]*value="phq9"[^>]*>', page)[0]
    assert "checked" not in re.search(r'<input[^>]*value="asq"[^>]*>', page)[0]
    assert 'value="wsas"' not in page, "its wording is withheld: no client can be asked it"


def test_it_shows_a_link_once(alice, care):
    page = alice.post(reverse("send_measures", args=[care.pk]), {"instruments": ["phq9", "gad7"]})
    said = words(page)
    token = re.search(r"http://testserver/m/([^/]+)/", page.content.decode())[1]
    assert page.status_code == 200
    assert "It is shown this once" in said
    assert "PHQ-9, GAD-7" in said
    assert alice.get(reverse("portal", args=[token])).status_code == 200
    assert token not in alice.get(room(care)).content.decode()


def test_it_offers_words_that_give_nothing_away(alice, care):
    page = alice.post(reverse("send_measures", args=[care.pk]), {"instruments": ["phq9"]})
    text = re.search(
        r'<textarea id="words"[^>]*>(.*?)</textarea>', page.content.decode(), re.DOTALL
    )
    for telling in ("clinic", "therap", "depress", "PHQ", "Cleo", "Riverside", "questionnaire"):
        assert telling.lower() not in text[1].lower()


@pytest.mark.parametrize("chosen", [[], ["nothing"], ["wsas"], ["phq9", "<b>"]])
def test_it_makes_no_link_of_a_wrong_choice(alice, care, chosen):
    page = alice.post(reverse("send_measures", args=[care.pk]), {"instruments": chosen})
    assert page.status_code == 422
    assert "Please check what you entered" in words(page)
    assert not Invitation.objects.exists()


def test_it_makes_no_link_without_help_numbers(alice, cast, care):
    cast.clinic.crisis_lines = []
    cast.clinic.save()
    page = alice.post(reverse("send_measures", args=[care.pk]), {"instruments": ["phq9"]})
    assert page.status_code == 422
    assert "no help numbers yet" in words(page)
    assert not Invitation.objects.exists()


def test_it_shows_how_far_a_client_is_and_never_the_answers(alice, cast, care):
    walk, [asked] = link(cast.alice, care)
    walk.answer_all(asked, [3, 3, 3, 3, 3])
    said = words(alice.get(room(care)))
    assert "PHQ-9: 5 of 9 answered" in said
    assert "Nearly every day" not in said


def test_it_closes_a_link_after_asking(alice, cast, care):
    walk, _ = link(cast.alice, care)
    address = reverse("withdraw_link", args=[care.pk, Invitation.objects.get().pk])
    assert "Close this link?" in words(alice.get(address))
    assert walk.get().status_code == 200
    page = alice.post(address, follow=True)
    assert "The link is closed" in words(page)
    assert "withdrawn" in words(page)
    assert walk.get().status_code == 410


def test_it_does_not_close_a_link_that_was_used(alice, cast, care):
    walk, [asked] = link(cast.alice, care)
    walk.answer_all(asked, [0] * 9)
    walk.send(asked)
    page = alice.post(reverse("withdraw_link", args=[care.pk, Invitation.objects.get().pk]))
    assert page.status_code == 409
    assert "has been used" in words(page)


def test_it_says_when_a_client_put_the_questions_aside(alice, cast, care):
    walk, _ = link(cast.alice, care)
    walk.post("portal_not_today")
    assert "put aside by the client" in words(alice.get(room(care)))


# ---------------------------------------------------------------- answers on paper or aloud


def entered(alice, care, instrument, **typed):
    return alice.post(reverse("enter_response", args=[care.pk, instrument]), typed)


def all_zero(instrument, **more):
    answers = {f"item-{one.id}": "0" for one in catalogue.instrument(instrument).items}
    return {**answers, "mode": "paper", "given_on": clock.today().isoformat(), **more}


def test_it_takes_answers_given_on_paper(alice, care):
    typed = all_zero("phq9", **{"item-mood": "2", "item-difficulty": "1", "comment": "By post."})
    page = entered(alice, care, "phq9", **typed)
    response = Response.objects.get()
    assert page["Location"] == reverse("response", args=[care.pk, response.pk])
    assert (response.total, response.mode, response.comment) == (2, "paper", "By post.")
    assert response.entered_by.name == "Alice"


def test_it_takes_blanks_as_no_answer(alice, care):
    typed = all_zero("gad7", **{"item-worry": "", "item-afraid": "3"})
    entered(alice, care, "gad7", **typed)
    assert Response.objects.get().answers["worry"] is None


def test_it_shows_numbers_and_short_labels_where_the_wording_is_withheld(alice, care):
    said = words(alice.get(reverse("enter_response", args=[care.pk, "wsas"])))
    assert "Kith does not hold the wording" in said
    assert "1. work, 0 to 8" in said
    page = entered(alice, care, "wsas", **all_zero("wsas", **{"item-work": "8"}))
    assert page.status_code == 302
    assert Response.objects.get().total == 8


WRONG = {
    "out of range": ({"item-mood": "4"}, "Allowed: 0, 1, 2, 3, or no answer"),
    "no number": ({"item-mood": "often"}, "Allowed: 0, 1, 2, 3, or no answer"),
    "after today": ({"given_on": "2026-03-03"}, "cannot be given after today"),
    "before the referral": ({"given_on": "2026-02-22"}, "cannot be older than the referral"),
    "no such day": ({"given_on": "2026-02-30"}, "Enter a valid date"),
    "unknown way": ({"mode": "telepathy"}, "Select a valid choice"),
    "not asked": ({"item-difficulty": "2"}, "is not asked after the other answers"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_it_refuses_wrong_answers_and_keeps_what_was_typed(alice, care, wrong):
    typed, message = WRONG[wrong]
    page = entered(
        alice,
        care,
        "phq9",
        **{**all_zero("phq9"), "item-difficulty": "", "comment": "Kept.", **typed},
    )
    assert page.status_code == 422
    assert message in words(page)
    assert "Kept." in words(page)
    assert not Response.objects.exists()


def test_it_refuses_a_form_without_any_answer(alice, care):
    typed = {"mode": "paper", "given_on": clock.today().isoformat()}
    page = entered(alice, care, "phq9", **typed)
    assert page.status_code == 422
    assert "Enter at least one answer" in words(page)


def test_it_knows_no_other_questionnaire(alice, care):
    assert alice.get(reverse("enter_response", args=[care.pk, "nothing"])).status_code == 404


# ---------------------------------------------------------------- history and one response


def test_it_draws_scores_and_says_the_same_as_a_table(alice, care, answer):
    answer(19, days=7)
    answer(9)
    page = alice.get(room(care))
    said = words(page)
    assert page.content.decode().count("<svg") >= 2
    assert "PHQ-9 on 2 March 2026: 9 of 27 (mild). 10 lower than the first (19)." in said
    assert "The same as a table" in said
    assert "reliably better than at first" in said


def test_it_marks_a_risk_answer_by_words_and_shape(alice, care, answer):
    answer(5, self_harm=1)
    page = alice.get(room(care))
    assert "risk answer" in words(page)
    assert 'class="flagged"' in page.content.decode()


def test_it_shows_raw_answers_before_scores(alice, care, answer):
    response = answer(19)
    page = alice.get(reverse("response", args=[care.pk, response.pk]))
    said = words(page)
    assert said.index("Nearly every day") < said.index("moderately severe")
    assert "19 of 27" in said
    assert "Kroenke 2001" in said
    assert "Depressive syndrome" in said
    assert "Source not confirmed" in said


def test_it_says_by_which_rule_a_change_is_reliable(alice, care, answer):
    answer(19, days=7)
    said = words(alice.get(reverse("response", args=[care.pk, answer(9).pk])))
    assert "a change of 6 or more is reliable" in said
    assert "PMC8411661" in said


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (15, 10, "no reliable change since the first"),
        (15, 9, "reliably better than at first"),
        (9, 15, "reliably worse than at first"),
    ],
)
def test_it_judges_a_change_by_the_published_points(alice, care, answer, first, last, expected):
    answer(first, days=7)
    assert expected in words(alice.get(reverse("response", args=[care.pk, answer(last).pk])))


def test_it_asks_to_ask_where_the_risk_question_was_left_out(alice, care):
    answers = {item.id: 1 for item in PHQ9.items if item.id != "self_harm"}
    response = measures.enter_response(
        by=care.therapist,
        episode=care,
        instrument="phq9",
        answers=answers,
        mode="interview",
        given_on=clock.today(),
    )
    said = words(alice.get(reverse("response", args=[care.pk, response.pk])))
    assert "A question about risk has no answer" in said
    assert "Ask in person" in said


def test_it_shows_what_counting_found_with_its_meaning(alice, cast, care):
    walk, [asked] = link(cast.alice, care, "asq")
    walk.answer_all(asked, [0, 0, 0, 1, 0])
    walk.send(asked)
    said = words(alice.get(reverse("response", args=[care.pk, Response.objects.get().pk])))
    assert "non-acute positive" in said
    assert "A brief suicide safety assessment before the person leaves" in said


# ---------------------------------------------------------------- who may, and how much it costs


@pytest.mark.parametrize("person", ["charlie", "ada", "olga"])
@pytest.mark.parametrize("name", ["measures", "send_measures", "enter_response", "response"])
def test_it_does_not_exist_for_somebody_else(cast, client, care, answer, person, name):
    rest = {"enter_response": ["phq9"], "response": [answer(3).pk]}.get(name, [])
    client.force_login(getattr(cast, person))
    address = reverse(name, args=[care.pk, *rest])
    page = (
        client.post(address, {"instruments": ["phq9"]}) if "send" in name else client.get(address)
    )
    assert page.status_code == 404


def test_it_shows_no_response_of_another_course(alice, cast):
    other = measures.enter_response(
        by=cast.charlie,
        episode=cast.dana_care,
        instrument="phq9",
        answers={"mood": 3},
        mode="paper",
        given_on=clock.today(),
    )
    assert alice.get(reverse("response", args=[cast.cleo_care.pk, other.pk])).status_code == 404
    assert alice.get(reverse("response", args=[cast.dana_care.pk, other.pk])).status_code == 404


def test_it_asks_the_database_no_more_for_a_long_course(
    alice, cast, care, answer, django_assert_max_num_queries
):
    for week in range(2):
        answer(5 + week, days=week, self_harm=week)
        link(cast.alice, care)
    with django_assert_max_num_queries(32) as few:
        alice.get(room(care))
    budget = len(few)
    for week in range(6):
        answer(5 + week, days=week, self_harm=1)
        link(cast.alice, care)
    with django_assert_max_num_queries(budget):
        alice.get(room(care))


def test_it_is_read_only_once_the_course_has_ended(alice, cast, care, answer):
    answer(9)
    course.end_episode(
        by=cast.alice, episode=care, disposition="dropped_out", words="Moved away; wrote to say so."
    )
    page = alice.get(room(care))
    assert "mild" in words(page)
    assert reverse("send_measures", args=[care.pk]) not in page.content.decode()
    enter = alice.get(reverse("enter_response", args=[care.pk, "phq9"]))
    assert "You can read this record" in words(enter)
    for refused in (
        alice.post(reverse("send_measures", args=[care.pk]), {"instruments": ["phq9"]}),
        entered(alice, care, "phq9", **all_zero("phq9", **{"item-difficulty": ""})),
    ):
        assert refused.status_code == 422
        assert "This course of care ended" in words(refused)
    assert not Invitation.objects.exists()
    assert Response.objects.count() == 1
