"""Tales: what is drawn up from outlines and phrases, before anything is written."""

import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kith.core.diagnoses import diagnoses
from kith.core.errors import DefinitionError
from kith.core.protocols.terms import shared_terms
from kith.core.safety import steps
from kith.core.timeline import EventKind
from kith.demo import groups, library, material, scores
from kith.demo.clinic import SEED, clinic_days, tales
from kith.demo.compose import compose
from kith.demo.material import AREAS, Practice, Vignette

STANDARD = tales()
ALONE = library.tales(SEED)
MEMBERS = [
    library.drawn(one, random.Random(one.name)) for group in groups.tales() for one in group.members
]
TALES = [*STANDARD, *ALONE, *MEMBERS]
OUTLINED = ALONE[len(library.WHOLE) :]
EVERYBODY = pytest.mark.parametrize("tale", TALES, ids=lambda tale: tale.family)


def test_nobody_is_there_twice():
    names = Counter((tale.given, tale.family) for tale in TALES)
    assert set(names.values()) == {1}


def test_people_of_every_age_and_many_trades_are_there():
    ages = [tale.age for tale in STANDARD]
    assert min(ages) == 19
    assert max(ages) == 78
    assert {tale.pronouns for tale in TALES} == {"she/her", "he/him", "they/them"}
    trades = Counter(one.work for file in material.areas().values() for one in file.clients)
    assert set(trades.values()) == {1}


@EVERYBODY
def test_no_blank_is_left_open(tale):
    assert re.findall(r"\{[a-z_]+\}", tale.model_dump_json()) == []


@EVERYBODY
def test_a_tale_speaks_the_words_of_the_record(tale):
    assert tale.findings.diagnosis in diagnoses()
    assert all(event.kind in set(EventKind) for event in tale.events)
    titles = [event.title for event in tale.events]
    assert len(set(titles)) == len(titles)
    known = {person.label for person in tale.people}
    for event in tale.events:
        assert set(event.people) <= known
    for focus in tale.focus:
        assert focus.person in {"", *known}
    if tale.plan:
        assert set(tale.plan.steps) == set(steps())
    if tale.email:
        try:
            validate_email(tale.email)
        except ValidationError:
            pytest.fail(f"{tale.email} is no e-mail address")


@EVERYBODY
def test_a_note_says_how_many_sessions_are_left_or_is_told_word_for_word(tale):
    least = 1 if tale in OUTLINED else 2
    for number, meeting in enumerate(tale.meetings, start=1):
        assert least <= len(re.findall(r"[.?!”] ", meeting.note)) + 1 <= 14, meeting.note
        assert meeting.note.rstrip()[-1] in ".”?!"
        assert number > 1 or not meeting.goals


@EVERYBODY
def test_where_somebody_thinks_of_death_there_is_a_review(tale):
    assert all(meeting.review for meeting in tale.meetings if meeting.self_harm)


def test_nothing_hints_at_the_season():
    """The clinic is loaded on any day of the year."""
    seasons = re.compile(r"\b(last|this|since|in) (the )?(spring|summer|autumn|winter)\b")
    found = [(tale.family, seasons.findall(tale.model_dump_json())) for tale in TALES]
    assert [one for one in found if one[1]] == []


def test_the_same_lots_give_the_same_tale():
    one = material.areas()["grief"].clients[5]
    first, second, other = (compose(one, random.Random(seed)) for seed in (1, 1, 2))
    assert first == second
    assert first != other
    assert tales() == STANDARD
    assert library.tales(SEED) == ALONE


def test_tales_differ():
    """Drawn from shared phrases, and still no two alike: hardly a sentence is in many of them."""
    notes = [meeting.note for tale in TALES for meeting in tale.meetings]
    assert len(set(notes)) > 0.98 * len(notes)
    events = Counter(meeting.event for tale in STANDARD for meeting in tale.meetings)
    assert max(events.values()) <= 12


@pytest.mark.parametrize("area", AREAS)
def test_every_strategy_of_an_area_has_its_words(area):
    words = material.areas()[area].phrases.strategies
    assert set(words) == set(shared_terms().areas[area].strategies)


def test_a_slip_in_a_file_names_the_file_and_the_key(tmp_path, monkeypatch):
    (tmp_path / "practice.toml").write_text('name = "Riverside"\nplaec = "Weir Lane"\n')
    monkeypatch.setattr(material, "DATA", tmp_path)
    with pytest.raises(DefinitionError, match=r"practice\.toml.*plaec"):
        material.read("practice", Practice)


# ---------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("outlook", "lowest", "highest"),
    [
        ("recovers", -15, -11),
        ("improves", -10, -6),
        ("slow", -8, -3),
        ("unchanged", -2, 2),
        ("worsens", 2, 7),
    ],
)
def test_an_outlook_leads_where_it_says(outlook, lowest, highest):
    ends = [scores.course(random.Random(seed), 17, outlook, 16) for seed in range(200)]
    mean = sum(one[-1].phq9 - one[0].phq9 for one in ends) / len(ends)
    assert lowest <= mean <= highest
    assert all(0 <= each.phq9 <= 27 and 0 <= each.gad7 <= 21 for one in ends for each in one)


@pytest.mark.parametrize(
    ("total", "self_harm"),
    [(total, harm) for total in range(25) for harm in (0, 1, 2) if harm <= total],
)
def test_answers_add_up_to_the_score(total, self_harm):
    known = scores.Scores(total, min(total, 21), self_harm)
    phq9 = scores.phq9_answers(random.Random(total), known)
    difficulty = phq9.pop("difficulty", None)
    assert sum(phq9.values()) == total
    assert set(phq9.values()) <= {0, 1, 2, 3}
    assert (difficulty is None) == (total == 0)
    assert sum(scores.gad7_answers(random.Random(total), known).values()) == known.gad7


def test_goals_come_nearer_as_symptoms_lift():
    lots = random.Random(1)
    start = scores.goals(lots, 3, scores.Scores(17, 12), 17)
    end = scores.goals(lots, 3, scores.Scores(3, 2), 17)
    assert len(start) == len(end) == 3
    assert max(start) < min(end)


# ---------------------------------------------------------------- shapes


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("area", "sadness"),
        ("stage", "somewhere"),
        ("outlook", "miracle"),
        ("goals", []),
        ("goals", ["a", "b", "c", "d"]),
        ("moments", ["only one"]),
        ("hobby", "chess"),
    ],
)
def test_an_outline_with_a_slip_is_refused(key, value):
    given = material.areas()["grief"].clients[0].model_dump()
    with pytest.raises(ValueError, match=key):
        Vignette.model_validate({**given, key: value})


@pytest.mark.parametrize("weekday", range(7))
def test_there_are_five_clinic_days_and_the_first_is_today(weekday):
    today = date(2026, 3, 2) + timedelta(days=weekday)
    days = clinic_days(today)
    assert days[0] == today
    assert len(set(days)) == 5
    assert all(day.weekday() < 5 for day in days[1:])
    assert days[-1] <= today + timedelta(days=6)
