"""The changes beside the sessions and in groups, each ready to be tried by anybody.

Joined to the other acts in acts.py. What they need of another protocol is stored as it is, so that
nothing but the act itself is on trial, and on the trail.
"""

from datetime import timedelta
from decimal import Decimal

from kith.core import catalogue
from kith.record.models import (
    Baby,
    ConditionMet,
    Contact,
    Episode,
    Group,
    GroupMeeting,
    GroupMember,
    Medication,
    Meeting,
)
from kith.record.services import conditions, contacts, groups, medication, meetings
from tests.cast import NOW, REFERRED

AN_HOUR_AGO = NOW - timedelta(minutes=30)
GROUP = "ipt-g-who-8"


def on(care, protocol):
    """The course as one of another protocol, with all that this asks for on record."""
    Episode.objects.filter(pk=care.pk).update(protocol=protocol, protocol_version=1)
    return Episode.objects.select_related("client", "organisation").get(pk=care.pk)


def row(model, care, by, **fields):
    """A row as it is, with no trace."""
    return model.objects.create(organisation=care.organisation, episode=care, by=by, **fields)


def planned_meeting(w, **fields):
    care = on(w.care, "ipt-b-8")
    return Meeting.objects.create(
        organisation=care.organisation, episode=care, kind="telephone", starts_at=AN_HOUR_AGO,
        changed_by=w.cast.alice, changed_at=NOW, **fields,
    )  # fmt: skip


def group(w, *members):
    """A group that Alice leads, with these members, ready to meet."""
    alice = w.cast.alice
    one = Group.objects.create(
        organisation=w.cast.clinic, team=w.cast.north, name="Tuesday group", protocol=GROUP,
        protocol_version=1, starts_on=REFERRED,
    )  # fmt: skip
    one.leaders.add(alice)
    for care in (on(each, GROUP) for each in members):
        for asked in catalogue.protocol(GROUP).condition:
            row(ConditionMet, care, alice, condition=asked, on=REFERRED, words="Asked.")
        row(GroupMember, care, alice, group=one, joined_on=REFERRED)
        Meeting.objects.create(
            organisation=care.organisation, episode=care, kind="before_the_group", state="held",
            starts_at=NOW - timedelta(days=6), changed_by=alice, changed_at=NOW,
        )  # fmt: skip
    return one


def both(w):
    """A group with Cleo, and with Dana of another team: one course may end, and the other go on."""
    return group(w, w.care, w.cast.dana_care)


def member(w):
    return GroupMember.objects.get(group=group(w, w.care))


def meeting_of(one, w):
    return GroupMeeting.objects.create(
        organisation=one.organisation, group=one, number=1, starts_at=AN_HOUR_AGO,
        changed_by=w.cast.alice, changed_at=NOW,
    )  # fmt: skip


def hold_group_meeting(w, by):
    one = both(w)
    present = one.members.filter(left_on=None, episode__ended_on=None)
    return groups.hold_group_meeting(
        by=by,
        meeting=meeting_of(one, w),
        expected_version=0,
        parts={each.pk: groups.Part(state="held", words="Better.") for each in present},
    )


def join(w, by):
    care = on(w.care, GROUP)
    return groups.add_member(by=by, group=group(w), episode=care)


ACTS = {
    "conditions.meet": lambda w, by: conditions.meet(
        by=by,
        episode=on(w.care, "ipc-6"),
        condition="no_severe_depression",
        on=REFERRED,
        words="PHQ-9 at 11, works every day.",
    ),
    "conditions.review_medically": lambda w, by: conditions.review_medically(
        by=by, episode=w.care, on=REFERRED, reviewer="Dr Ash"
    ),
    "conditions.weigh": lambda w, by: conditions.weigh(
        by=by, episode=w.care, on=NOW.date(), height_cm=Decimal(168), weight_kg=Decimal(60)
    ),
    "conditions.withdraw": lambda w, by: conditions.withdraw(
        by=by, entry=Medication.objects.get(episode=w.care), because="Somebody else's medicine"
    ),
    "medication.add": lambda w, by: medication.add(
        by=by, episode=w.care, started_on=REFERRED, dose="10 mg", details={"name": "Promethazine"}
    ),
    "medication.describe": lambda w, by: medication.describe(
        by=by,
        medication=Medication.objects.get(episode=w.care),
        details={"adherence": "Left out at weekends"},
    ),
    "medication.change_dose": lambda w, by: medication.change_dose(
        by=by, medication=Medication.objects.get(episode=w.care), on=NOW.date(), dose="100 mg"
    ),
    "medication.stop": lambda w, by: medication.stop(
        by=by,
        medication=Medication.objects.get(episode=w.care),
        on=NOW.date(),
        because="It made her sick",
    ),
    "contacts.record_contact": lambda w, by: contacts.record_contact(
        by=by,
        episode=w.care,
        contact=Contact.objects.get(episode=w.care),
        details={"reach": "By telephone before noon"},
    ),
    "contacts.record_baby": lambda w, by: contacts.record_baby(
        by=by,
        episode=w.care,
        baby=Baby.objects.get(episode=w.care),
        details={"sleep": "Wakes every two hours"},
    ),
    "meetings.plan_meeting": lambda w, by: meetings.plan_meeting(
        by=by, episode=on(w.care, "ipt-b-8"), kind="telephone", starts_at=NOW, medium="phone"
    ),
    "meetings.move_meeting": lambda w, by: meetings.move_meeting(
        by=by, meeting=planned_meeting(w), starts_at=NOW + timedelta(days=1)
    ),
    "meetings.hold_meeting": lambda w, by: meetings.hold_meeting(
        by=by, meeting=planned_meeting(w), came="Cleo"
    ),
    "meetings.miss_meeting": lambda w, by: meetings.miss_meeting(
        by=by, meeting=planned_meeting(w), state="absent", reason="Did not answer."
    ),
    "meetings.reopen_meeting": lambda w, by: meetings.reopen_meeting(
        by=by, meeting=planned_meeting(w, state="absent"), reason="A slip"
    ),
    "meetings.save_meeting": lambda w, by: meetings.save_meeting(
        by=by,
        meeting=planned_meeting(w),
        expected_version=0,
        agenda_done=[],
        note="She will come on Tuesday.",
    ),
    "groups.open_group": lambda w, by: groups.open_group(
        by=by,
        team=w.cast.north,
        protocol=GROUP,
        leaders=[w.cast.alice],
        plan=groups.Plan(name="Friday group", starts_on=NOW.date()),
    ),
    "groups.add_member": join,
    "groups.agree_rules": lambda w, by: groups.agree_rules(by=by, member=member(w), on=REFERRED),
    "groups.leave_group": lambda w, by: groups.leave_group(
        by=by, member=member(w), because="Moved to another town"
    ),
    "groups.close_group": lambda w, by: groups.close_group(by=by, group=group(w)),
    "groups.plan_group_meeting": lambda w, by: groups.plan_group_meeting(
        by=by, group=both(w), starts_at=NOW + timedelta(days=2)
    ),
    "groups.hold_group_meeting": hold_group_meeting,
    "groups.call_off_group_meeting": lambda w, by: groups.call_off_group_meeting(
        by=by, meeting=meeting_of(both(w), w), because="The room was flooded"
    ),
}
