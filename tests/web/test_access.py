"""The whole policy of the pages as one table: who gets which answer at which address.

A route that the table does not name fails the tests. GET rows show a page. POST rows send an empty
form: what matters is whether the address exists for the person, so `ok` is any answer but 404, a
redirect to sign in, or a fault. Alice is Cleo's therapist, Bob supervises her, Charlie works in
another team, Mira leads, Ada administers, Olga works elsewhere, nobody has not signed in.
"""

from datetime import date, timedelta

import pytest
from django.urls import get_resolver

from kith.record import clock
from kith.record.models import (
    Alert,
    AuditEvent,
    Baby,
    Contact,
    Formulation,
    Letter,
    LifeEvent,
    Medication,
    Person,
    Response,
    Session,
    Task,
)
from kith.record.services import diary, focus, intake, measures
from tests.cast import NOW, REFERRED, furnish, put_beside

POLICY = """
route               | how  | address                                | ali bob cha mir ada olg nobody
today               | GET  | /                                      | 200 200 200 200 200 200 302
caseload            | GET  | /clients/                              | 200 200 200 200 200 200 302
new_client          | GET  | /clients/new/                          | 200 200 200 200 404 200 302
new_course          | GET  | /clients/{client}/new-course/          | 200 200 404 200 404 404 302
help                | GET  | /help/                                 | 200 200 200 200 200 200 302
staff               | GET  | /staff/                                | 404 404 404 200 200 404 302
pass_phrase         | GET  | /staff/{staff}/pass-phrase/            | 404 404 404 200 200 404 302
staff_leave         | GET  | /staff/{staff}/leave/                  | 404 404 404 200 200 404 302
trail               | GET  | /trail/                                | 404 404 404 200 200 404 302
library             | GET  | /library/                              | 200 200 200 200 200 200 302
library_protocol    | GET  | /library/protocols/ipsrt/              | 200 200 200 200 200 200 302
library_versions    | GET  | /library/protocols/ipsrt/versions/     | 200 200 200 200 200 200 302
library_instruments | GET  | /library/instruments/                  | 200 200 200 200 200 200 302
library_instrument  | GET  | /library/instruments/who5/             | 200 200 200 200 200 200 302
accept_pack         | POST | /library/instruments/who5/accept/      | 404 404 404 ok ok 404 302
withdraw_pack       | POST | /library/instruments/who5/withdraw/    | 404 404 404 ok ok 404 302
load_wording        | GET  | /library/instruments/csi4/wording/     | 404 404 404 200 200 404 302
unload_wording      | POST | /library/instruments/csi4/wording/away/ | 404 404 404 ok ok 404 302
library_fit         | GET  | /library/suitability/                  | 200 200 200 200 200 200 302
episode             | GET  | {care}/                                | 200 200 404 200 404 404 302
client_details      | GET  | {care}/details/                        | 200 200 404 200 404 404 302
hand_over           | GET  | {care}/hand-over/                      | 404 200 404 200 404 404 302
course              | GET  | {care}/course/                         | 200 200 404 200 404 404 302
plan_session        | POST | {care}/course/plan/                    | ok ok 404 ok 404 404 302
extend_course       | POST | {care}/course/extend/                  | ok ok 404 ok 404 404 302
enter_phase         | POST | {care}/course/phase/                   | ok ok 404 ok 404 404 302
step                | POST | {care}/course/step/                    | ok ok 404 ok 404 404 302
session_not_held    | GET  | {care}/sessions/{session}/not-held/    | 200 200 404 200 404 404 302
session_reopen      | GET  | {care}/sessions/{session}/reopen/      | 200 200 404 200 404 404 302
conditions          | GET  | {care}/conditions/                     | 200 200 404 200 404 404 302
meet_condition      | POST | {care}/conditions/infant_safety/       | ok ok 404 ok 404 404 302
withdraw            | GET  | {care}/withdraw/medicine/{medicine}/   | 200 200 404 200 404 404 302
medication          | GET  | {care}/medication/                     | 200 200 404 200 404 404 302
medicine            | GET  | {care}/medication/{medicine}/          | 200 200 404 200 404 404 302
contacts            | GET  | {care}/contacts/                       | 200 200 404 200 404 404 302
contact             | GET  | {care}/contacts/{contact}/             | 200 200 404 200 404 404 302
add_contact         | GET  | {care}/contacts/new/school/            | 200 200 404 200 404 404 302
baby                | GET  | {care}/baby/                           | 200 200 404 200 404 404 302
one_baby            | GET  | {care}/baby/{baby}/                    | 200 200 404 200 404 404 302
body                | GET  | {care}/body/                           | 200 200 404 200 404 404 302
meetings            | GET  | {care}/meetings/                       | 200 200 404 200 404 404 302
plan_meeting        | POST | {care}/meetings/plan/                  | ok ok 404 ok 404 404 302
meeting             | GET  | {care}/meetings/{meeting}/             | 200 200 404 200 404 404 302
groups              | GET  | /groups/                               | 200 200 200 200 200 200 302
new_group           | GET  | /groups/new/                           | 200 200 200 200 404 200 302
group               | GET  | /groups/{group}/                       | 200 404 404 200 404 404 302
group_member        | GET  | /groups/{group}/members/{member}/      | 200 404 404 200 404 404 302
group_meeting       | GET  | /groups/{group}/meetings/{together}/   | 200 404 404 200 404 404 302
measures            | GET  | {care}/measures/                       | 200 200 404 200 404 404 302
send_measures       | POST | {care}/measures/send/                  | ok ok 404 ok 404 404 302
withdraw_link       | GET  | {care}/measures/links/{link}/close/    | 200 200 404 200 404 404 302
enter_response      | GET  | {care}/measures/enter/phq9/            | 200 200 404 200 404 404 302
response            | GET  | {care}/measures/{response}/            | 200 200 404 200 404 404 302
alerts              | GET  | /alerts/                               | 200 200 200 200 200 200 302
alert               | GET  | /alerts/{alert}/                       | 200 200 404 200 404 404 302
acknowledge_alert   | POST | /alerts/{alert}/take-on/               | ok ok 404 ok 404 404 302
settle_alert        | POST | /alerts/{alert}/settle/                | ok ok 404 ok 404 404 302
safety              | GET  | {care}/safety/                         | 200 200 404 200 404 404 302
risk_review         | GET  | {care}/safety/review/                  | 200 200 404 200 404 404 302
safety_plan         | GET  | {care}/safety/plan/                    | 200 200 404 200 404 404 302
safety_plan_version | GET  | {care}/safety/plan/1/                  | 200 200 404 200 404 404 302
rhythm              | GET  | {care}/rhythm/                         | 200 200 404 200 404 404 302
begin_diary         | POST | {care}/rhythm/begin/                   | ok ok 404 ok 404 404 302
close_diary_link    | GET  | {care}/rhythm/links/{diary_link}/close/ | 200 200 404 200 404 404 302
agree_target        | POST | {care}/rhythm/targets/                 | ok ok 404 ok 404 404 302
leave_target        | POST | {care}/rhythm/targets/{target}/leave/  | ok ok 404 ok 404 404 302
enter_day           | GET  | {care}/rhythm/days/2026-03-02/         | 200 200 404 200 404 404 302
inventory           | GET  | {care}/inventory/                      | 200 200 404 200 404 404 302
add_people          | POST | {care}/inventory/add/                  | ok ok 404 ok 404 404 302
place_people        | POST | {care}/inventory/places/               | ok ok 404 ok 404 404 302
company             | POST | {care}/inventory/company/              | ok ok 404 ok 404 404 302
person              | GET  | {care}/inventory/{person}/             | 200 200 404 200 404 404 302
place_person        | POST | {care}/inventory/{person}/place/       | ok ok 404 ok 404 404 302
remove_person       | GET  | {care}/inventory/{person}/remove/      | 200 200 404 200 404 404 302
timeline            | GET  | {care}/timeline/                       | 200 200 404 200 404 404 302
add_event           | POST | {care}/timeline/add/                   | ok ok 404 ok 404 404 302
life_event          | GET  | {care}/timeline/{event}/               | 200 200 404 200 404 404 302
remove_event        | GET  | {care}/timeline/{event}/remove/        | 200 200 404 200 404 404 302
problem_area        | GET  | {care}/problem-area/                   | 200 200 404 200 404 404 302
choose_area         | GET  | {care}/problem-area/choose/            | ok ok 404 ok 404 404 302
describe_area       | POST | {care}/problem-area/{area}/            | ok ok 404 ok 404 404 302
assessment          | GET  | {care}/assessment/                     | 200 200 404 200 404 404 302
which_therapy       | GET  | {care}/which-therapy/                  | 200 200 404 200 404 404 302
what_is_known       | POST | {care}/which-therapy/known/            | ok ok 404 ok 404 404 302
choose_therapy      | POST | {care}/which-therapy/choose/           | ok ok 404 ok 404 404 302
focus               | GET  | {pattern}/focus/                       | 200 200 404 200 404 404 302
share_focus         | POST | {pattern}/focus/{focus}/               | ok ok 404 ok 404 404 302
tell_narrative      | POST | {pattern}/focus/told/                  | ok ok 404 ok 404 404 302
withdraw_narrative  | POST | {pattern}/focus/told/{told}/withdraw/  | ok ok 404 ok 404 404 302
formulation         | GET  | {care}/formulation/                    | 200 200 404 200 404 404 302
share_formulation   | POST | {care}/formulation/{formulation}/      | ok ok 404 ok 404 404 302
contract            | GET  | {care}/contract/                       | 200 200 404 200 404 404 302
session             | GET  | {care}/sessions/{session}/             | 200 200 404 200 404 404 302
save_work           | POST | {care}/sessions/{session}/work/        | ok ok 404 ok 404 404 302
hold_session        | POST | {care}/sessions/{session}/held/        | ok ok 404 ok 404 404 302
note                | POST | {care}/sessions/{session}/note/        | ok ok 404 ok 404 404 302
add_task            | POST | {care}/sessions/{session}/tasks/       | ok ok 404 ok 404 404 302
settle_task         | POST | {care}/sessions/{session}/tasks/{task}/ | ok ok 404 ok 404 404 302
ending              | GET  | {care}/ending/                         | 200 200 404 200 404 404 302
save_ending_plan    | POST | {care}/ending/plan/                    | ok ok 404 ok 404 404 302
agree_disposition   | POST | {care}/ending/disposition/             | ok ok 404 ok 404 404 302
end_course          | POST | {care}/ending/end/                     | ok ok 404 ok 404 404 302
letter              | GET  | {care}/letter/                         | 200 200 404 200 404 404 302
one_letter          | GET  | {care}/letter/{letter}/                | 200 200 404 200 404 404 302
letter_pdf          | GET  | {care}/letter/{letter}/pdf/            | 200 200 404 200 404 404 302
diary               | GET  | /m/{diary}/diary/                      | 200 200 200 200 200 200 200
diary_picture       | GET  | /m/{diary}/diary/picture/              | 200 200 200 200 200 200 200
diary_plan          | GET  | /m/{diary}/diary/plan/                 | 200 200 200 200 200 200 200
diary_day           | GET  | /m/{diary}/diary/2026-03-01/           | 200 200 200 200 200 200 200
diary_night         | GET  | /m/{diary}/diary/2026-03-02/night/     | 200 200 200 200 200 200 200
diary_mood          | GET  | /m/{diary}/diary/2026-03-02/mood/      | 200 200 200 200 200 200 200
diary_not_today     | GET  | /m/{diary}/diary/2026-03-02/not-today/ | 200 200 200 200 200 200 200
diary_entry         | GET  | /m/{diary}/diary/2026-03-02/rise/      | 200 200 200 200 200 200 200
diary_usual         | POST | /m/{diary}/diary/2026-03-02/bed/usual/ | ok ok ok ok ok ok ok
portal              | GET  | /m/{token}/                            | 200 200 200 200 200 200 200
portal_not_today    | GET  | /m/{token}/not-today/                  | 200 200 200 200 200 200 200
portal_done         | GET  | /m/{token}/done/                       | ok ok ok ok ok ok ok
portal_plan         | GET  | /m/{token}/plan/                       | 200 200 200 200 200 200 200
portal_question     | GET  | /m/{token}/{asked}/1/                  | 200 200 200 200 200 200 200
portal_check        | GET  | /m/{token}/{asked}/check/              | ok ok ok ok ok ok ok
portal_result       | GET  | /m/{token}/{asked}/result/             | ok ok ok ok ok ok ok
make_diary_link     | POST | {care}/rhythm/link/                    | ok ok 404 ok 404 404 302
"""
PEOPLE = ("alice", "bob", "charlie", "mira", "ada", "olga", "nobody")


