"""What holds for every change to the record: who may make it, that it leaves its trace, or nothing.

What one service stores and refuses stands in its own file.
"""

import importlib
import inspect
import pkgutil
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from kith.core.errors import RefusedError
from kith.record import audit, services
from kith.record.models import AuditEvent, Episode, Staff
from tests.cast import NOW
from tests.record.acts import ACTS, ACTS_OF_A_LINK, world
from tests.record.conftest import everything

__all__ = ["world"]

# Alice is Cleo's therapist, Bob supervises, Charlie works in another team, Mira leads, Ada
# administers, Olga works elsewhere; `left` is Alice after her last day. `after` is Alice, once
# the course has ended.
RIGHTS = """
                               | alice bob charlie mira ada olga left | after
agreements.agree_problem_areas | yes   yes no      yes  no  no   no   | no
agreements.describe_area       | yes   yes no      yes  no  no   no   | no
agreements.save_formulation    | yes   yes no      yes  no  no   no   | no
agreements.share_formulation   | yes   yes no      yes  no  no   no   | no
agreements.agree_contract      | yes   no  no      no   no  no   no   | no
assessment.save_assessment     | yes   yes no      yes  no  no   no   | no
choosing.choose_protocol       | yes   yes no      yes  no  no   no   | no
conditions.meet                | yes   yes no      yes  no  no   no   | no
conditions.review_medically    | yes   yes no      yes  no  no   no   | no
conditions.weigh               | yes   yes no      yes  no  no   no   | no
conditions.withdraw            | yes   yes no      yes  no  no   no   | no
contacts.record_baby           | yes   yes no      yes  no  no   no   | no
contacts.record_contact        | yes   yes no      yes  no  no   no   | no
groups.add_member              | yes   no  no      yes  no  no   no   | no
groups.agree_rules             | yes   no  no      yes  no  no   no   | no
groups.call_off_group_meeting  | yes   no  no      yes  no  no   no   | yes
groups.close_group             | yes   no  no      yes  no  no   no   | yes
groups.hold_group_meeting      | yes   no  no      yes  no  no   no   | yes
groups.leave_group             | yes   no  no      yes  no  no   no   | no
groups.open_group              | yes   yes no      yes  no  no   no   | yes
groups.plan_group_meeting      | yes   no  no      yes  no  no   no   | yes
medication.add                 | yes   yes no      yes  no  no   no   | no
medication.change_dose         | yes   yes no      yes  no  no   no   | no
medication.describe            | yes   yes no      yes  no  no   no   | no
medication.stop                | yes   yes no      yes  no  no   no   | no
meetings.hold_meeting          | yes   yes no      yes  no  no   no   | no
meetings.miss_meeting          | yes   yes no      yes  no  no   no   | no
meetings.move_meeting          | yes   yes no      yes  no  no   no   | no
meetings.plan_meeting          | yes   yes no      yes  no  no   no   | no
meetings.reopen_meeting        | yes   yes no      yes  no  no   no   | no
meetings.save_meeting          | yes   yes no      yes  no  no   no   | no
corrections.reopen_session     | yes   yes no      yes  no  no   no   | no
corrections.hand_over          | no    yes no      yes  no  no   no   | no
corrections.leave              | no    no  no      yes  yes no   no   | no
course.plan_session            | yes   yes no      yes  no  no   no   | no
course.move_session            | yes   yes no      yes  no  no   no   | no
course.hold_session            | yes   yes no      yes  no  no   no   | no
course.miss_session            | yes   yes no      yes  no  no   no   | no
course.reach                   | yes   yes no      yes  no  no   no   | no
course.undo_step               | yes   yes no      yes  no  no   no   | no
course.enter_phase             | yes   yes no      yes  no  no   no   | no
course.extend                  | yes   no  no      no   no  no   no   | no
course.add_task                | yes   yes no      yes  no  no   no   | no
course.settle_task             | yes   yes no      yes  no  no   no   | no
course.end_episode             | yes   no  no      no   no  no   no   | no
diary.begin                    | yes   yes no      yes  no  no   no   | no
diary.make_link                | yes   yes no      yes  no  no   no   | no
diary.close_link               | yes   yes no      yes  no  no   no   | yes
diary.enter_day                | yes   yes no      yes  no  no   no   | no
diary.agree_target             | yes   yes no      yes  no  no   no   | no
diary.leave_target             | yes   yes no      yes  no  no   no   | no
ending.save_plan               | yes   yes no      yes  no  no   no   | no
ending.agree_disposition       | yes   yes no      yes  no  no   no   | no
enrolment.give_pass_phrase     | no    no  no      yes  yes no   no   | no
focus.save_focus               | yes   yes no      yes  no  no   no   | no
focus.share_focus              | yes   yes no      yes  no  no   no   | no
focus.tell                     | yes   yes no      yes  no  no   no   | no
focus.withdraw_narrative       | yes   yes no      yes  no  no   no   | no
intake.register_client         | yes   yes yes     yes  no  yes  no   | yes
intake.correct_client          | yes   yes no      yes  no  no   no   | yes
intake.open_episode            | no    no  yes     yes  no  no   no   | no
intake.take_in                 | yes   yes no      yes  no  no   no   | yes
library.accept_pack            | no    no  no      yes  yes no   no   | no
library.withdraw_pack          | no    no  no      yes  yes no   no   | no
wording.load_wording           | no    no  no      yes  yes no   no   | no
wording.unload_wording         | no    no  no      yes  yes no   no   | no
intake.add_team                | no    no  no      yes  yes no   no   | no
intake.add_staff               | no    no  no      yes  yes no   no   | no
interpersonal.add_people       | yes   yes no      yes  no  no   no   | no
interpersonal.place_person     | yes   yes no      yes  no  no   no   | no
interpersonal.place_people     | yes   yes no      yes  no  no   no   | no
interpersonal.describe_person  | yes   yes no      yes  no  no   no   | no
interpersonal.remove_person    | yes   yes no      yes  no  no   no   | no
interpersonal.describe_company | yes   yes no      yes  no  no   no   | no
interpersonal.record_event     | yes   yes no      yes  no  no   no   | no
interpersonal.remove_event     | yes   yes no      yes  no  no   no   | no
letters.start_letter           | yes   yes no      yes  no  no   no   | yes
letters.save_letter            | yes   yes no      yes  no  no   no   | yes
letters.sign_letter            | yes   no  no      no   no  no   no   | yes
measures.send_measures         | yes   yes no      yes  no  no   no   | no
measures.withdraw_link         | yes   yes no      yes  no  no   no   | yes
measures.enter_response        | yes   yes no      yes  no  no   no   | no
measures.acknowledge_alert     | yes   yes no      yes  no  no   no   | yes
measures.settle_alert          | yes   yes no      yes  no  no   no   | yes
notes.save_work                | yes   yes no      yes  no  no   no   | no
notes.save_draft               | yes   no  no      no   no  no   no   | yes
notes.sign_note                | yes   no  no      no   no  no   no   | yes
notes.amend_note               | yes   no  no      no   no  no   no   | yes
safety.review_risk             | yes   yes no      yes  no  no   no   | no
safety.agree_safety_plan       | yes   yes no      yes  no  no   no   | no
"""
TELLS_OF_RIGHTS = ("Only ", "An administrator", "You do not work in", "Client, team and therapist")


