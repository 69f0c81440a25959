"""From rows to where a course stands: each row as its fact, in few queries however many courses."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact
from kith.record import clock, facts
from kith.record.models import (
    Client,
    Contract,
    Episode,
    Extension,
    Milestone,
    PhaseStart,
    ProblemArea,
    Referral,
    Response,
    Session,
)
from kith.record.services import course
from tests.cast import NOW, REFERRED

TODAY = NOW.date()
numbers = count(2001)


@pytest.fixture
def care(cast):
    return cast.cleo_care


def day(number):
    """Return the day so many days after the referral."""
    return REFERRED + timedelta(days=number)


def hour(number):
    return datetime.combine(day(number), datetime.min.time(), NOW.tzinfo) + timedelta(hours=10)


def row(model, care, **fields):
    """Store a row of an episode, past the services: facts are read from whatever is there."""
    defaults = {"organisation": care.organisation, "episode": care}
    if "by" in {field.name for field in model._meta.fields}:
        defaults["by"] = care.therapist
    return model.objects.create(**{**defaults, **fields})


def contract(care, on, sessions, number=1):
    return row(
        Contract, care, number=number, sessions=sessions, agreed_on=on, starts_on=on, ends_on=on,
        goals=["x"],
    )  # fmt: skip


def response(care, on, instrument="phq9"):
    return row(
        Response, care, instrument=instrument, instrument_version=1, answers={}, scores={},
        mode="paper", given_on=on, submitted_at=NOW,
    )  # fmt: skip


def area(care, name, on, rank=1, left_on=None):
    return row(ProblemArea, care, area=name, rank=rank, reasons="x", agreed_on=on, left_on=left_on)


ROWS = {
    "a planned session tells nothing": (
        lambda care: row(Session, care, starts_at=hour(1)),
        [],
    ),
    "a session held": (
        lambda care: row(Session, care, starts_at=hour(1), state="held"),
        [Fact(day(1), "session")],
    ),
    "a session held, with strategies": (
        lambda care: row(
            Session, care, starts_at=hour(1), state="held", strategies=["grief_link_onset"]
        ),
        [Fact(day(1), "session"), Fact(day(1), "strategy", "grief_link_onset")],
    ),
    "a session cancelled": (
        lambda care: row(Session, care, starts_at=hour(1), state="cancelled"),
        [Fact(day(1), "missed", "cancelled")],
    ),
    "a client who did not come": (
        lambda care: row(Session, care, starts_at=hour(1), state="absent"),
        [Fact(day(1), "missed", "absent")],
    ),
    "a session called off tells nothing of its strategies": (
        lambda care: row(
            Session, care, starts_at=hour(1), state="called_off", strategies=["grief_link_onset"]
        ),
        [Fact(day(1), "missed", "called_off")],
    ),
    "a session just after midnight is of its own day": (
        lambda care: row(
            Session, care, state="held", starts_at=datetime(2026, 6, 10, 0, 30, tzinfo=NOW.tzinfo)
        ),
        [Fact(datetime(2026, 6, 10, tzinfo=NOW.tzinfo).date(), "session")],
    ),
    "answers": (
        lambda care: response(care, day(2), "gad7"),
        [Fact(day(2), "measure", "gad7")],
    ),
    "a step": (
        lambda care: row(Milestone, care, name="illness_named", on=day(1)),
        [Fact(day(1), "milestone", "illness_named")],
    ),
    "a phase": (
        lambda care: row(PhaseStart, care, phase="middle", on=day(3)),
        [Fact(day(3), "phase", "middle")],
    ),
    "a contract": (
        lambda care: contract(care, day(2), 16),
        [Fact(day(2), "contract", amount=16)],
    ),
    "a contract and another": (
        lambda care: (contract(care, day(2), 16), contract(care, day(3), 12, number=2)),
        [Fact(day(2), "contract", amount=16), Fact(day(3), "contract", amount=12)],
    ),
    "a contract corrected on its day": (
        lambda care: (contract(care, day(2), 16), contract(care, day(2), 12, number=2)),
        [Fact(day(2), "contract", amount=12)],
    ),
    "an extension": (
        lambda care: row(Extension, care, sessions=2, reason="A death", agreed_on=day(5)),
        [Fact(day(5), "extension", "A death", 2)],
    ),
    "a problem area": (
        lambda care: area(care, "grief", day(2)),
        [Fact(day(2), "area", "grief")],
    ),
    "a problem area that was left tells nothing": (
        lambda care: (
            area(care, "grief", day(2), left_on=day(4)), area(care, "role_dispute", day(4))
        ),
        [Fact(day(4), "area", "role_dispute")],
    ),
    "an end": (
        lambda care: Episode.objects.filter(pk=care.pk).update(
            ended_on=day(9), ended_by=care.therapist, disposition="dropped_out",
            ending_words="Moved away.",
        ),
        [Fact(day(9), "ended", "dropped_out", reason="Moved away.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rows", ROWS)
def test_each_row_is_told_as_its_fact(care, rows):
    store, told = ROWS[rows]
    store(care)
    care.refresh_from_db()

    assert facts.facts_of([care]) == {care.pk: told}


def test_facts_are_those_of_their_own_episode(cast):
    row(Milestone, cast.cleo_care, name="illness_named", on=day(1))
    row(Session, cast.dana_care, starts_at=hour(1), state="held")

    found = facts.facts_of([cast.cleo_care, cast.dana_care, cast.otto_care])

    assert found == {
        cast.cleo_care.pk: [Fact(day(1), "milestone", "illness_named")],
        cast.dana_care.pk: [Fact(day(1), "session")],
        cast.otto_care.pk: [],
    }


def test_a_course_is_replayed_from_its_facts(care):
    for number in range(3):
        row(Session, care, starts_at=hour(number), state="held")
    row(Session, care, starts_at=hour(4), state="absent")
    contract(care, day(2), 14)
    area(care, "grief", day(2))
    row(Extension, care, sessions=2, reason="A death in the family", agreed_on=day(3))

    course_now = facts.course_of(care)

    assert (course_now.session_number, course_now.total, course_now.missed) == (3, 16, 1)
    assert [one.id for one in course_now.areas] == ["grief"]
    assert course_now.today == TODAY


def test_an_episode_keeps_the_version_of_its_protocol(care):
    newest = catalogue.protocol("ipt-standard-16")
    assert facts.protocol_of(care) is newest
    care.protocol_version = newest.replaces
    assert facts.protocol_of(care) is catalogue.protocol("ipt-standard-16", newest.replaces)


def test_a_course_can_be_seen_on_another_day(care):
    assert facts.course_of(care, day(30)).today == day(30)
    with clock.at(NOW + timedelta(days=3)):
        assert facts.course_of(care).today == TODAY + timedelta(days=3)


def test_rows_that_the_protocol_would_not_allow_never_break_a_page(care):
    for number in range(20):
        row(Session, care, starts_at=hour(number), state="held")
    row(PhaseStart, care, phase="ending", on=day(1))
    row(Milestone, care, name="unheard_of", on=day(1))

    standing = facts.course_of(care)

    assert standing.session_number == 20
    assert len(standing.irregularities) >= 3


def test_a_session_was_prepared_from_what_was_known_before_it(care):
    row(Milestone, care, name="illness_named", on=day(0))
    row(Session, care, starts_at=hour(0), state="held")
    second = row(Session, care, starts_at=hour(2), state="held")
    row(Milestone, care, name="timeline_drawn", on=day(2))

    before = facts.course_before(second)

    assert before.session_number == 1
    assert set(before.reached) == {"illness_named"}
    assert before.today == day(2)


def test_what_is_said_again_takes_the_place_of_what_was_said_that_day(care):
    contract(care, day(2), 16)

    assert not facts.course_apart_from(care, "contract", day(2)).has_contract
    assert facts.course_apart_from(care, "contract", day(3)).has_contract


# ---------------------------------------------------------------- many courses


def caseload(cast, size):
    """Store `size` more episodes of Alice's, each in the middle of its course."""
    house = {"organisation": cast.clinic}
    clients = Client.objects.bulk_create(
        Client(**house, code=f"K-{next(numbers)}", given_name="A", family_name="B",
               born_on=REFERRED) for _ in range(size)
    )  # fmt: skip
    referrals = Referral.objects.bulk_create(
        Referral(**house, client=one, team=cast.north, received_on=REFERRED, source="gp")
        for one in clients
    )
    episodes = Episode.objects.bulk_create(
        Episode(**house, client=one, team=cast.north, therapist=cast.alice, referral=referral,
                protocol="ipt-standard-16", protocol_version=1, opened_on=REFERRED)
        for one, referral in zip(clients, referrals, strict=True)
    )  # fmt: skip
    Session.objects.bulk_create(
        Session(**house, episode=one, starts_at=hour(7 * number), state="held")
        for one in episodes for number in range(6)
    )  # fmt: skip
    Response.objects.bulk_create(
        Response(**house, episode=one, instrument=instrument, instrument_version=1, answers={},
                 scores={}, mode="paper", given_on=day(7 * number), submitted_at=NOW)
        for one in episodes for number in range(6) for instrument in ("phq9", "gad7")
    )  # fmt: skip
    return episodes


@pytest.mark.parametrize("size", [1, 100])
def test_courses_take_the_same_few_queries_however_many(cast, size, django_assert_num_queries):
    episodes = caseload(cast, size)

    with django_assert_num_queries(3):
        courses = facts.courses_of(episodes)

    assert {one.session_number for one in courses.values()} == {6}
    assert len(courses) == size


def test_no_episodes_no_courses(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert facts.courses_of([]) == {}


def test_a_caseload_beyond_one_round_of_queries_is_read_in_several(cast, monkeypatch):
    monkeypatch.setattr(facts, "AT_A_TIME", 4)
    episodes = caseload(cast, 10)

    assert {one.session_number for one in facts.courses_of(episodes).values()} == {6}


def test_the_course_before_a_change_and_after_it_are_the_same_course(cast, in_diary):
    # what a service asks (`after`) and what a page then shows must agree
    planned = in_diary()
    expected = facts.course_of(cast.cleo_care).after(Fact(day(1), "session"))

    course.hold_session(by=cast.alice, session=planned)

    assert facts.course_of(cast.cleo_care) == expected
