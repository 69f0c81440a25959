"""Alerts: seen by the people who look after the client, and closed by a named person's reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kith.core import catalogue
from kith.record import clock
from kith.record.models import Alert, AuditEvent
from kith.record.services import measures, safety
from tests.web.portal import link, number_of, words

REASON = "Asked directly: passing thoughts, no plan. Safety plan gone through together."


@pytest.fixture
def alert(cast):
    """Cleo has answered item 9 with "More than half the days", and not sent anything yet."""
    walk, [asked] = link(cast.alice, cast.cleo_care)
    walk.answer(asked, number_of("phq9", "self_harm"), 2)
    return Alert.objects.get()


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def page_of(alert):
    return reverse("alert", args=[alert.pk])


def review(cast):
    safety.review_risk(
        by=cast.alice,
        episode=cast.cleo_care,
        found="Passing thoughts, no plan, no means at home.",
        agreed="Safety plan gone through; a call on Wednesday.",
        care="as_planned",
        next_on=clock.today() + timedelta(days=3),
    )


def settle(alice, alert, because=REASON):
    return alice.post(reverse("settle_alert", args=[alert.pk]), {"because": because})


# ---------------------------------------------------------------- the list


def test_it_lists_what_is_open_with_the_answer_in_words(alice, alert):
    said = words(alice.get(reverse("alerts")))
    for told in ("Cleo Marsh", "More than half the days", "PHQ-9, question 9", "waits for Alice"):
        assert told in said, told


def test_it_says_when_nobody_has_taken_an_alert_on_in_time(alice, alert):
    assert "nobody yet: late" not in words(alice.get(reverse("alerts")))
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "nobody yet: late" in words(alice.get(reverse("alerts")))


def test_it_has_nothing_to_show_on_a_quiet_day(alice):
    assert "No alert is open" in words(alice.get(reverse("alerts")))


@pytest.mark.parametrize("person", ["charlie", "ada", "olga"])
def test_it_lists_nobody_else_s(cast, client, alert, person):
    client.force_login(getattr(cast, person))
    assert "Cleo" not in words(client.get(reverse("alerts")))
    assert client.get(page_of(alert)).status_code == 404
    for act in ("acknowledge_alert", "settle_alert"):
        address = reverse(act, args=[alert.pk])
        assert client.post(address, {"because": REASON}).status_code == 404
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


@pytest.mark.parametrize("person", ["alice", "bob", "mira"])
def test_it_is_seen_by_all_who_look_after_the_client(cast, client, alert, person):
    client.force_login(getattr(cast, person))
    assert client.get(page_of(alert)).status_code == 200


def test_it_asks_the_database_no_more_for_many(alice, cast, alert, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as few:
        alice.get(reverse("alerts"))
    budget = len(few)
    for _ in range(6):
        walk, [asked] = link(cast.alice, cast.cleo_care)
        walk.answer(asked, 9, 3)
    with django_assert_max_num_queries(budget):
        alice.get(reverse("alerts"))


# ---------------------------------------------------------------- one alert


def test_it_shows_the_raw_answer_first(alice, alert):
    said = words(alice.get(page_of(alert)))
    question = "Thoughts that you would be better off dead or of hurting yourself in some way"
    assert said.index(question) < said.index("More than half the days") < said.index("What to do")
    assert "The client has not sent this questionnaire" in said
    assert "Ask about risk directly today" in said
    assert "not a prediction" in said


def test_it_never_clears_by_being_looked_at(alice, alert):
    for _ in range(3):
        alice.get(page_of(alert))
        alice.get(reverse("alerts"))
    alert.refresh_from_db()
    assert alert.acknowledged_at is None
    assert alert.settled_at is None


def test_it_leaves_a_trace_of_who_looked(alice, cast, alert):
    alice.get(page_of(alert))
    seen = AuditEvent.objects.filter(action="record.read", client_id=cast.cleo.pk)
    assert seen.last().details == {"page": "alert"}


def test_it_says_when_the_client_changed_the_answer_afterwards(alice, cast, alert):
    measures.save_answer(
        by=alert.assignment.invitation, assignment=alert.assignment, item="self_harm", value=0
    )
    said = words(alice.get(page_of(alert)))
    assert "Changed afterwards by the client to: Not at all" in said
    assert "More than half the days" in said


def test_it_is_taken_on_by_a_named_person(cast, client, alert):
    client.force_login(cast.bob)
    page = client.post(reverse("acknowledge_alert", args=[alert.pk]), follow=True)
    alert.refresh_from_db()
    assert alert.acknowledged_by == alert.owner == cast.bob
    assert "You have taken this on" in words(page)
    assert "Taken on by Bob" in words(page)


# ---------------------------------------------------------------- settling


def test_it_is_settled_with_a_reason_once_risk_was_reviewed(alice, cast, alert):
    measures.acknowledge_alert(by=cast.alice, alert=alert)
    review(cast)
    page = settle(alice, alert)
    assert page["Location"] == reverse("alerts")
    alert.refresh_from_db()
    assert (alert.settled_by, alert.settled_because) == (cast.alice, REASON)
    said = words(alice.get(reverse("alerts")))
    assert "No alert is open" in said
    assert REASON in said


@pytest.mark.parametrize("because", ["", "  ", "ok", "all well"])
def test_it_is_not_settled_without_a_sentence(alice, cast, alert, because):
    measures.acknowledge_alert(by=cast.alice, alert=alert)
    review(cast)
    page = settle(alice, alert, because)
    assert page.status_code == 422
    alert.refresh_from_db()
    assert alert.settled_at is None


def test_it_says_what_settling_waits_for_and_keeps_the_words(alice, cast, alert):
    page = settle(alice, alert)
    said = words(page)
    assert page.status_code == 409
    assert "acknowledge the alert" in said
    assert "write the review of risk" in said
    assert REASON in said
    measures.acknowledge_alert(by=cast.alice, alert=alert)
    assert "acknowledge the alert" not in words(settle(alice, alert))
    alert.refresh_from_db()
    assert alert.settled_at is None


def test_a_review_from_before_the_alert_does_not_count(alice, cast, alert):
    with clock.at(clock.now() - timedelta(days=2)):
        review(cast)
    measures.acknowledge_alert(by=cast.alice, alert=alert)
    assert settle(alice, alert).status_code == 409


def test_it_is_settled_once(alice, cast, client, alert):
    measures.acknowledge_alert(by=cast.alice, alert=alert)
    review(cast)
    settle(alice, alert)
    page = settle(alice, alert, "Something else that came to mind later.")
    assert page.status_code == 409
    assert "Alice has settled this alert already" in words(page)
    assert "came to mind later" in words(page)
    alert.refresh_from_db()
    assert alert.settled_because == REASON


def test_it_leads_to_the_review_and_back(alice, cast, alert):
    address = reverse("risk_review", args=[cast.cleo_care.pk])
    assert f"{address}?alert={alert.pk}" in alice.get(page_of(alert)).content.decode()
    page = alice.post(
        f"{address}?alert={alert.pk}",
        {
            "found": "Passing thoughts, no plan.",
            "agreed": "Plan gone through together.",
            "care": "as_planned",
            "next_on": (clock.today() + timedelta(days=3)).isoformat(),
        },
    )
    assert page["Location"] == page_of(alert)
    assert "A review of risk was written since" in words(alice.get(page_of(alert)))


# ---------------------------------------------------------------- scores and rules


def entered(cast, instrument, **answers):
    measures.enter_response(
        by=cast.alice, episode=cast.cleo_care, instrument=instrument, answers=answers,
        mode="paper", given_on=clock.today(),
    )  # fmt: skip


def test_a_score_that_calls_is_listed_and_opened_as_an_answer_is(cast, alice):
    items = [item.id for item in catalogue.instrument("asrm").items]
    entered(cast, "asrm", **dict.fromkeys(items, 2))
    found = Alert.objects.get(item="scale:total")
    assert found.answer == "10"
    assert "ASRM, result: Total" in words(alice.get(reverse("alerts")))
    said = words(alice.get(page_of(found)))
    for told in ("ASRM, result", "Total", "10", "mood may be raised", "prescriber"):
        assert told in said, told


def test_a_rule_that_calls_tells_what_it_found(cast, alice):
    mdq = catalogue.instrument("mdq")
    entered(cast, "mdq", **{item.id: max(mdq.values_of(item)) for item in mdq.items})
    found = Alert.objects.get(item="rule:screen")
    said = words(alice.get(page_of(found)))
    for told in (mdq.rules["screen"].name, mdq.rules["screen"].outcomes[0].label, "diagnostic"):
        assert told in said, told
    assert alice.get(reverse("alerts")).status_code == 200
