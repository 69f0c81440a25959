"""Medicines with their doses, and the people and the baby around a client."""

from datetime import timedelta

import pytest

from kith.core.errors import RefusedError
from kith.record.corresponding import letter_facts
from kith.record.facts import course_of
from kith.record.models import Baby, Contact, Dose, Medication
from kith.record.services import conditions, contacts, medication
from tests.cast import NOW, REFERRED

TODAY = NOW.date()


@pytest.fixture
def lithium(cast):
    return medication.add(
        by=cast.alice,
        episode=cast.cleo_care,
        started_on=REFERRED,
        dose="400 mg at night",
        details={"name": "Lithium", "purpose": "mood", "prescriber": "Dr Ash"},
    )


# ---------------------------------------------------------------- medicines


def test_a_medicine_is_added_with_its_first_dose(cast, audited):
    with audited(cast.alice, cast.cleo, "medication.added"):
        taken = medication.add(
            by=cast.alice,
            episode=cast.cleo_care,
            started_on=REFERRED,
            dose=" 400 mg at night ",
            details={"name": " Lithium "},
        )
    assert (taken.name, taken.stopped_on) == ("Lithium", None)
    [dose] = Dose.objects.filter(medication=taken)
    assert (dose.words, dose.on) == ("400 mg at night", REFERRED)


def test_every_dose_stays_with_its_reason(cast, lithium):
    medication.change_dose(
        by=cast.alice, medication=lithium, on=TODAY, dose="800 mg", reason="Level too low"
    )
    doses = Dose.objects.filter(medication=lithium).values_list("words", "reason")
    assert list(doses) == [("400 mg at night", ""), ("800 mg", "Level too low")]


def test_a_medicine_that_is_stopped_says_since_when_and_why(cast, lithium, audited):
    with audited(cast.alice, cast.cleo, "medication.stopped"):
        medication.stop(by=cast.alice, medication=lithium, on=TODAY, because="Kidneys")
    lithium.refresh_from_db()
    assert (lithium.stopped_on, lithium.stopped_because) == (TODAY, "Kidneys")


def test_what_is_noted_of_it_keeps_the_earlier_words_in_the_trail(cast, lithium, audited):
    with audited(cast.alice, cast.cleo, "medication.described"):
        medication.describe(
            by=cast.alice, medication=lithium, details={"adherence": "Left out at weekends"}
        )
    with audited(cast.alice, cast.cleo):
        medication.describe(
            by=cast.alice, medication=lithium, details={"adherence": "Left out at weekends"}
        )


REFUSED = {
    "no name": (lambda by, one: medication.describe(by=by, medication=one, details={"name": " "}),
                "name"),
    "no dose": (lambda by, one: medication.change_dose(by=by, medication=one, on=TODAY, dose=" "),
                "dose"),
    "before it was taken": (lambda by, one: medication.change_dose(
        by=by, medication=one, on=REFERRED - timedelta(days=1), dose="1 g"), "on"),
    "tomorrow": (lambda by, one: medication.stop(
        by=by, medication=one, on=TODAY + timedelta(days=1), because="Kidneys"), "on"),
    "no reason": (lambda by, one: medication.stop(by=by, medication=one, on=TODAY, because=""),
                  "because"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_kept(cast, lithium, refused, case):
    act, field = REFUSED[case]
    with refused(RefusedError, field=field):
        act(cast.alice, lithium)


def test_a_stopped_or_withdrawn_medicine_changes_no_more(cast, lithium, refused):
    medication.stop(by=cast.alice, medication=lithium, on=TODAY, because="Kidneys")
    with refused(RefusedError, "was stopped"):
        medication.change_dose(by=cast.alice, medication=lithium, on=TODAY, dose="1 g")
    conditions.withdraw(by=cast.alice, entry=lithium, because="Somebody else's")
    with refused(RefusedError, "withdrawn"):
        medication.describe(by=cast.alice, medication=lithium, details={"purpose": "mood"})


def test_the_button_pressed_twice_adds_one(cast, lithium):
    medication.add(
        by=cast.alice,
        episode=cast.cleo_care,
        started_on=REFERRED,
        dose="400 mg at night",
        details={"name": "Lithium", "purpose": "mood", "prescriber": "Dr Ash"},
    )
    assert Medication.objects.count() == Dose.objects.count() == 1


# ---------------------------------------------------------------- people


def record(cast, **details):
    return contacts.record_contact(by=cast.alice, episode=cast.cleo_care, details=details)


def test_somebody_around_the_client_is_kept_with_what_they_may_know(cast, audited):
    with audited(cast.alice, cast.cleo, "contact.recorded"):
        kept = record(
            cast, kind="guardian", name=" Sam ", consent_on=REFERRED, shared="Dates of sessions"
        )
    assert (kept.name, kept.consent_on) == ("Sam", REFERRED)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"kind": "neighbour", "name": "Sam"}, "kind"),
        ({"kind": "school", "name": " "}, "name"),
        ({"kind": "school", "name": "Sam", "consent_on": TODAY + timedelta(days=1)}, "consent_on"),
    ],
)
def test_a_contact_needs_a_name_and_a_day_that_was(cast, refused, details, field):
    with refused(RefusedError, field=field):
        record(cast, **details)