def rows():
    """The table: route, method, address, and what each person gets."""
    found = []
    for line in POLICY.strip().splitlines()[1:]:
        route, method, address, answers = [cell.strip() for cell in line.split("|")]
        found.append((route, method, address, dict(zip(PEOPLE, answers.split(), strict=True))))
    return found


OF_A_RECORD = [(route, how, address) for route, how, address, _ in rows() if "{care}" in address]
CHANGES = [(route, address) for route, how, address, _ in rows() if how == "POST"]


@pytest.fixture
def places(cast):
    """What the addresses name: one of everything in Cleo's record, and a link of hers."""
    furnish(cast.alice, cast.cleo_care)
    invitation, token = measures.send_measures(
        by=cast.alice, episode=cast.cleo_care, instruments=["phq9"]
    )
    care = cast.cleo_care
    _met, meeting, group, member, together = put_beside(cast.alice, care)
    keeping, diary_token = diary.make_link(by=cast.alice, episode=care)
    return {
        "diary": diary_token,
        "diary_link": keeping.pk,
        "target": care.diary_targets.get().pk,
        "care": f"/episodes/{care.pk}",
        "medicine": Medication.objects.get(episode=care).pk,
        "contact": Contact.objects.get(episode=care).pk,
        "baby": Baby.objects.get(episode=care).pk,
        "meeting": meeting.pk,
        "group": group.pk,
        "member": member.pk,
        "together": together.pk,
        **with_a_pattern(cast),
        "client": cast.cleo.pk,
        "staff": cast.bob.pk,
        "session": Session.objects.get(episode=care).pk,
        "link": invitation.pk,
        "response": Response.objects.get(episode=care).pk,
        "alert": Alert.objects.get(episode=care).pk,
        "person": Person.objects.get(client=cast.cleo).pk,
        "event": LifeEvent.objects.get(client=cast.cleo).pk,
        "area": care.areas.get().pk,
        "formulation": Formulation.objects.get(episode=care).pk,
        "task": Task.objects.get(episode=care).pk,
        "letter": Letter.objects.get(episode=care).pk,
        "token": token,
        "asked": invitation.assignments.get().pk,
    }


