"""Which therapy: the library in order for one client, what is not known, and the choice."""

from datetime import timedelta

import pytest

from kith.record.models import Assessment, ProtocolChoice
from kith.record.services import agreements, assessment
from tests.cast import REFERRED
from tests.web.reading import field_of


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.alice)
    return client


def page(desk, cast):
    return desk.get(f"/episodes/{cast.cleo_care.pk}/which-therapy/")


def diagnosed(cast, code="6A70.1", **more):
    return assessment.save_assessment(
        by=cast.alice,
        episode=cast.cleo_care,
        expected_version=0,
        found={"icd11": code, **more},
    )


def known(desk, cast, **typed):
    return desk.post(f"/episodes/{cast.cleo_care.pk}/which-therapy/known/", typed, follow=True)


def choose(desk, cast, protocol, reason=""):
    return desk.post(
        f"/episodes/{cast.cleo_care.pk}/which-therapy/choose/",
        {"protocol": protocol, "reason": reason},
    )


def test_it_lists_what_may_fit_in_order_with_reasons(desk, cast):
    diagnosed(cast)
    shown = page(desk, cast)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert text.index('id="ipt-standard-12"') < text.index('id="ipt-b-8"')
    assert "Evidence: established" in text
    assert "Cuijpers and colleagues 2016" in text


def test_it_says_what_to_do_when_nothing_is_known(desk, cast):
    text = page(desk, cast).content.decode()
    assert "Write down the diagnosis" in text


def test_it_says_plainly_what_comes_first(desk, cast):
    diagnosed(cast, cautions={"imminent_risk": {"answer": "yes", "words": ""}})
    text = page(desk, cast).content.decode()
    assert "Something else comes first" in text
    assert "May fit" not in text


def test_it_keeps_what_is_answered_beside_the_assessment(desk, cast):
    diagnosed(cast, cautions={"mania": {"answer": "no", "words": "Asked."}})
    answer = known(desk, cast, version="1", ask_pregnant="yes", disorders=["insomnia"])
    assert answer.status_code == 200
    stored = Assessment.objects.get(episode=cast.cleo_care).cautions
    assert stored == {
        "mania": {"answer": "no", "words": "Asked."},
        "pregnant": {"answer": "yes", "words": ""},
        "disorder.insomnia": {"answer": "yes", "words": ""},
    }
    desk.post(
        f"/episodes/{cast.cleo_care.pk}/assessment/",
        {"version": "2", "decision": "open", "ask_mania": "no"},
    )
    stored = Assessment.objects.get(episode=cast.cleo_care).cautions
    assert stored["pregnant"]["answer"] == "yes"


def test_it_tells_of_somebody_else_who_saved_in_between(desk, cast):
    diagnosed(cast)
    answer = known(desk, cast, version="0", ask_pregnant="yes")
    assert answer.status_code == 409
    assert Assessment.objects.get(episode=cast.cleo_care).cautions == {}
    assert field_of(answer, "version") == "1"


def test_it_refuses_an_answer_that_is_none(desk, cast):
    diagnosed(cast)
    assert known(desk, cast, version="1", ask_pregnant="perhaps").status_code == 422


def test_it_makes_the_first_of_the_list_the_course(desk, cast):
    diagnosed(cast)
    answer = choose(desk, cast, "ipt-standard-12")
    assert answer.status_code == 302
    cast.cleo_care.refresh_from_db()
    assert cast.cleo_care.protocol == "ipt-standard-12"
    assert "Choices so far" in page(desk, cast).content.decode()


def test_it_asks_why_for_another_and_keeps_what_was_typed(desk, cast):
    diagnosed(cast)
    answer = choose(desk, cast, "ipt-b-8", "  ")
    assert answer.status_code == 422
    assert "Write down why" in answer.content.decode()
    assert not ProtocolChoice.objects.exists()
    assert choose(desk, cast, "ipt-b-8", "Eight at most.").status_code == 302


def test_it_offers_no_choice_once_the_contract_is_agreed(desk, cast):
    diagnosed(cast)
    agreements.agree_contract(
        by=cast.alice,
        episode=cast.cleo_care,
        terms=agreements.Terms(
            sessions=16,
            starts_on=REFERRED,
            ends_on=REFERRED + timedelta(weeks=16),
            goals=["See Ann again"],
        ),
    )
    assert "Choose this one" not in page(desk, cast).content.decode()
    assert choose(desk, cast, "ipt-standard-12", "Shorter.").status_code == 422


def test_it_is_not_there_for_somebody_else(client, cast):
    client.force_login(cast.olga)
    assert page(client, cast).status_code == 404


def test_its_queries_do_not_grow(desk, cast, django_assert_max_num_queries):
    diagnosed(cast)
    with django_assert_max_num_queries(34):
        page(desk, cast)
