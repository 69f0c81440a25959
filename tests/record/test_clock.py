"""The one clock: now, today in the clinic's time zone, and living at another moment."""

from datetime import UTC, date, datetime

import pytest

from kith.record import clock
from tests.cast import NOW


def test_a_test_can_live_at_another_moment():
    with clock.at(NOW):
        assert clock.now() == NOW
        with clock.at(datetime(2027, 1, 1, 9, tzinfo=UTC)):
            assert clock.today() == date(2027, 1, 1)
        assert clock.now() == NOW


def test_the_clock_comes_back_when_the_block_fails():
    before = clock.now()
    with pytest.raises(ZeroDivisionError), clock.at(datetime(2000, 1, 1, tzinfo=UTC)):
        1 / 0  # noqa: B018

    assert clock.now() >= before


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 9, 23, 30, tzinfo=UTC), date(2026, 6, 10)),  # half past midnight, summer
        (datetime(2026, 1, 9, 23, 30, tzinfo=UTC), date(2026, 1, 9)),
    ],
)
def test_today_is_the_day_at_the_clinic(moment, day):
    with clock.at(moment):
        assert clock.today() == day


def test_a_moment_without_a_zone_is_the_clinics():
    with clock.at(datetime(2026, 6, 10, 10)):  # noqa: DTZ001 - the point of the test
        assert clock.now() == datetime(2026, 6, 10, 9, tzinfo=UTC)


def test_left_alone_the_clock_goes():
    assert clock.now().tzinfo is not None
    assert clock.now() <= clock.now()