def with_a_pattern(cast):
    """Another client of Alice's, whose course works on a pattern instead of a problem area."""
    care = intake.take_in(
        by=cast.alice,
        particulars=intake.Particulars(
            given_name="Robin", family_name="Hale", born_on=date(1979, 3, 4)
        ),
        although_known=False,
        team=cast.north,
        therapist=cast.alice,
        supervisor=cast.bob,
        protocol="dit-16",
        request=intake.Request(received_on=REFERRED, source="gp"),
    )
    one = focus.save_focus(
        by=cast.alice, episode=care, expected_version=0, parts={"self": "too much"}
    )
    told = focus.tell(by=cast.alice, episode=care, text="A quarrel.", told_on=NOW.date())
    return {"pattern": f"/episodes/{care.pk}", "focus": one.pk, "told": told.pk}


def test_the_table_names_every_route():
    routes = {
        pattern.name
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "urlconf_name", None) is not None
        and "kith.web.urls" in str(resolver.urlconf_name)
        for pattern in resolver.url_patterns
    }
    assert routes
    assert {route for route, *_rest in rows()} == routes


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(client, cast, places, person):
    if person != "nobody":
        client.force_login(getattr(cast, person))
    wanted = {route: answers[person] for route, _how, _address, answers in rows()}
    got = {
        route: in_words(send(client, how, address.format(**places)), wanted[route])
        for route, how, address, _answers in rows()
    }
    assert got == wanted