def rights():
    """Return the table as {service: {person: "yes" or "no"}}."""
    head, *body = [line.replace("|", " ").split() for line in RIGHTS.split("\n") if line]
    return {service: dict(zip(head, cells, strict=True)) for service, *cells in body}


RIGHTS_OF = rights()


NOUNS = sorted({name.partition(".")[0] for name in ACTS})


def acts_of(noun):
    """Return the acts of one module of services, those of a link too."""
    return {
        name: act
        for name, act in {**ACTS, **ACTS_OF_A_LINK}.items()
        if name.partition(".")[0] == noun
    }


@contextmanager
def undone():
    """Take back whatever the block stores."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def outcome(act, world, by, expected_refusal):
    """Return whether the act goes through, and undo it; a refusal of another kind is raised."""
    with undone():
        try:
            act(world, by)
        except RefusedError as refusal:
            if str(refusal).startswith(expected_refusal):
                return "no"
            raise
        return "yes"


@pytest.mark.parametrize("noun", NOUNS)
def test_only_those_may_change_the_record_whom_the_table_names(world, noun):
    for name in sorted(RIGHTS_OF.keys() & acts_of(noun).keys()):
        assert tried_by_everybody(world, ACTS[name]) == RIGHTS_OF[name], name


def tried_by_everybody(world, act):
    cast, found = world.cast, {}
    for person in ("alice", "bob", "charlie", "mira", "ada", "olga"):
        found[person] = outcome(act, world, getattr(cast, person), TELLS_OF_RIGHTS)
    with undone():
        Staff.objects.filter(pk=cast.alice.pk).update(is_active=False)
        left = Staff.objects.get(pk=cast.alice.pk)
        found["left"] = outcome(act, world, left, TELLS_OF_RIGHTS)
    with undone():
        Episode.objects.filter(pk=world.care.pk).update(
            ended_on=NOW.date(), ended_by=cast.alice, disposition="ended"
        )
        tells = ("This course of care ended on", *TELLS_OF_RIGHTS)
        found["after"] = outcome(act, world, cast.alice, tells)
    return found


def test_every_service_has_its_line():
    public = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(services.__path__)
        for name, function in vars(
            importlib.import_module(f"{services.__name__}.{module.name}")
        ).items()
        if inspect.isfunction(function)
        and not name.startswith("_")
        and function.__module__.endswith(f".{module.name}")
        and "by" in inspect.signature(function).parameters
    }
    made_of_others = {"course.reach_if_asked"}

    assert public - made_of_others == {*ACTS, *ACTS_OF_A_LINK}
    assert set(RIGHTS_OF) == set(ACTS) - {"reading.note_read"}  # open to whoever access lets in


# ---------------------------------------------------------------- the trace

TELLS_OF_NO_CLIENT = {
    "intake.add_team", "intake.add_staff", "enrolment.give_pass_phrase", "corrections.leave",
    "library.accept_pack", "library.withdraw_pack", "wording.load_wording",
    "wording.unload_wording",
}  # fmt: skip
TELLS_OF_A_GROUP = {
    "groups.open_group", "groups.close_group", "groups.plan_group_meeting",
    "groups.hold_group_meeting", "groups.call_off_group_meeting",
}  # fmt: skip
TELLS_OF_A_NEW_CLIENT = {"intake.register_client", "intake.take_in"}


def doer(name, world):
    """Return somebody who may."""
    if name in ACTS_OF_A_LINK:
        return world.diary_link if name.startswith("diary.") else world.invitation
    by = next((person for person, may in RIGHTS_OF.get(name, {}).items() if may == "yes"), "alice")
    return getattr(world.cast, by)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_change_says_who_made_it_in_whose_record(world, noun):
    for name, act in acts_of(noun).items():
        with undone():
            check_trace(name, act, world)


def check_trace(name, act, world):
    by, known = doer(name, world), set(AuditEvent.objects.values_list("pk", flat=True))

    act(world, by)

    rows = AuditEvent.objects.exclude(pk__in=known)
    assert {row.actor for row in rows} == {audit.name_of(by)}, name
    assert {row.organisation_id for row in rows} == {world.cast.clinic.pk}, name
    assert {row.at for row in rows} == {NOW}, name
    clients = {row.client_id for row in rows}
    if name in TELLS_OF_NO_CLIENT:
        assert clients == {None}, name
    elif name in TELLS_OF_A_GROUP:
        assert clients <= {None, world.cast.cleo.pk, world.cast.dana.pk}, name
        assert None in clients, name
    elif name in TELLS_OF_A_NEW_CLIENT:
        assert len(clients) == 1, name
        assert clients.isdisjoint({None, world.cast.cleo.pk}), name
    else:
        assert clients == {world.cast.cleo.pk}, name


def lose_the_trail():
    """From now on the database takes no further row into the trail, as if its disk were full."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "create trigger lost before insert on record_auditevent "
                "begin select raise(abort, 'no room'); end"
            )
        else:
            cursor.execute(
                "create function lost() returns trigger language plpgsql as "
                "$$ begin raise exception 'no room'; end $$; "
                "create trigger lost before insert on record_auditevent "
                "for each row execute function lost()"
            )


@pytest.mark.parametrize("noun", NOUNS)
def test_what_cannot_be_audited_is_not_stored(world, noun):
    lose_the_trail()
    before = everything()
    for name, act in acts_of(noun).items():
        with pytest.raises(DatabaseError, match="no room"), transaction.atomic():
            act(world, doer(name, world))

        assert everything() == before, name
