"""Several devices and staff at one diary page at once: each answer is kept, and each alert once."""

from datetime import timedelta
from functools import partial

import pytest

from kith.core.errors import ConflictError
from kith.core.rhythm import Day, Entry, anchors
from kith.record import clock, rhythm
from kith.record.models import DiaryDay, DiaryLink
from kith.record.services import diary
from tests.cast import NOW, build
from tests.record.racing import race

ROUNDS = 4
TODAY = NOW.date()


@pytest.fixture
def cast(transactional_db):
    """The cast, committed: every thread has a connection of its own and sees it."""
    with clock.at(NOW):
        yield build()


def test_five_answers_at_the_same_moment_are_all_kept(cast):
    link, _ = diary.make_link(by=cast.alice, episode=cast.cleo_care)
    for n in range(ROUNDS):
        with clock.at(NOW + timedelta(days=n, hours=13)):
            on = rhythm.today()
            race(*(
                partial(
                    diary.save_entry, by=link, on=on, anchor=name, entry=Entry(1200 + 9 * place)
                )
                for place, name in enumerate(anchors())
            ))  # fmt: skip
            row = DiaryDay.objects.get(on=on)
            assert list(rhythm.day_of(row).entries) == list(anchors())
            assert row.version == 5


def test_staff_and_client_at_once_lose_nothing(cast):
    """Whoever comes second is told, or finds the other's answer kept."""
    link, _ = diary.make_link(by=cast.alice, episode=cast.cleo_care)
    for n in range(ROUNDS):
        with clock.at(NOW + timedelta(days=n, hours=13)):
            on = rhythm.today()
            outcomes = race(
                partial(diary.save_mood, by=link, on=on, mood=1),
                partial(
                    diary.enter_day,
                    by=cast.alice,
                    episode=cast.cleo_care,
                    day=Day(on, {"rise": Entry(420)}),
                    expected_version=0,
                ),
            )
            kept = rhythm.day_of(DiaryDay.objects.get(on=on))
            assert kept.mood == 1
            told = [one for one in outcomes if isinstance(one, ConflictError)]
            assert bool(told) != ("rise" in kept.entries)


def test_of_two_new_links_one_is_open(cast):
    for _ in range(ROUNDS):
        race(*[partial(diary.make_link, by=cast.alice, episode=cast.cleo_care)] * 2)
        assert DiaryLink.objects.filter(withdrawn_at__isnull=True).count() == 1
