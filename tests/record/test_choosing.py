"""The choice of a protocol: until the contract, with a reason where it differs, and on record."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.record.choosing import situation_of
from kith.record.models import AuditEvent, Baby, Contract, ProtocolChoice
from kith.record.services import agreements, assessment, choosing, course, measures, medication
from tests.cast import NOW, REFERRED

PHQ9 = [item.id for item in catalogue.instrument("phq9").items]


def found(cast, **given):
    stored = getattr(cast.cleo_care, "assessment", None)
    cast.cleo_care.refresh_from_db()
    return assessment.save_assessment(
        by=cast.alice,
        episode=cast.cleo_care,
        expected_version=stored.version if stored else 0,
        found=given,
    )


def choose(cast, protocol, reason="", by=None):
    return choosing.choose_protocol(
        by=by or cast.alice, episode=cast.cleo_care, protocol=protocol, reason=reason
    )


def test_the_situation_is_what_the_record_says(cast):
    answers = {
        "pregnant": {"answer": "yes", "words": ""},
        "mania": {"answer": "no", "words": ""},
        "violence": {"answer": "unknown", "words": ""},
        "disorder.insomnia": {"answer": "yes", "words": ""},
    }
    found(cast, icd11="6A70.1", icd10="F32.1", cautions=answers)
    measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument="phq9",
        answers=dict.fromkeys(PHQ9, 1),
        mode="paper",
        given_on=REFERRED,
    )

    situation = situation_of(cast.cleo_care)

    assert situation.codes == ("6A70.1", "F32.1")
    assert "insomnia" in situation.disorders
    assert situation.yes == {"pregnant"}
    assert situation.no == {"mania"}
    assert situation.found["phq9", "total"] == 9
    assert situation.age == cast.cleo.age_on(REFERRED)


def test_without_an_assessment_only_the_age_is_known(cast):
    situation = situation_of(cast.cleo_care)
    assert (situation.codes, situation.disorders, situation.yes) == ((), (), frozenset())


def test_the_first_of_the_list_needs_no_reason(cast):
    found(cast, icd11="6A70.1")

    choice = choose(cast, "ipt-standard-12")

    cast.cleo_care.refresh_from_db()
    newest = catalogue.protocol("ipt-standard-12")
    pinned = (cast.cleo_care.protocol, cast.cleo_care.protocol_version)
    assert pinned == (newest.id, newest.version)
    assert (choice.previous, choice.suggested, choice.verdict) == (
        "ipt-standard-16", "ipt-standard-12", "fits",
    )  # fmt: skip
    told = AuditEvent.objects.get(action="protocol.chosen")
    assert told.details["protocol"] == "ipt-standard-12"


def test_another_than_the_first_needs_a_reason(cast):
    found(cast, icd11="6A70.1")
    with pytest.raises(RefusedError, match="Write down why"):
        choose(cast, "ipt-b-8")
    assert not ProtocolChoice.objects.exists()

    assert choose(cast, "ipt-b-8", "She can come eight times at most.").reason


@pytest.mark.parametrize(
    ("protocol", "problem"),
    [("ipt-standard-16", "follows"), ("ipt-standard-99", "Choose one"), ("", "Choose one")],
)
def test_what_cannot_be_chosen_is_refused(cast, protocol, problem):
    with pytest.raises(RefusedError, match=problem):
        choose(cast, protocol, "As agreed.")


def test_once_the_contract_is_agreed_the_course_stays_as_it_is(cast):
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
    assert Contract.objects.exists()
    with pytest.raises(RefusedError, match="The contract is agreed"):
        choose(cast, "ipt-standard-12", "Shorter, by wish.")


def test_what_was_done_under_the_other_protocol_stays_on_record(cast):
    course.reach(by=cast.alice, episode=cast.cleo_care, step="illness_named")
    choose(cast, "ipt-standard-12", "Shorter, by wish.")
    choose(cast, "ipt-standard-16", "Longer after all.")
    previous = list(ProtocolChoice.objects.values_list("previous", "protocol"))
    assert previous == [
        ("ipt-standard-16", "ipt-standard-12"), ("ipt-standard-12", "ipt-standard-16"),
    ]  # fmt: skip


def test_what_other_pages_show_is_not_asked_again(cast):
    medication.add(
        by=cast.alice, episode=cast.cleo_care, started_on=REFERRED, dose="400 mg at night",
        details={"name": "Lithium"},
    )  # fmt: skip
    assert situation_of(cast.cleo_care).yes == {"medicated"}
    found(cast, cautions={"medicated": {"answer": "no", "words": ""}})
    assert "medicated" not in situation_of(cast.cleo_care).yes


@pytest.mark.parametrize(
    ("dates", "shown"),
    [
        ({"due_on": NOW.date() + timedelta(weeks=20)}, {"pregnant"}),
        ({"born_on": NOW.date() - timedelta(weeks=10)}, {"postpartum"}),
        ({"born_on": NOW.date() - timedelta(weeks=70)}, set()),
        ({"due_on": NOW.date() - timedelta(weeks=1), "lost_on": NOW.date()}, set()),
    ],
)
def test_a_birth_is_a_circumstance_for_a_year(cast, dates, shown):
    Baby.objects.create(
        organisation=cast.clinic, episode=cast.cleo_care, on=NOW.date(), by=cast.alice, **dates
    )
    assert situation_of(cast.cleo_care).yes == shown
