"""Links, answers, responses and alerts: what is stored, what is audited, what is refused."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.errors import AnswersError, NotYetError, RefusedError
from kith.record import access, clock
from kith.record.models import Alert, AuditEvent, Invitation, Response
from kith.record.services import measures as service
from kith.record.services import safety
from tests.cast import REFERRED
from tests.record.racing import race

PHQ9 = catalogue.instrument("phq9")
ITEMS = [item.id for item in PHQ9.scored]
REASON = "Asked directly: passing thoughts, no plan. Plan gone through."


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def asked(cast, care):
    """One open link with a PHQ-9."""
    return send(cast, care, "phq9")[1][0]


def send(cast, care, *instruments):
    invitation, _ = service.send_measures(by=cast.alice, episode=care, instruments=instruments)
    return invitation, list(access.assignments(invitation))


def answer(assignment, item, value):
    return service.save_answer(
        by=assignment.invitation, assignment=assignment, item=item, value=value
    )


def submit(assignment, **more):
    return service.submit_response(by=assignment.invitation, assignment=assignment, **more)


def enter(cast, care, answers, **more):
    return service.enter_response(
        **{
            "by": cast.alice,
            "episode": care,
            "instrument": "phq9",
            "answers": answers,
            "mode": "paper",
            "given_on": clock.today(),
            **more,
        }
    )


# ---------------------------------------------------------------- links


def test_a_link_asks_each_questionnaire_once_in_order_for_two_weeks(cast, care, audited):
    with audited(cast.alice, cast.cleo, "link.sent"):
        invitation, parts = send(cast, care, "gad7", "phq9", "gad7")
    assert [one.instrument for one in parts] == ["gad7", "phq9"]
    assert all(one.instrument_version == 1 for one in parts)
    assert invitation.expires_at == clock.now() + timedelta(days=14)


@pytest.mark.parametrize(
    ("instruments", "says"), [([], "at least one"), (["wsas"], "may not be shown")]
)
def test_a_link_is_not_made_of_nothing_or_of_withheld_wording(
    cast, care, refused, instruments, says
):
    with refused(RefusedError, says, "instruments"):
        service.send_measures(by=cast.alice, episode=care, instruments=instruments)


def test_no_client_is_asked_where_there_are_no_help_numbers(cast, care, refused):
    cast.clinic.crisis_lines = []
    cast.clinic.save()
    with refused(RefusedError, "no help numbers"):
        service.send_measures(by=cast.alice, episode=care, instruments=["phq9"])


def test_a_link_is_withdrawn_once_and_takes_nothing_afterwards(cast, asked, refused, audited):
    with audited(cast.alice, cast.cleo, "link.withdrawn"):
        service.withdraw_link(by=cast.alice, invitation=asked.invitation)
        service.withdraw_link(by=cast.alice, invitation=asked.invitation)
    with refused(RefusedError, "This link is over"):
        answer(asked, "mood", 1)


def test_a_used_link_is_not_withdrawn_even_by_a_page_that_does_not_know(cast, asked, refused):
    stale = Invitation.objects.get(pk=asked.invitation_id)
    answer(asked, "mood", 1)
    submit(asked)
    with refused(RefusedError, "has been used"):
        service.withdraw_link(by=cast.alice, invitation=stale)


# ---------------------------------------------------------------- answers, one by one


def test_an_answer_is_kept_with_its_trace(asked, audited, cast):
    with audited(asked.invitation, cast.cleo, "answer.saved"):
        assert answer(asked, "mood", 2) == []
    asked.refresh_from_db()
    assert asked.draft == {"mood": 2}


@pytest.mark.parametrize("value", [4, -1, True, "2", 1.5])
def test_an_answer_out_of_range_is_refused_whole(asked, refused, value):
    with refused(AnswersError, "allowed: 0, 1, 2, 3 or null"):
        answer(asked, "mood", value)


def test_an_answer_to_another_question_is_refused(asked, refused):
    with refused(AnswersError, "has no question tomorrow"):
        answer(asked, "tomorrow", 1)


def test_an_answer_to_a_question_that_is_not_asked_is_refused(asked, refused):
    with refused(AnswersError, "is not asked after the other answers"):
        answer(asked, "difficulty", 1)


def test_an_answer_through_another_link_is_refused(cast, asked, refused):
    other, _ = send(cast, cast.cleo_care, "phq9")
    with refused(RefusedError, "This link is over"):
        service.save_answer(by=other, assignment=asked, item="mood", value=1)


def test_an_answer_after_two_weeks_is_refused(asked, refused):
    with clock.at(asked.invitation.expires_at), refused(RefusedError, "This link is over"):
        answer(asked, "mood", 1)


# ---------------------------------------------------------------- sending


def test_what_is_sent_is_scored_and_stored_in_one_piece(cast, asked, audited):
    for item, value in zip(ITEMS, [2, 2, 2, 2, 2, 0, 0, 0, None], strict=True):
        answer(asked, item, value)
    with audited(asked.invitation, cast.cleo, "response.submitted", "link.finished"):
        response = submit(asked, comment="  A hard week. ")
    assert (response.total, response.band, response.comment) == (11, "moderate", "A hard week.")
    assert response.answers["self_harm"] is None
    assert response.scores == {"total": {"value": 11, "band": "moderate", "missing": 1}}
    assert response.given_on == clock.today()
    asked.refresh_from_db()
    assert asked.response == response
    assert asked.invitation.finished_at == clock.now()


def test_a_link_stays_open_until_its_last_questionnaire(cast, care):
    invitation, [first, second] = send(cast, care, "gad7", "phq9")
    answer(first, "worry", 1)
    submit(first)
    invitation.refresh_from_db()
    assert invitation.finished_at is None
    service.decline(by=invitation, assignment=second)
    invitation.refresh_from_db()
    assert invitation.finished_at


@pytest.mark.parametrize("given", [{}, {"mood": None}])
def test_nothing_is_sent_where_nothing_was_answered(asked, refused, given):
    for item, value in given.items():
        answer(asked, item, value)
    with refused(RefusedError, "No question has an answer yet"):
        submit(asked)


def test_nothing_is_sent_or_answered_twice(asked, refused):
    answer(asked, "mood", 1)
    submit(asked)
    with refused(RefusedError):
        submit(asked)
    with refused(RefusedError):
        answer(asked, "mood", 3)


def test_one_of_two_is_done_already_while_the_link_goes_on(cast, care, refused):
    _, [first, _] = send(cast, care, "gad7", "phq9")
    answer(first, "worry", 1)
    submit(first)
    with refused(RefusedError, "done already"):
        submit(first)


def test_not_today_puts_aside_what_is_left_and_keeps_what_was_sent(cast, care, audited):
    invitation, [first, second, third] = send(cast, care, "gad7", "phq9", "asq")
    answer(first, "worry", 1)
    submit(first)
    with audited(invitation, cast.cleo, "measure.declined", "measure.declined", "link.finished"):
        service.decline(by=invitation)
    for one in (second, third):
        one.refresh_from_db()
        assert one.declined_at == clock.now()
    assert Response.objects.get().instrument == "gad7"


# ---------------------------------------------------------------- answers on paper


def test_answers_on_paper_raise_their_alerts_too(cast, care, audited):
    with audited(cast.alice, cast.cleo, "response.entered", "alert.raised"):
        response = enter(cast, care, {"self_harm": 1})
    alert = Alert.objects.get()
    assert (alert.response, alert.owner, alert.level) == (response, cast.alice, "urgent")
    assert response.total is None, "one answer makes no total, and is an alert all the same"


REFUSED = {
    "tomorrow": ({"given_on": REFERRED + timedelta(days=30)}, "after today", "given_on"),
    "too old": ({"given_on": REFERRED - timedelta(days=1)}, "older than the referral", "given_on"),
    "no way": ({"mode": "link"}, "how the answers were given", "mode"),
    "unknown way": ({"mode": "guess"}, "how the answers were given", "mode"),
    "nothing": ({"answers": {"mood": None}}, "at least one answer", ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_answers_on_paper_are_refused_where_they_cannot_be(cast, care, refused, case):
    wrong, says, field = REFUSED[case]
    with refused(RefusedError, says, field):
        enter(cast, care, **{"answers": {"mood": 1}, **wrong})


def test_answers_that_do_not_fit_are_refused_whole(cast, care, refused):
    with refused(AnswersError, "7 is not allowed"):
        enter(cast, care, {"mood": 1, "self_harm": 3, "sleep": 7})


# ---------------------------------------------------------------- alerts


def test_an_alert_is_stored_with_the_answer_and_owned(cast, asked, audited):
    with audited(asked.invitation, cast.cleo, "answer.saved", "alert.raised"):
        [alert] = answer(asked, "self_harm", 2)
    assert alert.owner == cast.alice
    assert (alert.assignment, alert.response) == (asked, None)
    assert alert.raised_at == clock.now()


def test_an_alert_belongs_to_the_response_once_it_is_sent(asked):
    [alert] = answer(asked, "self_harm", 2)
    response = submit(asked)
    alert.refresh_from_db()
    assert alert.response == response
    assert Alert.objects.count() == 1


def test_an_alert_stays_when_the_answer_is_taken_back(asked):
    [alert] = answer(asked, "self_harm", 2)
    assert answer(asked, "self_harm", 0) == []
    submit(asked)
    alert.refresh_from_db()
    assert (alert.answer, alert.settled_at) == ("2", None)


def test_an_alert_nobody_has_seen_follows_the_answer(asked):
    answer(asked, "self_harm", 1)
    answer(asked, "self_harm", 3)
    assert Alert.objects.get().answer == "3"
    assert AuditEvent.objects.get(action="alert.changed").details == {"before": "1"}


def test_an_alert_somebody_has_seen_is_followed_by_a_new_one(cast, asked):
    [seen] = answer(asked, "self_harm", 1)
    service.acknowledge_alert(by=cast.alice, alert=seen)
    [unseen] = answer(asked, "self_harm", 3)
    assert unseen != seen
    assert [unseen] == answer(asked, "self_harm", 3), "the same answer again raises nothing more"


def test_an_alert_is_taken_on_by_the_first(cast, asked, audited):
    [alert] = answer(asked, "self_harm", 2)
    with audited(cast.bob, cast.cleo, "alert.acknowledged"):
        service.acknowledge_alert(by=cast.bob, alert=alert)
        service.acknowledge_alert(by=cast.alice, alert=alert)
    alert.refresh_from_db()
    assert alert.acknowledged_by == alert.owner == cast.bob


def review(cast, days=0):
    with clock.at(clock.now() + timedelta(days=days)):
        safety.review_risk(
            by=cast.alice,
            episode=cast.cleo_care,
            found="Passing thoughts, no plan.",
            agreed="Plan gone through together.",
            care="as_planned",
            next_on=clock.today() + timedelta(days=7),
        )


def test_an_alert_is_settled_by_a_named_person_with_a_reason(cast, asked, audited):
    [alert] = answer(asked, "self_harm", 2)
    service.acknowledge_alert(by=cast.alice, alert=alert)
    review(cast)
    with audited(cast.bob, cast.cleo, "alert.settled"):
        service.settle_alert(by=cast.bob, alert=alert, because=f"  {REASON} ")
    alert.refresh_from_db()
    assert (alert.settled_by, alert.settled_because) == (cast.bob, REASON)
    assert alert.settled_at == clock.now()


def test_an_urgent_alert_waits_for_somebody_and_for_a_review(cast, asked, refused):
    [alert] = answer(asked, "self_harm", 2)
    with refused(NotYetError) as caught:
        service.settle_alert(by=cast.alice, alert=alert, because=REASON)
    assert len(caught.value.blockers) == 2
    service.acknowledge_alert(by=cast.alice, alert=alert)
    review(cast, days=-1)
    with refused(NotYetError, "review of risk"):
        service.settle_alert(by=cast.alice, alert=alert, because=REASON)


def test_an_alert_is_not_settled_without_a_sentence_nor_twice(cast, asked, refused):
    [alert] = answer(asked, "self_harm", 2)
    service.acknowledge_alert(by=cast.alice, alert=alert)
    review(cast)
    with refused(RefusedError, "in a sentence", "because"):
        service.settle_alert(by=cast.alice, alert=alert, because=" fine ")
    service.settle_alert(by=cast.alice, alert=alert, because=REASON)
    with refused(RefusedError, "Alice has settled this alert already"):
        service.settle_alert(by=cast.bob, alert=alert, because=REASON)


# ---------------------------------------------------------------- two at once, on a real database


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_who_send_one_link_one_is_told_it_is_done(self, asked):
        answer(asked, "mood", 1)
        found = race(*[lambda: submit(asked)] * 4)
        assert sum(isinstance(one, Response) for one in found) == 1
        assert sum(isinstance(one, RefusedError) for one in found) == 3
        assert Response.objects.count() == 1
        assert AuditEvent.objects.filter(action="response.submitted").count() == 1

    def test_answers_to_two_questions_at_once_are_both_kept(self, asked):
        race(*[lambda item=item: answer(asked, item, 1) for item in ITEMS[:6]])
        asked.refresh_from_db()
        assert asked.draft == dict.fromkeys(ITEMS[:6], 1)

    def test_one_risk_answer_sent_twice_at_once_raises_one_alert(self, asked):
        found = race(*[lambda: answer(asked, "self_harm", 2)] * 4)
        assert {one.pk for [one] in found} == {Alert.objects.get().pk}

    def test_of_two_last_questionnaires_one_closes_the_link(self, cast, care):
        invitation, parts = send(cast, care, "gad7", "phq9")
        answer(parts[0], "worry", 1)
        answer(parts[1], "mood", 1)
        race(*[lambda one=one: submit(one) for one in parts])
        invitation.refresh_from_db()
        assert invitation.finished_at
        assert AuditEvent.objects.filter(action="link.finished").count() == 1

    def test_an_answer_and_a_withdrawal_leave_nothing_half(self, cast, asked):
        kept, _ = race(
            lambda: answer(asked, "self_harm", 3),
            lambda: service.withdraw_link(by=cast.alice, invitation=asked.invitation),
        )
        asked.refresh_from_db()
        was_kept = not isinstance(kept, RefusedError)
        assert asked.draft == ({"self_harm": 3} if was_kept else {})
        assert Alert.objects.count() == was_kept

    def test_of_two_who_take_an_alert_on_one_owns_it(self, cast, asked):
        [alert] = answer(asked, "self_harm", 2)
        race(
            *[
                lambda by=by: service.acknowledge_alert(by=by, alert=alert)
                for by in (cast.alice, cast.bob, cast.mira)
            ]
        )
        alert.refresh_from_db()
        assert alert.owner == alert.acknowledged_by
        assert AuditEvent.objects.filter(action="alert.acknowledged").count() == 1
