"""The focus of DIT and MIT on record: parts, agreement, versions, told episodes."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.errors import ConflictError, RefusedError
from kith.record import facts
from kith.record.models import InterpersonalFocus, Narrative
from kith.record.services import focus, interpersonal
from tests.cast import NOW

PATTERN = {"self": "too much", "other": "about to leave", "affect": "shame"}
SCHEMA = {
    "wish": "to be cared for", "self_image": "not worth it", "other_response": "look away",
    "self_response": "go quiet",
}  # fmt: skip


def follow(care, protocol):
    definition = catalogue.protocol(protocol)
    care.protocol, care.protocol_version = definition.id, definition.version
    care.save(update_fields=["protocol", "protocol_version"])
    return care


@pytest.fixture
def dit(cast):
    return follow(cast.cleo_care, "dit-16")


@pytest.fixture
def mit(cast):
    return follow(cast.cleo_care, "mit-12m")


def write(cast, care, parts, seen=0, words="", by=None):
    return focus.save_focus(
        by=by or cast.alice, episode=care, expected_version=seen, parts=parts, words=words
    )


def share(cast, one, view="agreed", words="Yes."):
    return focus.share_focus(
        by=cast.alice, focus=one, expected_version=one.version, view=view, words=words
    )


def condition(care, name):
    met = {one.id: one.met_on for one in facts.course_of(care).conditions}
    return met[name]


@pytest.mark.parametrize(
    ("protocol", "parts", "name", "tasks"),
    [
        ("dit-16", PATTERN, "focus_recorded", {"dit_focus_agreed"}),
        (
            "mit-12m", SCHEMA, "schema_recorded",
            {"mit_schema_reconstructed", "mit_formulation_shared"},
        ),
    ],
)  # fmt: skip
def test_a_whole_focus_meets_the_condition_and_an_agreed_one_its_tasks(
    cast, protocol, parts, name, tasks
):
    care = follow(cast.cleo_care, protocol)
    some = dict(list(parts.items())[:-1])
    first = write(cast, care, some)
    assert condition(care, name) is None

    whole = write(cast, care, parts, seen=first.version)
    assert whole.recorded_on == NOW.date()
    assert condition(care, name) == NOW.date()
    assert not tasks & set(facts.course_of(care).reached)

    share(cast, whole)
    assert tasks <= set(facts.course_of(care).reached)


def test_an_agreed_focus_stays_and_a_new_one_begins_beside_it(cast, dit):
    share(cast, write(cast, dit, PATTERN))
    newer = write(cast, dit, {**PATTERN, "affect": "anger"})
    assert newer.number == 2
    assert InterpersonalFocus.objects.get(number=1).parts["affect"] == "shame"


def test_a_change_takes_back_what_the_client_said_of_other_words(cast, dit):
    one = share(cast, write(cast, dit, PATTERN), view="amend", words="Not quite.")
    again = write(cast, dit, {**PATTERN, "affect": "anger"}, seen=one.version)
    assert again.client_view == "not_yet"


def test_it_cannot_be_agreed_while_a_part_is_missing(cast, dit):
    one = write(cast, dit, {"self": "too much"})
    with pytest.raises(RefusedError, match="how the client sees the other, the feeling"):
        share(cast, one)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [({}, "at least one part"), ({"self": " "}, "at least one part"), ({"self": "x" * 301}, "300")],
)
def test_nothing_and_too_much_are_refused(cast, dit, parts, problem):
    with pytest.raises(RefusedError, match=problem):
        write(cast, dit, parts)
    assert not InterpersonalFocus.objects.exists()


def test_a_course_with_problem_areas_has_no_such_focus(cast):
    with pytest.raises(RefusedError, match="problem area"):
        write(cast, cast.cleo_care, PATTERN)


def test_two_people_who_write_at_once_both_keep_their_words(cast, dit):
    write(cast, dit, PATTERN)
    with pytest.raises(ConflictError) as conflict:
        write(cast, dit, {**PATTERN, "affect": "anger"}, seen=0, by=cast.bob)
    assert conflict.value.theirs["affect"] == "shame"
    with pytest.raises(ConflictError):
        focus.share_focus(
            by=cast.alice, focus=InterpersonalFocus.objects.get(), expected_version=0, view="agreed"
        )


def test_a_told_episode_is_kept_once_and_can_be_taken_off(cast, mit):
    ann = interpersonal.add_people(by=cast.alice, episode=mit, labels=["Ann"])[0]

    def tell():
        return focus.tell(
            by=cast.alice, episode=mit, text="Ann did not ring back.", told_on=NOW.date(),
            feeling="hurt", person=ann, shows_focus=True,
        )  # fmt: skip

    one, twice = tell(), tell()
    assert one.pk == twice.pk
    focus.withdraw_narrative(by=cast.alice, narrative=one)
    assert Narrative.objects.get().withdrawn_on == NOW.date()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"text": " "}, "what happened"),
        ({"told_on": NOW.date() + timedelta(days=1)}, "after today"),
        ({"told_on": NOW.date() - timedelta(days=4000)}, "before the referral"),
    ],
)
def test_a_told_episode_that_cannot_be_so_is_refused(cast, mit, given, problem):
    told = {"text": "Ann did not ring back.", "told_on": NOW.date(), **given}
    with pytest.raises(RefusedError, match=problem):
        focus.tell(by=cast.alice, episode=mit, **told)


def test_a_person_of_another_client_is_refused(cast, mit):
    theirs = interpersonal.add_people(by=cast.charlie, episode=cast.dana_care, labels=["Joe"])[0]
    with pytest.raises(RefusedError, match="another client"):
        focus.tell(by=cast.alice, episode=mit, text="A quarrel.", told_on=NOW.date(), person=theirs)
