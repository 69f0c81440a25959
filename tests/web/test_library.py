"""The library of protocols: `/library/`, one protocol, its versions. All staff may read it."""

import pytest

from kith.core import catalogue, fitting
from kith.core.protocols.terms import rules
from tests.web.markup import Page
from tests.web.reading import words

PROTOCOLS = [one.id for one in catalogue.protocols()]


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.alice)
    return client


def shown(desk, address="/library/", **asked):
    answer = desk.get(address, asked)
    assert answer.status_code == 200
    return answer


def named(answer):
    """The protocols that a page leads to."""
    parts = [href.split("/") for href in Page(answer).links if "/protocols/" in href]
    return {part[3] for part in parts}


# ---------------------------------------------------------------- the list


def test_it_shows_every_protocol_under_what_it_is_for(desk):
    answer = shown(desk)
    assert named(answer) == set(PROTOCOLS)
    assert {"Depressive episode", "Bulimia nervosa", "Bipolar disorder"} <= set(headings(answer))


def headings(answer):
    page = answer.content.decode()
    return [part.partition("</h2>")[0] for part in page.split("<h2>")[1:]]


def test_it_says_of_each_use_how_well_it_is_shown(desk):
    said = words(shown(desk, disorder="substance_use"))
    assert "Alcohol or drug use itself, whatever the mood Evidence: limited" in said
    assert "established" not in said.partition("Show all")[2]


def test_it_puts_what_is_shown_best_first_and_what_is_not_recommended_last(desk):
    said = shown(desk, disorder="depression").content.decode()
    established, warned = said.index("/ipt-standard-12/"), said.index("/ipt-ast/")
    assert established < said.index("/ipt-b-8/") < warned


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "rhythm"}, {"ipsrt"}),
        ({"q": "BULIMIA"}, {"ipt-bn-19"}),
        ({"format": "group"}, {one.id for one in catalogue.protocols() if one.format == "group"}),
        ({"disorder": "personality"}, {"mit-12m", "mit-g-16"}),
        ({"disorder": "borderline", "status": "under_investigation"}, {"ipt-bpd-34", "ipt-bpd-r"}),
        ({"disorder": "personality", "format": "group"}, {"mit-g-16"}),
    ],
)
def test_it_finds_what_is_looked_for(desk, asked, found):
    assert named(shown(desk, **asked)) == found


def test_it_says_that_nothing_answers_and_leads_back(desk):
    answer = shown(desk, q="zzz")
    assert "Nothing in the library answers to this." in words(answer)
    assert "/library/" in Page(answer).links


@pytest.mark.parametrize("asked", [{"format": "solo"}, {"status": "proven"}, {"q": "a\0"}])
def test_it_names_what_cannot_be_looked_for(desk, asked):
    answer = desk.get("/library/", asked)
    assert answer.status_code == 422
    assert "Please check what you entered" in words(answer)


def test_it_is_in_the_bar_of_every_page(desk):
    assert "/library/" in Page(desk.get("/")).links


# ---------------------------------------------------------------- one protocol


