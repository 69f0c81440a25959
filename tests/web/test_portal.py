"""The client's pages: one question a screen, kept answer by answer, and help always at hand."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client

from kith.core import catalogue
from kith.record import clock
from kith.record.models import AuditEvent, Invitation, Response
from kith.record.services import agreements, course, measures
from tests.web.portal import Walk, heading, link, words

HELP = "116 123"
PHQ9 = catalogue.instrument("phq9")


@pytest.fixture
def walk(cast):
    return link(cast.alice, cast.cleo_care)


# ---------------------------------------------------------------- the first page


def test_it_says_who_asks_why_how_long_and_who_reads_it(cast, walk):
    one, _ = walk
    page = one.get()
    said = words(page)
    assert page.status_code == 200
    for told in (
        "Riverside Clinic",
        "see how you have been",
        "about 3 minutes",
        "Alice and the people who work with Alice on your care read your answers",
        "Nobody reads your answers the moment you send them",
        "You can leave out any question",
        "Not today",
        HELP,
    ):
        assert told in said, told


def test_it_says_nothing_of_the_matter_in_the_title(walk):
    one, [asked] = walk
    for page in (one.get(), one.get("portal_question", asked.pk, 1)):
        title = re.search(r"<title>(.*?)</title>", page.content.decode())[1]
        assert title in {"Questions", "Question 1 of 9"}


def test_it_loads_no_script_and_sets_no_cookie(walk):
    one, [asked] = walk
    one.answer(asked, 1, 2)
    page = one.get("portal_question", asked.pk, 2)
    assert "<script" not in page.content.decode()
    assert not one.browser.cookies


@pytest.mark.parametrize("name", ["portal", "portal_not_today", "portal_plan"])
def test_it_lets_nobody_keep_a_page_or_learn_its_address(walk, name):
    page = walk[0].get(name)
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]


# ---------------------------------------------------------------- a question


def test_it_asks_one_question_in_its_official_words(walk):
    one, [asked] = walk
    page = one.get("portal_question", asked.pk, 1)
    said = words(page)
    assert heading(page) == PHQ9.items[0].text
    assert re.search(r"<legend><h1>", page.content.decode())
    assert PHQ9.stem in said
    assert "Question 1 of 9" in said
    for option in PHQ9.options:
        assert option.text in said
    assert "I would rather not answer this" in said
    assert HELP in said


def test_it_keeps_each_answer_and_goes_on(walk):
    one, [asked] = walk
    page = one.answer(asked, 1, 2)
    assert page.status_code == 303
    assert page["Location"] == one.url("portal_question", asked.pk, 2)
    asked.refresh_from_db()
    assert asked.draft == {"interest": 2}


def test_it_keeps_an_answer_left_out_as_no_answer(walk):
    one, [asked] = walk
    one.answer(asked, 1, None)
    asked.refresh_from_db()
    assert asked.draft == {"interest": None}
    assert "checked" in _choice(one.get("portal_question", asked.pk, 1), "skip")


def test_it_goes_back_without_losing_anything(walk):
    one, [asked] = walk
    one.answer(asked, 1, 3)
    assert f'href="{one.url("portal_question", asked.pk, 1)}"' in (
        one.get("portal_question", asked.pk, 2).content.decode()
    )
    assert "checked" in _choice(one.get("portal_question", asked.pk, 1), "3")


def test_it_goes_on_where_the_client_was_on_another_device(walk):
    one, [asked] = walk
    one.answer_all(asked, [1, 1, 1, 0, 0])
    elsewhere = Walk(one.token, Client())
    said = elsewhere.get()
    assert "5 of 9 answered" in words(said)
    assert one.url("portal_question", asked.pk, 6) in said.content.decode()


def test_it_asks_the_extra_question_only_where_an_answer_leads_to_it(walk):
    one, [asked] = walk
    last = one.answer_all(asked, [0] * 9)
    assert last["Location"] == one.url("portal_check", asked.pk)
    assert one.get("portal_question", asked.pk, 10).status_code == 302
    one.answer(asked, 1, 1)
    last = one.answer(asked, 9, 0)
    assert last["Location"] == one.url("portal_question", asked.pk, 10)
    page = one.get("portal_question", asked.pk, 10)
    assert "One more question" in words(page)
    assert "Question 10" not in words(page)


def test_it_forgets_the_extra_answer_once_it_is_not_asked_any_more(walk):
    one, [asked] = walk
    one.answer_all(asked, [1, 0, 0, 0, 0, 0, 0, 0, 0, 2])
    one.answer(asked, 1, 0, change=True)
    asked.refresh_from_db()
    assert "difficulty" not in asked.draft


def test_it_offers_no_second_way_to_refuse_where_a_refusal_counts(cast):
    one, [asked] = link(cast.alice, cast.cleo_care, "asq")
    page = one.get("portal_question", asked.pk, 1)
    assert "Refused to answer" in words(page)
    assert "I would rather not" not in words(page)


def test_it_shows_a_client_their_own_goals(cast):
    agreements.agree_contract(
        by=cast.alice,
        episode=cast.cleo_care,
        terms=agreements.Terms(
            sessions=16,
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(weeks=16),
            goals=["See my sister again"],
        ),
    )
    one, [asked] = link(cast.alice, cast.cleo_care, "goals")
    assert heading(one.get("portal_question", asked.pk, 1)) == "See my sister again"
    assert "Question 1 of 1" in words(one.get("portal_question", asked.pk, 1))
    assert one.get("portal_question", asked.pk, 2).status_code == 404
    one.answer_all(asked, [8])
    assert "See my sister again" in words(one.get("portal_check", asked.pk))


# ---------------------------------------------------------------- check, send, result


def test_it_shows_all_answers_before_they_are_sent(walk):
    one, [asked] = walk
    one.answer_all(asked, [2, None, *[0] * 5])
    page = one.get("portal_check", asked.pk)
    said = words(page)
    assert "They are not sent yet" in said
    assert "More than half the days" in said
    assert "You would rather not answer" in said
    assert "3 questions have no answer yet" in said
    assert f"{one.url('portal_question', asked.pk, 1)}?change" in page.content.decode()


def test_it_comes_back_to_the_check_after_a_change(walk):
    one, [asked] = walk
    one.answer_all(asked, [2, *[0] * 8, 1])
    page = one.answer(asked, 3, 1, change=True)
    assert page["Location"] == one.url("portal_check", asked.pk)


def test_it_asks_what_a_change_made_necessary(walk):
    one, [asked] = walk
    one.answer_all(asked, [0] * 9)
    page = one.answer(asked, 3, 1, change=True)
    assert page["Location"] == one.url("portal_question", asked.pk, 10) + "?change"


def test_it_stores_a_response_with_the_client_s_own_words(cast, walk):
    one, [asked] = walk
    one.answer_all(asked, [2, 2, 2, 2, 2, 0, 0, 0, 0, 1])
    page = one.send(asked, comment="The week at my mother's was hard.")
    assert page.status_code == 303
    response = Response.objects.get(episode=cast.cleo_care)
    assert response.total == 10
    assert response.band == "moderate"
    assert response.comment == "The week at my mother's was hard."
    assert response.mode == Response.Mode.LINK
    assert response.given_on == clock.today()


def test_it_says_what_the_number_means_and_what_happens_next(cast, walk):
    one, [asked] = walk
    course.plan_session(
        by=cast.alice, episode=cast.cleo_care, starts_at=clock.now() + timedelta(days=2)
    )
    one.answer_all(asked, [2, 2, 2, 2, 2, 0, 0, 0, 0, 1])
    one.send(asked)
    said = words(one.get("portal_result", asked.pk))
    for told in (
        "10 of 27",
        "“moderate”",
        "A higher score means that it is harder for you now",
        "It is not a diagnosis",
        "Alice reads your answers before you meet on 4 March 2026",
        "Finish",
        HELP,
    ):
        assert told in said, told


def test_it_compares_with_the_client_s_own_last_score(cast, walk):
    one, [asked] = walk
    measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument="phq9",
        answers={item.id: 2 for item in PHQ9.scored if item.id != "self_harm"},
        mode="paper",
        given_on=clock.today() - timedelta(days=7),
    )
    with clock.at(clock.now() + timedelta(hours=1)):
        one.answer_all(asked, [1, 1, 1, 1, 1, 0, 0, 0, 0, 1])
        one.send(asked)
        said = words(one.get("portal_result", asked.pk))
    assert "Last time, on 23 February 2026, it was 18." in said
    assert "It is 13 lower now." in said
    assert "A change of 6 or more is seen as a real one" in said


def test_it_gives_no_score_where_too_much_was_left_out(walk):
    one, [asked] = walk
    one.answer_all(asked, [2, None, None, None, 0, 0, 0, 0, 0, 1])
    one.send(asked)
    said = words(one.get("portal_result", asked.pk))
    assert "There is no score this time, as 3 questions have no answer" in said
    assert "“" not in said.split("What happens next")[0].split("Your answers to")[1]


def test_it_tells_a_client_no_result_that_only_clinicians_can_use(cast):
    one, [asked] = link(cast.alice, cast.cleo_care, "asq")
    one.answer_all(asked, [0, 0, 0, 1, 0])
    one.send(asked)
    assert "positive" not in words(one.get("portal_result", asked.pk))


def test_it_goes_from_one_questionnaire_to_the_next(cast):
    one, [first, second] = link(cast.alice, cast.cleo_care, "gad7", "phq9")
    one.answer_all(first, [0] * 7)
    one.send(first)
    page = one.get("portal_result", first.pk)
    assert "one more set of questions: PHQ-9" in words(page)
    assert one.url("portal_question", second.pk, 1) in page.content.decode()
    assert one.get().status_code == 200


def test_it_can_be_read_again_for_an_hour_and_then_tells_nothing(walk):
    one, [asked] = walk
    one.answer_all(asked, [0] * 9)
    one.send(asked)
    assert one.get("portal_done").status_code == 200
    assert one.get("portal_result", asked.pk).status_code == 200
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        for name, rest in (("portal_done", []), ("portal_result", [asked.pk])):
            page = one.get(name, *rest)
            assert page.status_code == 410
            assert "PHQ" not in words(page)


# ---------------------------------------------------------------- not today


def test_it_lets_the_client_say_not_today(walk):
    one, [asked] = walk
    one.answer(asked, 1, 1)
    assert "Nobody will ask you why" in words(one.get("portal_not_today"))
    page = one.post("portal_not_today")
    assert page["Location"] == one.url("portal_done")
    assert "The questions are put aside" in words(one.get("portal_done"))
    asked.refresh_from_db()
    assert asked.declined_at
    assert asked.draft == {"interest": 1}
    assert not Response.objects.exists()


def test_it_keeps_what_was_sent_when_the_rest_is_put_aside(cast):
    one, [first, second] = link(cast.alice, cast.cleo_care, "gad7", "phq9")
    one.answer_all(first, [0] * 7)
    one.send(first)
    one.post("portal_not_today")
    second.refresh_from_db()
    assert second.declined_at
    assert Response.objects.get().instrument == "gad7"
    assert "All done" in words(one.get("portal_done"))


# ---------------------------------------------------------------- links that do not open

OVER = {
    "sent": "You have finished here",
    "withdrawn": "This link is closed",
    "old": "This link has run out",
}


@pytest.mark.parametrize("state", OVER)
def test_it_has_a_calm_page_for_a_link_that_is_over(cast, walk, state):
    one, [asked] = walk
    invitation = Invitation.objects.get()
    moment = clock.now() + timedelta(minutes=5)
    if state == "sent":
        one.answer_all(asked, [0] * 9)
        one.send(asked)
    elif state == "withdrawn":
        measures.withdraw_link(by=cast.alice, invitation=invitation)
    else:
        moment = clock.now() + timedelta(days=14, minutes=1)
    with clock.at(moment):
        page = one.get()
    assert page.status_code == 410
    assert heading(page).startswith(OVER[state])
    assert "Riverside Clinic, 020 7946 0000" in words(page)
    assert HELP in words(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert cast.cleo.first_name not in words(page)


@pytest.mark.parametrize("alter", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.swapcase()])
def test_it_has_a_calm_page_for_a_link_that_was_altered(walk, alter):
    one, [asked] = walk
    altered = Walk(alter(one.token), Client())
    for page in (altered.get(), altered.answer(asked, 1, 2)):
        assert page.status_code == 404
        assert "This link does not open" in words(page)
        assert "cut short" in words(page)
        assert HELP in words(page)
    asked.refresh_from_db()
    assert asked.draft == {}


def test_it_opens_no_other_client_s_questions(cast, walk):
    one, _ = walk
    _, [other] = link(cast.charlie, cast.dana_care)
    for page in (one.get("portal_question", other.pk, 1), one.answer(other, 1, 2), one.send(other)):
        assert page.status_code == 404
    other.refresh_from_db()
    assert other.draft == {}


# ---------------------------------------------------------------- bad input

BAD = ["4", "-1", "two", "", "1.5", "9" * 400, "0 or 1=1"]


@pytest.mark.parametrize("value", BAD)
def test_it_refuses_an_answer_that_is_none_and_stores_nothing(walk, value):
    one, [asked] = walk
    page = one.answer(asked, 1, value)
    assert page.status_code == 422
    assert ("Choose one of" in words(page)) or ("is not one of the answers" in words(page))
    assert HELP in words(page)
    asked.refresh_from_db()
    assert asked.draft == {}


@pytest.mark.parametrize("number", [0, 11, 999])
def test_it_knows_no_other_question(walk, number):
    one, [asked] = walk
    page = one.answer(asked, number, 1)
    assert page.status_code == 404
    assert "Your answers are safe" in words(page)
    asked.refresh_from_db()
    assert asked.draft == {}


def test_it_stores_one_response_however_often_it_is_sent(walk):
    one, [asked] = walk
    one.answer_all(asked, [1] * 8 + [0, 1])
    pages = [one.send(asked, comment="once") for _ in range(3)]
    assert [page["Location"] for page in pages] == [one.url("portal_result", asked.pk)] * 3
    assert Response.objects.count() == 1
    assert AuditEvent.objects.filter(action="response.submitted").count() == 1


def test_it_takes_no_answer_once_they_are_sent(walk):
    one, [asked] = walk
    one.answer_all(asked, [0] * 9)
    one.send(asked)
    page = one.answer(asked, 9, 3)
    assert page.status_code == 410
    assert "nothing was changed" in words(page)
    assert Response.objects.get().total == 0


def test_it_takes_no_answer_after_the_link_has_run_out(walk):
    one, [asked] = walk
    one.answer(asked, 1, 1)
    with clock.at(clock.now() + timedelta(days=15)):
        assert one.answer(asked, 2, 3).status_code == 410
        assert one.send(asked).status_code == 410
    asked.refresh_from_db()
    assert asked.draft == {"interest": 1}
    assert not Response.objects.exists()


def test_it_sends_nothing_where_nothing_was_answered(walk):
    one, [asked] = walk
    one.answer(asked, 1, None)
    page = one.send(asked)
    assert page.status_code == 422
    assert "There is nothing to send yet" in words(page)
    assert not Response.objects.exists()


def test_it_gives_back_a_comment_that_is_too_long(walk):
    one, [asked] = walk
    one.answer_all(asked, [0] * 9)
    long = "word " * 500
    page = one.send(asked, comment=long)
    assert page.status_code == 422
    assert long.strip() in words(page)
    assert not Response.objects.exists()


def test_it_escapes_what_a_client_writes_in_the_draft_of_a_comment(walk):
    one, [asked] = walk
    one.answer_all(asked, [0] * 9)
    page = one.send(asked, comment="<script>alert(1)</script>" + "x" * 2000)
    assert "<script>" not in page.content.decode()


# ---------------------------------------------------------------- what must not leak


def test_it_writes_no_token_into_any_log(walk, caplog):
    one, [asked] = walk
    caplog.set_level(logging.DEBUG)
    one.get()
    one.answer(asked, 99, 1)
    one.get("portal_question", 123456, 1)
    Walk(one.token + "x", Client()).get()
    one.browser.get(f"/m/{one.token}/nowhere/")
    assert one.token not in caplog.text
    assert one.token not in str(list(AuditEvent.objects.values()))
    assert one.token not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize(
    ("path", "most"), [("portal", 6), ("portal_question", 6), ("portal_check", 6)]
)
def test_it_asks_the_database_little(walk, path, most, django_assert_max_num_queries):
    one, [asked] = walk
    rest = {"portal_question": [asked.pk, 1], "portal_check": [asked.pk]}.get(path, [])
    one.answer_all(asked, [1, 1])
    with django_assert_max_num_queries(most):
        assert one.get(path, *rest).status_code == 200


def _choice(page, value):
    """The tag of the answer with this value."""
    return re.search(rf'<input[^>]*value="{value}"[^>]*>', page.content.decode())[0]
