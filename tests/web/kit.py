"""The page kit with invented data, as whole pages: what test_kit.py and a look by eye render."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings

from kith.core.network import Kind, Person
from kith.web import http
from kith.web.charts import Event, Held, Point, ScoreChart, Threshold, sparkline
from kith.web.charts_circles import closeness_circles
from kith.web.charts_course import Phase, Visit, course_line
from kith.web.header import Header

BEGAN = date(2026, 1, 5)
LINES = [
    {"name": "Emergency", "number": "112", "hours": "day and night", "text": ""},
    {"name": "Listening line", "number": "0800 000 0000", "hours": "day and night", "text": ""},
    {"name": "The clinic", "number": "020 7946 0000", "hours": "9 to 5 on weekdays", "text": ""},
]


class KitForm(forms.Form):
    """One field of each kind; bound to nonsense, so that every error shows."""

    name = forms.CharField(label="Name", help_text="As the client says it.")
    on = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Choose"), ("loss", "Loss"), ("move", "Move")]
    )
    level = forms.ChoiceField(
        label="How close?",
        widget=forms.RadioSelect,
        choices=[("1", "Very close"), ("2", "Close"), ("3", "Less close")],
    )
    techniques = forms.MultipleChoiceField(
        label="Techniques used",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("clarify", "Clarification"), ("role_play", "Role play")],
    )
    consent = forms.BooleanField(label="The client agrees to this text", required=False)
    body = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 5}), initial=""
    )


def weeks(n: float) -> date:
    return BEGAN + timedelta(days=round(7 * n))


def score_chart() -> ScoreChart:
    values = [19, 18, 19, 16, None, 15, 11, 12, 11]
    return ScoreChart(
        name="PHQ-9",
        lowest=0,
        highest=27,
        higher="more symptoms",
        points=[
            Point(weeks(n), value, band="moderate", flag="item 9" if n in {0, 3} else "")
            for n, value in enumerate(values)
        ],
        thresholds=[Threshold(10, "moderate"), Threshold(20, "severe")],
        events=[
            Event(weeks(-3), "Moved to Leeds"),
            Event(weeks(2.4), "Quarrel with Maya"),
            Event(weeks(2.8), "Father in hospital"),
            Event(weeks(6), "First choir evening"),
        ],
        sessions=[Held(weeks(n), n + 1 - (n > 4) if n != 4 else 0) for n in range(8)],
        today=weeks(8.5),
    )


def circles() -> str:
    people = [
        Person("1", "Maya", ring=1, wished_ring=1),
        Person("2", "Tom", ring=1, deceased=True),
        Person("3", "Mum", ring=2, wished_ring=1),
        Person("4", "Choir", ring=3, kind=Kind.GROUP),
        Person("5", "Biscuit", ring=2, kind=Kind.PET),
        Person("6", "Jonas", ring=4, lost=True),
        Person("7", "Dr Okafor", ring=4),
        Person("8", "Priya", ring=2),
        Person("9", "Neighbour Ellen", ring=3),
    ]
    return closeness_circles(people, title="Cleo's closeness circles, 3 March 2026")


def agenda() -> list[SimpleNamespace]:
    titles = ["Ask how the week was and what happened", "Link the change in mood to the quarrel"]
    return [
        SimpleNamespace(
            id=f"step{n}",
            title=title,
            why="Each session of the middle phase begins with the weeks since the last.",
            source="Weissman, Markowitz & Klerman 2018, ch. 2",
            verified=n == 0,
            done=n == 0,
        )
        for n, title in enumerate(titles)
    ]


def context() -> dict[str, object]:
    phases = [Phase("Initial phase", 3), Phase("Middle phase", 12), Phase("Ending", 16)]
    visits = [Visit(weeks(n), n + 1, href=f"#s{n}") for n in range(7)]
    trend = sparkline([19, 16, None, 15, 11], lowest=0, highest=27, words="PHQ-9 19, 16, 15, 11")
    sprite = (Path(http.__file__).parent / "static" / "icons.svg").read_text("utf-8")
    rows = [
        ("Cleo Marsh", "7 of 16, middle", 11, "Low", "quiet"),
        ("Ben Ode", "2 of 12", 22, "High", "urgent"),
    ]
    return {
        "header": Header(
            episode=12,
            name="Cleo Marsh",
            age=34,
            pronouns="she/her",
            therapist="Alice Grant",
            phase="Middle phase",
            session=7,
            total=16,
            alerts=1,
            risk="Low risk",
            marks={"measures": 1},
        ),
        "room": "episode",
        "chart_data": score_chart(),
        "course_line_data": course_line(
            phases=phases, visits=visits, total=16, current="Middle phase"
        ),
        "circles_data": circles(),
        "agenda": agenda(),
        "events": [
            {
                "on": weeks(-3),
                "title": "Moved to Leeds",
                "kind": "transition",
                "text": "Left the choir.",
            },
            {"on": weeks(2.4), "title": "Quarrel with Maya", "tone": "attention", "href": "#q"},
        ],
        "caseload": [
            {
                "name": name,
                "course": course,
                "spark": trend,
                "last": last,
                "risk": risk,
                "tone": tone,
            }
            for name, course, last, risk, tone in rows
        ],
        "began": BEGAN,
        "ends": weeks(17),
        "signed": datetime(2026, 3, 3, 14, 3, tzinfo=ZoneInfo(settings.TIME_ZONE)),
        "form": KitForm({"name": "", "level": "9", "body": "She sang again."}),
        "icons": re.findall(r'id="([a-z]+)"', sprite),
    }
