"""Formulation and contract: agreed, kept, changed with a reason. The focus: test_problem_areas."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kith.core.errors import ConflictError, NotYetError, RefusedError
from kith.record import clock
from kith.record.facts import course_of
from kith.record.models import Contract, Formulation, Milestone
from kith.record.services import agreements, course
from tests.cast import NOW, REFERRED

TERMS = agreements.Terms(
    sessions=16,
    starts_on=REFERRED,
    ends_on=REFERRED + timedelta(weeks=16),
    goals=["See Ann again", " ", " Sleep through "],
    place="Room 2",
)


@pytest.fixture
def care(cast):
    return cast.cleo_care


def write(cast, text, seen=0, by=None):
    return agreements.save_formulation(
        by=by or cast.alice, episode=cast.cleo_care, expected_version=seen, text=text
    )


def share(cast, formulation, view="agreed", **more):
    return agreements.share_formulation(by=cast.alice, formulation=formulation, view=view, **more)


# ---------------------------------------------------------------- the formulation


def test_a_formulation_is_written_and_rewritten(cast, audited):
    with audited(cast.alice, cast.cleo, "formulation.saved", "formulation.saved"):
        write(cast, " Low since Ann left. ")
        write(cast, "Low since Ann left in spring.", seen=1)

    formulation = Formulation.objects.get()
    assert (formulation.number, formulation.version) == (1, 2)
    assert formulation.text == "Low since Ann left in spring."
    assert formulation.client_view == "not_yet"


@pytest.mark.parametrize(
    ("text", "says"),
    [(" \n ", "in two or three sentences"), ("x" * 8001, "at most 8000 characters")],
)
def test_a_formulation_that_cannot_be_is_refused(cast, refused, text, says):
    with refused(RefusedError, says, "text"):
        write(cast, text)


def test_a_formulation_is_agreed_with_the_client(cast, audited):
    draft = write(cast, "Low since Ann left.")
    with audited(cast.alice, cast.cleo, "formulation.shared", "step.reached"):
        share(cast, draft, words=" Yes, that is it. ")

    agreed = Formulation.objects.get()
    assert (agreed.client_view, agreed.agreed_on) == ("agreed", NOW.date())
    assert agreed.client_words == "Yes, that is it."
    assert Milestone.objects.get().name == "formulation_agreed"


def test_what_the_client_wants_changed_is_kept_until_it_is(cast, audited):
    draft = write(cast, "Low since Ann left.")
    with audited(cast.alice, cast.cleo, "formulation.shared"):
        share(cast, draft, "amend", words="It began before.")

    waiting = Formulation.objects.get()
    assert (waiting.client_view, waiting.client_words) == ("amend", "It began before.")
    assert waiting.agreed_on is None
    assert write(cast, "Low before Ann left.", seen=1).client_view == "not_yet"


def test_an_agreed_formulation_is_never_overwritten(cast, refused):
    agreed = share(cast, write(cast, "Low since Ann left."))

    with refused(RefusedError, "Write a new one to change it."):
        share(cast, agreed, "amend")
    second = write(cast, "Low since the quarrel.", seen=agreed.version)

    assert (second.number, second.version) == (2, 1)
    assert list(Formulation.objects.values_list("text", "agreed_on")) == [
        ("Low since Ann left.", NOW.date()),
        ("Low since the quarrel.", None),
    ]


def test_the_client_says_one_of_three_things(cast, refused):
    draft = write(cast, "Low since Ann left.")

    with refused(RefusedError, "Say what the client thinks of it.", "view"):
        share(cast, draft, "shrug")
    with refused(RefusedError, "at most 2000 characters", "client_words"):
        share(cast, draft, "amend", words="x" * 2001)


def test_two_writers_of_a_formulation_lose_nothing(cast, refused):
    write(cast, "Low since Ann left.", by=cast.bob)

    with refused(ConflictError, "Bob changed the formulation") as caught:
        write(cast, "Low since spring.")

    assert caught.value.theirs == {"text": "Low since Ann left.", "version": 1}
    write(cast, "Low since Ann left in spring.", seen=1)


def test_saving_the_same_twice_is_no_conflict(cast):
    write(cast, "Low since Ann left.")
    write(cast, "Low since Ann left.")


def test_nobody_agrees_to_words_that_were_not_read_out(cast, refused):
    draft = write(cast, "Low since Ann left.")
    write(cast, "Low since the quarrel.", seen=1, by=cast.bob)

    with refused(ConflictError, "Bob changed the formulation"):
        share(cast, draft, expected_version=1)
    share(cast, draft, expected_version=2)


def test_what_is_shared_does_not_undo_what_somebody_else_wrote(cast):
    seen_by_the_page = write(cast, "Low since Ann left.")
    write(cast, "Low since the quarrel.", seen=1, by=cast.bob)

    share(cast, seen_by_the_page, "amend")

    assert Formulation.objects.get().text == "Low since the quarrel."


# ---------------------------------------------------------------- the contract


def agree(cast, **more):
    return agreements.agree_contract(
        by=cast.alice, episode=cast.cleo_care, terms=replace(TERMS, **more)
    )


def test_a_contract_is_agreed(cast, care, audited):
    with audited(cast.alice, cast.cleo, "contract.agreed", "step.reached"):
        agree(cast)

    contract = Contract.objects.get()
    assert (contract.number, contract.sessions, contract.place) == (1, 16, "Room 2")
    assert contract.goals == ["See Ann again", "Sleep through"]
    assert (contract.agreed_on, contract.by) == (NOW.date(), cast.alice)
    assert course_of(care).has_contract
    assert Milestone.objects.get().name == "contract_agreed"


@pytest.mark.parametrize(
    ("terms", "field", "says"),
    [
        ({"sessions": 0}, "sessions", "at least one session"),
        ({"sessions": 11}, "sessions", "agreed for 12 to 16 sessions, not 11"),
        ({"sessions": 17}, "sessions", "agreed for 12 to 16 sessions, not 17"),
        ({"goals": []}, "goals", "one to three goals"),
        ({"goals": ["", "  "]}, "goals", "one to three goals"),
        ({"goals": ["a", "b", "c", "d"]}, "goals", "one to three goals"),
        ({"starts_on": REFERRED - timedelta(days=1)}, "starts_on", "before the referral"),
        ({"ends_on": REFERRED}, "ends_on", "end after it begins"),
        ({"minutes": 9}, "minutes", "between 10 and 180 minutes"),
        ({"minutes": 181}, "minutes", "between 10 and 180 minutes"),
        ({"every_days": 0}, "every_days", "between 1 and 60 days"),
        ({"every_days": 61}, "every_days", "between 1 and 60 days"),
        ({"place": "x" * 161}, "place", "at most 160 characters"),
        ({"in_a_crisis": "x" * 1001}, "in_a_crisis", "at most 1000 characters"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(cast, refused, terms, field, says):
    with refused(RefusedError, says, field):
        agree(cast, **terms)


def test_a_contract_is_changed_by_a_new_one_with_its_reason(cast, care, refused):
    agree(cast)
    with clock.at(NOW + timedelta(days=7)):
        with refused(RefusedError, "Say why the contract is changed.", "reason"):
            agree(cast, sessions=12)
        agree(cast, sessions=12, reason="The client moves in June.")

    assert list(Contract.objects.values_list("number", "sessions")) == [(1, 16), (2, 12)]
    assert course_of(care).total == 12


def test_more_sessions_are_an_extension_not_another_contract(cast, refused):
    agree(cast, sessions=12)

    with (
        clock.at(NOW + timedelta(days=7)),
        refused(NotYetError, "Extend the contract, with the reason"),
    ):
        agree(cast, sessions=16, reason="She needs more time.")


@pytest.mark.parametrize(("first", "second"), [(12, 16), (16, 12)])
def test_a_slip_is_corrected_on_the_same_day(cast, care, first, second):
    agree(cast, sessions=first)
    agree(cast, sessions=second, reason="The wrong number was typed.")

    assert course_of(care).total == second
    assert course_of(care).irregularities == ()


def test_a_contract_is_not_for_fewer_sessions_than_were_held(cast, in_diary, refused):
    agree(cast, starts_on=date(2026, 2, 24))
    for day in range(13):
        with clock.at(NOW + timedelta(days=day)):
            course.hold_session(by=cast.alice, session=in_diary(day))

    with (
        clock.at(NOW + timedelta(days=14)),
        refused(RefusedError, "13 sessions have been held", "sessions"),
    ):
        agree(cast, sessions=12, reason="The client moves in June.")