def send(client, method, address):
    """An empty form, or a look."""
    return client.generic(method, address, content_type="application/x-www-form-urlencoded")


def in_words(answer, wanted):
    """The status as the table writes it."""
    to_sign_in = answer.headers.get("Location", "").startswith("/accounts/login/")
    exists = answer.status_code < 500 and answer.status_code != 404 and not to_sign_in
    return "ok" if wanted == "ok" and exists else str(answer.status_code)


def test_opening_a_record_leaves_a_trace(client, cast, places):
    client.force_login(cast.mira)
    traces = AuditEvent.objects.filter(actor=f"staff:{cast.mira.pk}", client_id=cast.cleo.pk)
    without = []
    for number, (route, how, address) in enumerate(OF_A_RECORD):
        before = traces.count()
        with clock.at(NOW + timedelta(minutes=10 * number)):  # later than the look before it
            client.force_login(cast.mira)
            send(client, how, address.format(**places))
        if traces.count() == before:
            without.append(route)
    assert without == []


def test_what_changes_something_does_not_answer_to_a_look(client, cast, places):
    client.force_login(cast.alice)
    got = {route: client.get(address.format(**places)).status_code for route, address in CHANGES}
    assert set(got.values()) <= {302, 405}, got  # 302: to the page the form belongs to


def test_an_own_record_opens_nobody_elses_rows(client, cast, places):
    """Charlie puts the number of Dana's record before the numbers of Cleo's rows."""
    mixed = {**places, "care": f"/episodes/{cast.dana_care.pk}"}
    client.force_login(cast.charlie)
    got = {
        route: send(client, how, address.format(**mixed)).status_code
        for route, how, address in OF_A_RECORD
        if address.count("{") > 1
    }
    assert set(got.values()) == {404}, got