@pytest.mark.parametrize("name", PROTOCOLS)
def test_it_is_readable_for_each_protocol(desk, name):
    one = catalogue.protocol(name)
    answer = shown(desk, f"/library/protocols/{name}/")
    said = words(answer)
    assert one.summary in said
    for phase in one.phases:
        assert one.title_of_phase(phase.id) in said
    for area in one.problem_areas:
        assert one.vocabulary.areas[area].title in said
    for strategy in one.strategies.values():
        assert strategy.title in said
    for each in one.indications:
        assert each.why in said
        assert f"Evidence: {fitting.STATUSES[each.status]}" in said
    ids = [attributes["id"] for _, attributes in Page(answer).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_it_draws_the_course_and_says_the_same_in_words(desk):
    said = shown(desk, "/library/protocols/ipt-bn-19/").content.decode()
    assert said.count('class="wide"') == 1
    assert "19 sessions, every 4 days in sessions 1 to 4, weekly in sessions 5 to 16" in said


def test_it_tells_of_meetings_beside_the_sessions(desk):
    said = words(shown(desk, "/library/protocols/ipt-g-wilfley-20/"))
    assert "Individual meeting before the group, before session 1" in said
    assert "Individual meeting half-way, sessions 10 to 11" in said
    assert "Follow-up appointment, after the last session" in said


def test_it_gives_every_rule_its_reason_and_marks_what_is_not_confirmed(desk):
    one = catalogue.protocol("ipt-bpd-34")
    page = shown(desk, "/library/protocols/ipt-bpd-34/")
    said = words(page)
    missing = [
        key
        for key, rule in rules(one)
        if not key.startswith("terms.") and rule.why not in said and "agendas" not in key
    ]
    assert missing == []
    assert said.count("Source not confirmed") > 10
    assert "Not confirmed" in said


def test_it_lists_what_it_must_not_be_offered_with(desk):
    one = catalogue.protocol("ipt-bpd-34")
    said = words(shown(desk, "/library/protocols/ipt-bpd-34/"))
    exclusions, _, cautions = said.partition("Not to be offered while this is so")[2].partition(
        "Think first"
    )
    assert [key for key in one.exclusions if titled(one, key) not in exclusions] == []
    assert [key for key in one.cautions if titled(one, key) not in cautions] == []


def titled(protocol, caution):
    return protocol.vocabulary.cautions[caution].title


def test_it_leads_to_its_questionnaires(desk):
    links = Page(shown(desk, "/library/protocols/ipt-ppd-12/")).links
    one = catalogue.protocol("ipt-ppd-12")
    assert {f"/library/instruments/{each.instrument}/" for each in one.measures} <= set(links)


@pytest.mark.parametrize(
    "address",
    [
        "/library/protocols/nobody/",
        "/library/protocols/nobody/versions/",
        "/library/protocols/ipsrt/?version=9",
        "/library/protocols/ipsrt/?version=one",
        "/library/protocols/ipsrt/versions/?before=0",
    ],
)
def test_what_is_not_there_is_not_found(desk, address):
    assert desk.get(address).status_code == 404


# ---------------------------------------------------------------- versions


def test_it_shows_an_earlier_version_and_says_so(desk):
    said = words(shown(desk, "/library/protocols/ipt-standard-12/", version="1"))
    assert "This is version 1. Courses that began with it keep it." in said
    assert "An earlier version" not in words(shown(desk, "/library/protocols/ipt-standard-12/"))


def test_it_says_why_a_version_replaced_another_and_what_changed(desk):
    new, old = catalogue.protocol_versions("ipt-standard-16")
    said = words(shown(desk, "/library/protocols/ipt-standard-16/versions/"))
    assert f"Replaces version {old.version}: {new.because}" in said
    assert "From version 1 to version 2" in said
    assert "Cautions: added “Violence at home, now”" in said


def test_it_compares_the_other_way_round_too(desk):
    address = "/library/protocols/ipt-standard-16/versions/"
    said = words(shown(desk, address, before="2", after="1"))
    assert "From version 2 to version 1" in said
    assert "Cautions: no longer “Violence at home, now”" in said
    assert "Nothing differs" in words(shown(desk, address, before="2", after="2"))


def test_it_compares_nothing_where_there_is_one_version(desk):
    said = words(shown(desk, "/library/protocols/ipsrt/versions/"))
    assert "The first version." in said
    assert "What changed" not in said


# ---------------------------------------------------------------- links from the record


def test_a_course_leads_to_the_version_it_began_with(desk, cast):
    care = cast.cleo_care
    page = Page(desk.get(f"/episodes/{care.pk}/course/"))
    version = care.protocol_version
    assert f"/library/protocols/{care.protocol}/?version={version}" in page.links


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/library/", 6),
        ("/library/protocols/ipsrt/", 6),
        ("/library/protocols/ipt-standard-16/versions/", 6),
    ],
)
def test_it_asks_the_database_for_nothing_but_the_frame(
    desk, address, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        desk.get(address)
