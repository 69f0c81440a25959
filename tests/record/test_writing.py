"""How a change is made: whole or not at all, one writer after the other, by somebody who may."""

import threading

import pytest
from django.db import connection, transaction

from kith.core.errors import RefusedError
from kith.record.models import Client, Episode, Task, Team
from kith.record.services import course
from kith.record.writing import (
    _Turns,
    change,
    checked,
    may_administer,
    may_take_in,
    may_write,
    permit,
    together,
    unless_taken,
)
from tests.cast import NOW, build

# ---------------------------------------------------------------- whole, or not at all


@change
def add_two_teams(cast, *, then):
    Team.objects.create(organisation=cast.clinic, name="East")
    Team.objects.create(organisation=cast.clinic, name="West")
    then()


def fail():
    raise RefusedError("No.")


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_half_way_leaves_nothing():
    cast = build()
    with pytest.raises(RefusedError):
        add_two_teams(cast, then=fail)
    assert Team.objects.count() == 3

    add_two_teams(cast, then=lambda: None)
    assert Team.objects.count() == 5
    assert connection.get_autocommit()


def test_a_change_inside_another_is_part_of_it(cast):
    @change
    def outer():
        add_two_teams(cast, then=lambda: None)
        fail()

    with pytest.raises(RefusedError):
        outer()

    assert Team.objects.count() == 3


def test_a_change_that_is_refused_inside_another_can_be_left_out(cast):
    with together():
        with pytest.raises(RefusedError):
            add_two_teams(cast, then=fail)
        course.add_task(by=cast.alice, episode=cast.cleo_care, text="Ring Ann.")

    assert (Team.objects.count(), Task.objects.count()) == (3, 1)


def test_a_change_keeps_its_name_and_its_words():
    assert course.reach.__name__ == "reach"
    assert "A step is reached once." in course.reach.__doc__


# ---------------------------------------------------------------- in fair turn


def wait_until(queue, length):
    while len(queue._waiting) < length:
        threading.Event().wait(0.001)


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    turns, served, threads = _Turns(), [], []

    def write(number):
        with turns.turn():
            served.append(number)

    with turns.turn():
        for number in range(20):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            wait_until(turns, number + 1)
    for thread in threads:
        thread.join()

    assert served == list(range(20))


def test_somebody_who_always_wants_more_does_not_keep_others_waiting():
    turns, served = _Turns(), []
    greedy_may_stop = threading.Event()

    def greedy():
        while not greedy_may_stop.is_set():
            with turns.turn():
                served.append("greedy")
                if "modest" not in served:
                    wait_until(turns, 1)  # comes back only once the modest one stands in line

    def modest():
        with turns.turn():
            served.append("modest")
        greedy_may_stop.set()

    threads = [threading.Thread(target=one) for one in (greedy, modest)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert served.index("modest") <= 1


def test_one_turn_is_taken_at_a_time():
    turns, inside, most = _Turns(), [], []

    def write():
        for _ in range(50):
            with turns.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(most) == {1}
    assert len(most) == 300


def test_a_turn_is_handed_on_when_its_work_fails():
    turns = _Turns()
    with pytest.raises(ZeroDivisionError), turns.turn():
        1 / 0  # noqa: B018

    with turns.turn():
        pass


def test_whoever_stops_waiting_leaves_the_line():
    turns, served = _Turns(), []

    def write():
        with turns.turn():
            served.append("after")

    with turns.turn():
        impatient = turns._queue()
        thread = threading.Thread(target=write)
        thread.start()
        wait_until(turns, 2)
        turns._leave(impatient)
    thread.join()

    assert served == ["after"]
    assert not turns._taken


# ---------------------------------------------------------------- by somebody who may


@pytest.mark.parametrize(
    ("person", "open_episode", "ended_episode"),
    [
        ("alice", True, False),
        ("bob", True, False),
        ("mira", True, False),
        ("charlie", False, False),
        ("ada", False, False),
        ("olga", False, False),
    ],
)
def test_pages_offer_a_form_to_those_who_may_write(cast, person, open_episode, ended_episode):
    by = getattr(cast, person)
    assert may_write(by, cast.cleo_care) is open_episode

    cast.cleo_care.ended_on = NOW.date()

    assert may_write(by, cast.cleo_care) is ended_episode


def test_a_page_may_ask_who_may_write_without_a_query(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        may_write(cast.alice, cast.cleo_care)


@pytest.mark.parametrize(
    ("person", "takes_in", "administers"),
    [("alice", True, False), ("bob", True, False), ("mira", True, True), ("ada", False, True)],
)
def test_pages_offer_intake_and_housekeeping_to_those_who_may(cast, person, takes_in, administers):
    by = getattr(cast, person)
    assert (may_take_in(by), may_administer(by)) == (takes_in, administers)

    by.is_active = False

    assert (may_take_in(by), may_administer(by)) == (False, False)


def test_the_right_to_write_is_judged_by_the_record_as_it_is_now(cast):
    seen = Episode.objects.get(pk=cast.cleo_care.pk)
    Episode.objects.filter(pk=seen.pk).update(therapist=cast.charlie, supervisor=None)

    with transaction.atomic(), pytest.raises(RefusedError, match="Only the people who look after"):
        permit(cast.alice, seen)
    with transaction.atomic():
        assert permit(cast.charlie, seen).therapist == cast.charlie


def test_an_administrator_who_is_named_as_supervisor_still_may_not_write(cast):
    Episode.objects.filter(pk=cast.cleo_care.pk).update(supervisor=cast.ada)

    with transaction.atomic(), pytest.raises(RefusedError):
        permit(cast.ada, cast.cleo_care)


def test_permission_costs_one_query(cast, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        held = permit(cast.alice, cast.cleo_care)
        assert (held.client, held.therapist) == (cast.cleo, cast.alice)
        assert held.referral.received_on
        assert held.organisation == cast.clinic


# ---------------------------------------------------------------- the last look


def test_a_row_is_looked_at_before_it_is_stored(cast):
    client = Client(organisation=cast.clinic, code="K-1", given_name="A" * 81, family_name="B")

    with pytest.raises(RefusedError, match=r"Given name: .* at most 80 characters") as caught:
        checked(client)

    assert caught.value.field == "given_name"


def test_a_row_that_is_right_is_returned(cast):
    assert checked(cast.cleo) is cast.cleo


def test_a_field_known_to_be_right_is_passed_over(cast):
    cast.cleo.email = "somebody at home"

    assert checked(cast.cleo, known=["email"]) is cast.cleo
    with pytest.raises(RefusedError, match="valid email"):
        checked(cast.cleo)


def test_what_is_there_already_is_refused_in_words(cast):
    with pytest.raises(RefusedError, match="is taken") as caught, unless_taken("is taken", "name"):
        Team.objects.create(organisation=cast.clinic, name="North")

    assert caught.value.field == "name"
    assert Team.objects.count() == 3  # and the transaction around it goes on