def test_somebody_of_another_course_is_never_changed(cast, refused):
    theirs = contacts.record_contact(
        by=cast.charlie, episode=cast.dana_care, details={"kind": "gp", "name": "Dr Ash"}
    )
    with refused(RefusedError, "another course"):
        contacts.record_contact(
            by=cast.alice, episode=cast.cleo_care, details={"name": "Dr Oak"}, contact=theirs
        )


def test_who_was_withdrawn_is_written_anew(cast, refused):
    kept = record(cast, kind="gp", name="Dr Ash")
    conditions.withdraw(by=cast.alice, entry=kept, because="Not her doctor")
    with refused(RefusedError, "withdrawn"):
        contacts.record_contact(
            by=cast.alice, episode=cast.cleo_care, details={"name": "Dr Oak"}, contact=kept
        )
    assert Contact.objects.get().name == "Dr Ash"


# ---------------------------------------------------------------- a baby


def baby(cast, **details):
    return contacts.record_baby(by=cast.alice, episode=cast.cleo_care, details=details)


def test_a_baby_needs_a_date_and_no_name(cast, refused):
    assert baby(cast, due_on=TODAY + timedelta(weeks=20)).name == ""
    with refused(RefusedError, "when the baby is due", "due_on"):
        baby(cast, name="Robin")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"born_on": TODAY + timedelta(days=1)}, "born_on"),
        ({"due_on": TODAY + timedelta(weeks=45)}, "due_on"),
        ({"due_on": TODAY + timedelta(weeks=20), "lost_on": TODAY + timedelta(days=1)}, "lost_on"),
        ({"due_on": TODAY, "born_on": TODAY - timedelta(weeks=60)}, "born_on"),
    ],
)
def test_dates_that_cannot_be_are_refused(cast, refused, details, field):
    with refused(RefusedError, field=field):
        baby(cast, **details)
    assert not Baby.objects.exists()


def test_what_is_noted_later_is_added_to_the_same_child(cast, audited):
    robin = baby(cast, due_on=TODAY)
    with audited(cast.alice, cast.cleo, "baby.described"):
        contacts.record_baby(
            by=cast.alice,
            episode=cast.cleo_care,
            baby=robin,
            details={"born_on": TODAY, "name": "Robin", "sleep": "In the afternoon"},
        )
    assert Baby.objects.get().name == "Robin"


# ---------------------------------------------------------------- in a letter


def test_a_letter_names_what_is_taken_now_with_its_dose(cast, lithium):
    care = cast.cleo_care
    assert letter_facts(care, course_of(care)).medication == "Lithium 400 mg at night"
    medication.stop(by=cast.alice, medication=lithium, on=TODAY, because="Kidneys")
    assert letter_facts(care, course_of(care)).medication == ""
