"""An answer that says somebody may be in danger: help in the same response, and an owned alert."""

import random
import re

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.models import Alert, AuditEvent, Response
from kith.record.services import measures, safety
from tests.web.portal import heading, link, words

ITEM_9 = 9
STEPS = {
    "warning_signs": ["I stop answering the phone"],
    "people": ["My sister Ann, 020 7946 0001"],
    "professionals": ["Samaritans 116 123, day and night"],
}


@pytest.fixture
def walk(cast):
    return link(cast.alice, cast.cleo_care)


@pytest.mark.parametrize("value", [1, 2, 3])
def test_it_shows_help_in_the_same_response(cast, walk, value):
    one, [asked] = walk
    page = one.answer(asked, ITEM_9, value)
    said = words(page)
    assert page.status_code == 200, "no detour: this very answer is answered with help"
    for told in (
        "You are not alone with this",
        "Thank you for telling us",
        "Call 116 123",
        "Nobody reads your answers the moment you send them",
        "marked as urgent for your therapist",
        "may not be seen at once",
        "Continue",
    ):
        assert told in said, told
    assert 'href="tel:116123"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_it_stores_an_owned_alert_with_the_answer(cast, walk):
    one, [asked] = walk
    one.answer(asked, ITEM_9, 2)
    alert = Alert.objects.get()
    assert (alert.level, alert.item, alert.answer) == ("urgent", "self_harm", "2")
    assert alert.owner == cast.alice
    assert alert.assignment == asked
    assert alert.response is None, "the questionnaire is still a draft: it may never be sent"
    assert alert.acknowledged_at is None
    asked.refresh_from_db()
    assert asked.draft == {"self_harm": 2}


@pytest.mark.parametrize("value", [0, None])
def test_it_raises_nothing_for_not_at_all_or_no_answer(walk, value):
    one, [asked] = walk
    page = one.answer(asked, ITEM_9, value)
    assert page.status_code == 303
    assert not Alert.objects.exists()


def test_it_goes_on_from_there_with_every_answer_kept(walk):
    one, [asked] = walk
    one.answer_all(asked, [1, 2, 3, 0, 1, 2, 3, 0])
    page = one.answer(asked, ITEM_9, 1)
    onward = re.search(r'href="([^"]+)">Continue', page.content.decode())[1]
    assert onward == one.url("portal_question", asked.pk, 10)
    assert one.browser.get(onward).status_code == 200
    asked.refresh_from_db()
    ids = [item.id for item in catalogue.instrument("phq9").scored]
    assert [asked.draft[item] for item in ids] == [1, 2, 3, 0, 1, 2, 3, 0, 1]


def test_it_shows_the_client_s_own_safety_plan(cast, walk):
    one, [asked] = walk
    safety.agree_safety_plan(by=cast.alice, episode=cast.cleo_care, steps=STEPS)
    page = one.answer(asked, ITEM_9, 1)
    assert "My sister Ann, 020 7946 0001" in words(page)
    assert 'href="tel:02079460001"' in page.content.decode()
    assert one.url("portal_plan") in page.content.decode()
    plan = one.get("portal_plan")
    assert heading(plan) == "My safety plan"
    assert "I stop answering the phone" in words(plan)


def test_it_has_no_plan_page_where_there_is_no_plan(walk):
    assert walk[0].get("portal_plan").status_code == 404


def test_it_raises_one_alert_however_often_the_answer_is_sent(walk):
    one, [asked] = walk
    for _ in range(3):
        assert "You are not alone" in words(one.answer(asked, ITEM_9, 1))
    one.send(asked)
    assert Alert.objects.count() == 1
    assert Alert.objects.get().response == Response.objects.get()


def test_it_speaks_more_briefly_the_second_time(cast):
    one, [asked] = link(cast.alice, cast.cleo_care, "asq")
    first, second = one.answer(asked, 1, 1), one.answer(asked, 2, 1)
    assert "Thank you for telling us" in words(first)
    assert "Thank you for telling us" not in words(second)
    for page in (first, second):
        assert "Call 116 123" in words(page)
    assert Alert.objects.count() == 2


def test_it_keeps_the_alert_when_the_client_changes_the_answer_back(walk):
    one, [asked] = walk
    one.answer(asked, ITEM_9, 2)
    one.answer(asked, ITEM_9, 0)
    assert Alert.objects.get().answer == "2"


def test_it_keeps_the_alert_when_the_questions_are_put_aside(walk):
    one, [asked] = walk
    one.answer(asked, ITEM_9, 2)
    one.post("portal_not_today")
    assert Alert.objects.get().settled_at is None


def test_it_tells_the_owner_of_a_worse_answer(walk):
    one, [asked] = walk
    one.answer(asked, ITEM_9, 1)
    one.answer(asked, ITEM_9, 3)
    assert Alert.objects.get().answer == "3"
    assert AuditEvent.objects.get(action="alert.changed").details == {"before": "1"}


def test_it_raises_a_new_alert_once_somebody_has_seen_the_first(cast, walk):
    one, [asked] = walk
    one.answer(asked, ITEM_9, 1)
    measures.acknowledge_alert(by=cast.alice, alert=Alert.objects.get())
    one.answer(asked, ITEM_9, 3)
    seen, unseen = Alert.objects.order_by("pk")
    assert (seen.answer, unseen.answer) == ("1", "3")
    assert unseen.acknowledged_at is None


def test_it_says_again_after_sending_what_becomes_of_such_an_answer(walk):
    one, [asked] = walk
    one.answer_all(asked, [1] * 9)
    one.send(asked)
    assert "marked as urgent for your therapist" in words(one.get("portal_result", asked.pk))


# ---------------------------------------------------------------- every pattern, by sample


def patterns(seed, count):
    draw = random.Random(seed)
    return [[draw.choice([0, 1, 2, 3, None]) for _ in range(9)] for _ in range(count)]


def submit(cast, pattern):
    """Answer a PHQ-9 through its pages, all of it; returns its alerts and its stop pages."""
    one, [asked] = link(cast.alice, cast.cleo_care)
    pages = [one.answer(asked, n, value) for n, value in enumerate(pattern, 1)]
    if any(pattern):
        one.answer(asked, 10, 1)
    one.send(asked)
    stops = [n for n, page in enumerate(pages, 1) if b"not alone" in page.content]
    return list(Alert.objects.filter(assignment=asked)), stops


@pytest.mark.parametrize("seed", range(4))
def test_it_raises_an_alert_exactly_when_item_9_is_above_zero(cast, seed):
    check(cast, patterns(seed, 12))


@pytest.mark.drill
def test_it_raises_an_alert_exactly_when_item_9_is_above_zero_in_5000_patterns(cast):
    check(cast, patterns(2026, 5000))


def check(cast, several):
    for pattern in several:
        alerts, stops = submit(cast, pattern)
        is_positive = bool(pattern[8])
        assert len(alerts) == is_positive, pattern
        assert stops == ([9] if is_positive else []), pattern
        assert all(alert.answer == str(pattern[8]) for alert in alerts)
        assert all(alert.raised_at == clock.now() for alert in alerts)
