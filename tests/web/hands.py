"""A therapist's hands: a whole course of any protocol, done on the pages with forms and buttons.

What the course asks for next is read from the course, as a page would show it; everything is then
sent as a browser sends it. A page that refuses fails the test, with what the page says.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve, reverse

from kith.core import catalogue, focus, safety
from kith.core.ending import plan_questions
from kith.record import clock
from kith.record.facts import course_of, protocol_of
from kith.record.models import Episode, GroupMember
from tests.cast import REFERRED
from tests.web.every_form import filled
from tests.web.markup import Page

DONE_HERE = re.compile(r'name="agenda" value="([a-z0-9_]+)"')
SAID = "As she told it."
PERSON = {"given_name": "Nell", "family_name": "Hart", "born_on": "1990-05-17"}


class Hands:
    """Somebody at the pages of one course."""

    def __init__(self, staff, supervisor, protocol):
        self.staff, self.browser = staff, Client()
        self.browser.force_login(staff)
        self.group = None
        answer = self.post(
            "new_client", **PERSON, received_on=REFERRED, source="gp", protocol=protocol,
            team=staff.teams.get().pk, therapist=staff.pk, supervisor=supervisor.pk,
        )  # fmt: skip
        self.care = Episode.objects.get(pk=number_in(answer))
        self.protocol = protocol_of(self.care)

    @property
    def course(self):
        """Where the course stands."""
        return course_of(Episode.objects.get(pk=self.care.pk))

    # ------------------------------------------------------------ pages

    def get(self, room, *rest):
        """Open a page of the record."""
        address = reverse(room, args=[self.care.pk, *rest])
        answer = self.browser.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer.content.decode()

    def post(self, route, *rest, of=None, **typed):
        """Send a form of the record, or of another thing (`of`); the page leads on."""
        about = [] if route in {"new_client", "new_group"} else [of or self.care.pk]
        address = reverse(route, args=[*about, *rest])
        answer = self.browser.post(address, typed)
        assert answer.status_code in {302, 303}, f"{address}: {told(answer)}"
        return answer

    # ------------------------------------------------------------ beside the sessions

    def meet_conditions(self):
        """Put on record whatever the protocol asks for beside the sessions."""
        if self.protocol.format != "individual":
            self.join_group()
        here = self.course
        for one in here.conditions:
            if not next(view for view in here.conditions if view.id == one.id).is_met:
                MAKES.get(one.record, Hands.say)(self, one)
                here = self.course

    def say(self, one):
        self.post("meet_condition", one.id, on=clock.today(), words="Talked through.")

    def contact(self, one):
        self.post("add_contact", one.record, name="Sam", consent_on=clock.today(), role="Joins.")

    def medicine(self, one):
        self.post("medication", name="Lithium", dose="800 mg", started_on=REFERRED)

    def baby(self, one):
        self.post("baby", born_on=REFERRED - timedelta(weeks=5))

    def review(self, one):
        self.post("body", act="review", on=REFERRED, reviewer="Dr Green")

    def weight(self, one):
        self.post("body", act="weight", on=REFERRED, height_cm=168, weight_kg=61)

    def safety_plan(self, one):
        lines = {f"{step}-lines": "Ring Samaritans on 116 123" for step in safety.steps()}
        self.post("safety_plan", **lines, after=0)

    def diary(self, one):
        self.post("begin_diary")

    def focus(self, one):
        kind = focus.kind(self.protocol.focus.kind)
        parts = {f"part_{key}": SAID for key in kind.parts}
        self.post("focus", version=0, words="This comes back.", **parts)
        written = self.care.focuses.get()
        self.post("share_focus", written.pk, version=written.version, view="agreed")

    def join_group(self):
        """Open a group of the protocol, and put the client into it."""
        answer = self.post(
            "new_group", name="Tuesdays", protocol=self.protocol.id, leaders=self.staff.pk,
            team=self.care.team_id, starts_on=clock.today(),
        )  # fmt: skip
        self.group = number_in(answer)
        self.post("group", of=self.group, act="join", episode=self.care.pk)
        self.member = GroupMember.objects.get(episode=self.care)
        self.post("group_member", self.member.pk, of=self.group, act="rules", on=clock.today())

    def hold_meetings(self, when):
        """Hold one of each kind of meeting of this time in the course that is due or offered."""
        for one in self.course.meetings:
            if one.when == when and not one.held and (one.due or when != "during"):
                planned = self.post(
                    "plan_meeting", kind=one.id, starts_at=typed(clock.now()), minutes=30,
                    medium="room",
                )  # fmt: skip
                self.post("meeting", number_in(planned), act="hold", came="The client")

    # ------------------------------------------------------------ agreements

    def agree_area(self):
        chosen = self.protocol.problem_areas[0]
        if chosen != "grief":  # which is about somebody who died, and may stay without a name
            self.post("add_people", labels="Ann, Ben")
        address = f"{reverse('choose_area', args=[self.care.pk])}?area={chosen}"
        page = Page(self.browser.get(address), address)
        form = next(one for one in page.forms if "focus1-reasons" in one.fields)
        answer = self.browser.post(address, filled(form, SAID))
        assert answer.status_code == 302, told(answer)

    def agree_formulation(self):
        self.post("formulation", version=0, text="Low since spring.")
        written = self.care.formulations.get()
        self.post("share_formulation", written.pk, version=written.version, view="agreed")

    def agree_contract(self):
        """The shortest course that the protocol allows, in its own rhythm."""
        plan = self.protocol.sessions
        self.post(
            "contract", sessions=plan.least, every_days=plan.every_days, minutes=plan.minutes[0],
            starts_on=clock.today(), ends_on=clock.today() + timedelta(weeks=60), goal_1="See Ann",
        )  # fmt: skip

    def review_risk(self):
        self.post(
            "risk_review", found="Nothing new.", agreed="Same time next week.", care="as_planned",
            next_on=clock.today() + timedelta(days=7),
        )  # fmt: skip

    def plan_ending(self):
        self.post("save_ending_plan", version=0, **dict.fromkeys(plan_questions(), "Ring Ann"))

    def agree_disposition(self):
        way = next(iter(self.protocol.dispositions))
        self.post("agree_disposition", disposition=way, words="Ring us when it comes back.")

    # ------------------------------------------------------------ sessions

    def measure(self):
        """Enter what the next session asks for, or what counts in its place."""
        here = self.course
        for name in {*here.measures_for_next_session, *here.late_measures}:
            given = dict.fromkeys([name, here.alternatives.get(name, name)])
            entered = any(self.answer(one) == 302 for one in given if one in CATALOGUE)
            assert entered, f"{name}: nobody can enter it"

    def answer(self, instrument):
        """Send the form for answers on paper: the first of every scale."""
        definition = CATALOGUE[instrument]
        lowest = {
            f"item-{one.id}": definition.options_of(one)[0].value
            for one in definition.items
            if not one.ask_when
        }
        address = reverse("enter_response", args=[self.care.pk, instrument])
        sent = {"given_on": clock.today(), "mode": "paper", **lowest}
        return self.browser.post(address, sent).status_code

    def hold_session(self, at, *, fully):
        """One session. `fully`: measured before, and written down after; else held, and no more."""
        with clock.at(at):
            if fully:
                self.measure()
            here = self.course
            number = self.meet_group(here) if self.group else self.meet_alone(here)
            if fully:
                self.write_down(number, here)
            self.hold_meetings("during")
            after = self.do_what_is_due()
            if after.next_phase and not after.blockers:
                self.post("enter_phase", phase=after.next_phase.id)

    def write_down(self, number, here):
        """Tick the agenda as the page shows it, and write what was worked on."""
        shown = self.get("session", number)
        self.post(
            "save_work", number, version=re.search(r'name="version" value="(\d+)"', shown)[1],
            agenda=DONE_HERE.findall(shown), techniques=self.protocol.techniques[:1],
            strategies=[one.id for one in here.agenda if one.kind == "strategy"],
            opening="A hard week.",
        )  # fmt: skip

    def meet_alone(self, here):
        answer = self.post(
            "plan_session", starts_at=typed(clock.now()), minutes=here.minutes[0], medium="room"
        )
        self.post("hold_session", number_in(answer, "session_pk"))
        return number_in(answer, "session_pk")

    def meet_group(self, here):
        self.post(
            "group", of=self.group, act="plan", starts_at=typed(clock.now()),
            minutes=here.minutes[0],
        )  # fmt: skip
        planned = self.care.sessions.get(state="planned")
        part = f"member{self.member.pk}"
        self.post(
            "group_meeting", planned.group_meeting_id, of=self.group, act="hold",
            **{"version": 0, f"{part}-seen": 0, f"{part}-state": "held", f"{part}-words": SAID},
        )  # fmt: skip
        return planned.pk

    def do_what_is_due(self):
        """Reach the steps that are due: on the page where each is done, or by its button."""
        here = self.course
        due = {one.id: None for one in here.due if one.kind in {"task", "review"}}
        due |= {one.id: None for one in here.blockers if one.kind == "milestone"}
        for step in due:
            make = ELSEWHERE.get(step)
            if make is None:
                self.post("step", step=step)
            elif step not in self.course.reached:  # one page may reach two of them
                make(self)
        return self.course if due else here

    # ------------------------------------------------------------ the end

    def end(self):
        """Do what the ending asks for, and end the course as agreed."""
        self.measure_late()
        self.do_what_is_due()
        written = {"warning_signs_listed", "relapse_plan_agreed"}
        if not written & self.course.reached.keys():
            self.plan_ending()
        if "disposition_agreed" not in self.course.reached:
            self.agree_disposition()
        self.post("end_course", words="This is how it ended for us.")

    def measure_late(self):
        for name in self.course.late_measures:
            assert self.answer(name) == 302, name

    def write_letter(self, to):
        """Begin a letter from the record, and sign it as it is."""
        begun = self.post("letter", to=to)
        number = number_in(begun, "letter_pk")
        one = self.care.letters.get(pk=number)
        self.post(
            "one_letter", number, version=one.version, recipient=one.recipient or "Dr Green",
            address="", text=one.text, act="sign",
        )  # fmt: skip


CATALOGUE = {one.id: one for one in catalogue.instruments()}
MAKES = {
    "medication": Hands.medicine,
    "prescriber": Hands.contact,
    "guardian": Hands.contact,
    "school": Hands.contact,
    "partner": Hands.contact,
    "baby": Hands.baby,
    "birth_date": Hands.baby,
    "medical_review": Hands.review,
    "weight": Hands.weight,
    "safety_plan": Hands.safety_plan,
    "diary": Hands.diary,
    "focus": Hands.focus,
    "schema": Hands.focus,
}
ELSEWHERE = {
    "problem_area_agreed": Hands.agree_area,
    "formulation_agreed": Hands.agree_formulation,
    "contract_agreed": Hands.agree_contract,
    "risk_baseline": Hands.review_risk,
    "warning_signs_listed": Hands.plan_ending,
    "relapse_plan_agreed": Hands.plan_ending,
    "disposition_agreed": Hands.agree_disposition,
}


def typed(moment):
    """A moment as the browser's own field sends it."""
    return f"{moment:%Y-%m-%dT%H:%M}"


def number_in(answer, name=""):
    """The number in the address that an answer leads to: the last one, or of this name."""
    found = resolve(urlsplit(answer.headers["Location"]).path).kwargs
    return found[name] if name else list(found.values())[-1]


def told(answer):
    """What a page says that did not do what it was asked."""
    marks = r'id="errors".*?</div>|class="error".*?</p>'
    wrong = re.findall(marks, answer.content.decode(), re.DOTALL)
    said = (" ".join(re.sub("<[^>]+>", " ", one).split()) for one in wrong)
    return f"{answer.status_code} {' | '.join(said)}"
