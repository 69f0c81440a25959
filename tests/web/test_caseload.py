"""The caseload, `/clients/`: who stands in it, in which order, at what cost."""

from datetime import date, timedelta

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.services import course, intake, measures

PHQ9 = [item.id for item in catalogue.instrument("phq9").scored]


def answers(total):
    """Nine answers that add up to `total`, item 9 the last to rise above zero."""
    full, rest = divmod(total, 3)
    return dict(zip(PHQ9, [3] * full + [rest] + [0] * 9, strict=False))


def score(cast, episode, total, on):
    with clock.at(clock.now()):
        measures.enter_response(
            by=episode.therapist,
            episode=episode,
            instrument="phq9",
            answers=answers(total),
            mode="paper",
            given_on=on,
        )


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("alice", {"Marsh, Cleo"}),
        ("bob", {"Marsh, Cleo"}),
        ("charlie", {"Field, Dana"}),
        ("mira", {"Marsh, Cleo", "Field, Dana"}),
        ("olga", {"Stone, Otto"}),
        ("ada", set()),
    ],
)
def test_it_lists_the_clients_one_looks_after(client, cast, who, sees):
    client.force_login(getattr(cast, who))
    page = client.get("/clients/").content.decode()
    everybody = {"Marsh, Cleo", "Field, Dana", "Stone, Otto"}
    assert {name for name in everybody if name in page} == sees


def test_it_shows_the_trend_and_says_the_change_by_the_published_rule(client, cast):
    score(cast, cast.cleo_care, 18, date(2026, 2, 24))
    score(cast, cast.cleo_care, 11, date(2026, 3, 2))
    client.force_login(cast.alice)
    page = client.get("/clients/").content.decode()
    assert "PHQ-9, oldest first: 18, 11" in page
    assert "reliably lower" in page


def test_it_finds_a_client_by_name_code_or_therapist(client, cast):
    client.force_login(cast.mira)
    for asked in ("cleo", "MARSH", "k-1001", "alice"):
        page = client.get("/clients/", {"q": asked}).content.decode()
        assert "Marsh, Cleo" in page
        assert "Field, Dana" not in page
    assert "No course fits" in client.get("/clients/", {"q": "zzz"}).content.decode()


def test_it_narrows_to_open_alerts(client, cast):
    score(cast, cast.dana_care, 27, date(2026, 3, 1))
    client.force_login(cast.mira)
    page = client.get("/clients/", {"with": "alerts"}).content.decode()
    assert "Field, Dana" in page
    assert "1 open alert" in page
    assert "Marsh, Cleo" not in page


def test_it_sorts_as_asked_and_takes_nonsense_for_no_wish(client, cast):
    score(cast, cast.cleo_care, 4, date(2026, 3, 1))
    score(cast, cast.dana_care, 15, date(2026, 3, 1))
    client.force_login(cast.mira)
    by_name = client.get("/clients/", {"sort": "name"}).content.decode()
    by_score = client.get("/clients/", {"sort": "score"}).content.decode()
    assert by_name.index("Field, Dana") < by_name.index("Marsh, Cleo")
    assert by_score.index("Field, Dana") < by_score.index("Marsh, Cleo")
    odd = client.get("/clients/", {"sort": "); drop table", "state": "x", "phase": "<b>"})
    assert odd.status_code == 200
    for sort in ("attention", "next", "session", "contact"):
        assert client.get("/clients/", {"sort": sort}).status_code == 200


def test_it_shows_ended_courses_only_when_asked(client, cast):
    course.end_episode(
        by=cast.alice,
        episode=cast.cleo_care,
        disposition="dropped_out",
        words="She did not come to the first session and did not answer.",
    )
    client.force_login(cast.alice)
    assert "Marsh" not in client.get("/clients/").content.decode()
    assert "Marsh" in client.get("/clients/", {"state": "ended"}).content.decode()


def test_it_costs_no_more_queries_for_many_clients_than_for_one(
    client, cast, django_assert_max_num_queries
):
    for number in range(15):
        person = intake.register_client(
            by=cast.alice,
            particulars=intake.Particulars(
                given_name=f"N{number}", family_name="Many", born_on=date(1980, 1, 1)
            ),
        )
        episode = intake.open_episode(
            by=cast.alice,
            client=person,
            team=cast.north,
            therapist=cast.alice,
            protocol="ipt-standard-12",
            request=intake.Request(received_on=date(2026, 2, 20), source="self"),
        )
        score(cast, episode, 12, date(2026, 3, 1))
        course.plan_session(
            by=cast.alice, episode=episode, starts_at=clock.now() + timedelta(days=number)
        )
    client.force_login(cast.alice)
    client.get("/help/")  # the session's own clock is set once a minute, not on each page
    with django_assert_max_num_queries(12):
        page = client.get("/clients/").content.decode()
    assert page.count("Many, N") == 15
