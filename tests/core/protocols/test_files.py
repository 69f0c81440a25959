"""What a protocol file may say: a new one runs from a folder, a wrong one is told where."""

import re
import shutil

import pytest

from kith.core.catalogue import SHIPPED, Catalogue
from kith.core.errors import DefinitionError
from kith.core.protocols import terms
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.terms import read_terms
from tests.core.protocols.stories import day, rows

SMALL = """
id = "counselling"
version = 1
name = "Interpersonal counselling, 3 sessions"
short_name = "Counselling"
summary = "A short form, for a test."
problem_areas = ["grief", "moving_on"]

[[indications]]
condition = "Distress after a change in life"
status = "promising"
why = "For a test."
source = ["clinic"]
verified = false

[sessions]
total = 3
least = 3
most = 6
minutes = [30, 30]
every_days = 14
why = "For a test."
source = ["clinic"]
verified = false

[focus]
least = 1
most = 1
why = "For a test."
source = ["clinic"]
verified = false

[[phases]]
id = "initial"
first = 1
last = 1
tasks = [{ milestone = "illness_named", opens = 1, by = 1 }]
timing = { why = "For a test.", source = ["clinic"], verified = false }
leave = { milestones = ["illness_named"], why = "Test.", source = ["clinic"], verified = false }
why = "For a test."
source = ["clinic"]
verified = false

[[phases]]
id = "ending"
first = 2
last = 3
counts_from = "end"
tasks = [{ milestone = "goodbye_said", opens = 3, by = 3 }]
timing = { why = "For a test.", source = ["clinic"], verified = false }
why = "For a test."
source = ["clinic"]
verified = false

[[agendas]]
phase = "initial"
items = ["opening_question", "illness_named", "look_around"]
why = "For a test."
source = ["clinic"]
verified = false

[[agendas]]
phase = "ending"
items = ["opening_question", "goodbye_said"]
why = "For a test."
source = ["clinic"]
verified = false

[[measures]]
instrument = "phq9"
title = "PHQ-9"
when = "every_session"
why = "For a test."
source = ["clinic"]
verified = false

[missed]
title = "Get in touch"
counts = true
contact_after_missed = 1
contact_after_days = 30
why = "For a test."
source = ["clinic"]
verified = false

[extension]
title = "More sessions"
needs_reason = false
why = "For a test."
source = ["clinic"]
verified = false

[ending]
countdown_from = 1
required = ["goodbye_said"]
measures = ["phq9"]
dispositions = ["ended", "dropped_out"]
why = "For a test."
source = ["clinic"]
verified = false

[terms.sources.clinic]
cite = "Riverside Clinic, local use"
kind = "practice"

[terms.areas.moving_on]
title = "Moving on"
why = "For a test."
source = ["clinic"]
verified = false
strategies = ["transition_small_steps", "look_back"]

[terms.strategies.look_back]
title = "Look back"
why = "For a test."
source = ["clinic"]
verified = false

[terms.steps.look_around]
title = "Look around (session {n} of {total})"
why = "For a test."
source = ["clinic"]
verified = false
then = "strategies"
"""


def shelf(folder, text, name="counselling.v1.toml"):
    """A catalogue of one folder with one protocol file, and one of Kith's beside it."""
    (folder / "protocols").mkdir(exist_ok=True)
    (folder / "protocols" / name).write_text(text, encoding="utf-8")
    shutil.copy(SHIPPED["protocols"] / "ipt-standard-16.v1.toml", folder / "protocols")
    return Catalogue([folder], shipped=False)


def test_a_new_protocol_is_one_file(tmp_path):
    """With a problem area, a strategy, a step and a source of its own, beside the shared terms."""
    library = shelf(tmp_path, SMALL)
    protocol = library.protocol("counselling")
    assert protocol.id in [one.id for one in library.protocols()]
    course = replay(protocol, [Fact(day(1), "area", "moving_on")], today=day(1))
    assert [item.id for item in course.agenda] == [
        "opening_question", "illness_named", "look_around", "transition_small_steps", "look_back",
    ]  # fmt: skip
    assert course.agenda[2].title == "Look around (session 1 of 3)"
    assert course.agenda[2].source == "Riverside Clinic, local use"
    for word in ("measure phq9", "milestone illness_named", "session", "phase ending"):
        course = course.after(Fact(day(1), *word.split()))
    assert course.phase.id == "ending"
    assert course.phase.sessions == "2 to 3"
    course = course.after(Fact(day(3), "measure", "phq9")).after(Fact(day(3), "session"))
    course = course.after(Fact(day(4), "milestone", "goodbye_said"))
    assert course.after(Fact(day(4), "ended", "ended")).disposition == "ended"


def test_a_protocol_may_count_missed_sessions_and_extend_without_a_reason(tmp_path):
    protocol = shelf(tmp_path, SMALL).protocol("counselling")
    course = replay(protocol, [Fact(day(week), "missed") for week in (1, 2, 3)], today=day(3))
    assert (course.session_number, course.sessions_left) == (0, 0)
    assert not course.may_hold_session
    assert [item.kind for item in course.due if item.id == "missed"] == ["contact"]
    course = course.after(Fact(day(3), "extension", amount=2))
    assert course.may_hold_session
    assert course.total == 5


def test_a_protocol_without_problem_areas_or_review_runs_too(tmp_path):
    """Other treatments have a focus of another kind: nothing here depends on problem areas."""
    text = SMALL.replace('problem_areas = ["grief", "moving_on"]', "problem_areas = []")
    protocol = shelf(tmp_path, text).protocol("counselling")
    course = replay(protocol, [], today=day(1))
    assert course.areas == ()
    assert course.review is None
    assert [item.id for item in course.agenda] == [
        "opening_question", "illness_named", "look_around",
    ]  # fmt: skip


def test_a_version_that_replaces_another_says_why(tmp_path):
    text = SMALL.replace("version = 1", 'version = 2\nreplaces = 1\nbecause = "A wrong number."')
    protocol = shelf(tmp_path, text, "counselling.v2.toml").protocol("counselling")
    assert (protocol.replaces, protocol.because) == (1, "A wrong number.")


# What is written instead of what, and what the message must name.
WRONG = """
    misspelt key          | id = "counselling"                       | idd = "counselling"                      | idd
    missing part          | minutes = [30, 30]                       |                                          | sessions.minutes
    wrong type            | total = 3                                | total = "three"                          | sessions.total
    no source             | source = ["clinic"]\\nverified = false\\n\\n[sessions] | source = []\\nverified = false\\n\\n[sessions] | indications[0].source
    unknown source        | source = ["clinic"]\\nverified = false\\n\\n[focus] | source = ["hearsay"]\\nverified = false\\n\\n[focus] | sessions.source
    verified by nobody    | verified = false\\n\\n[focus]            | verified = true\\n\\n[focus]             | sessions.verified
    empty reason          | why = "For a test."\\nsource = ["clinic"]\\nverified = false\\n\\n[focus] | why = ""\\nsource = ["clinic"]\\nverified = false\\n\\n[focus] | sessions.why
    unknown area          | ["grief", "moving_on"]                   | ["greif"]                                | problem_areas
    unknown strategy      | "look_back"]                             | "look_ahead"]                            | terms.areas.moving_on.strategies
    unknown milestone     | { milestone = "goodbye_said"             | { milestone = "farewell"                 | phases[1].tasks
    unknown item          | "opening_question", "goodbye_said"       | "small_talk", "goodbye_said"             | agendas[1].items
    unknown disposition   | ["ended", "dropped_out"]                 | ["ended", "vanished"]                    | ending.dispositions
    unknown phase         | id = "ending"                            | id = "farewell"                          | phases[1].id
    a phase twice         | id = "ending"\\nfirst = 2\\nlast = 3       | id = "initial"\\nfirst = 2\\nlast = 3      | phases[1].id
    agenda of no phase    | phase = "ending"                         | phase = "middle"                         | agendas[1].phase
    phases overlap        | first = 2                                | first = 1                                | phases[1].first
    phases leave a gap    | first = 2                                | first = 3                                | phases[1].first
    phase backwards       | last = 3                                 | last = 1                                 | phases[1].last
    phases fall short     | last = 3                                 | last = 2                                 | phases[1].
    more than the most    | most = 6                                 | most = 2                                 | sessions.total
    focus upside down     | least = 1\\nmost = 1                     | least = 2\\nmost = 1                     | focus.most
    task out of its phase | opens = 3, by = 3                        | opens = 1, by = 3                        | phases[1].tasks
    task late before due  | opens = 3, by = 3                        | opens = 3, by = 2                        | phases[1].tasks
    a task twice          | milestone = "goodbye_said"               | milestone = "illness_named"              | phases[1].tasks
    ending of no task     | required = ["goodbye_said"]              | required = ["gains_reviewed"]            | ending.required
    leaving by no task    | milestones = ["illness_named"]           | milestones = ["goodbye_said"]            | phases[0].leave.milestones
    leaving by too much   | milestones = ["illness_named"]           | strategies_worked = 99                   | phases[0].leave.strategies_worked
    last phase is left    | counts_from = "end"                      | counts_from = "end"\\nleave = { why = "No.", source = ["clinic"], verified = false } | phases[1].leave
    no timing             | counts_from = "end"\\ntasks = [{ milestone = "goodbye_said", opens = 3, by = 3 }]\\ntiming = { why = "For a test.", source = ["clinic"], verified = false } | tasks = [{ milestone = "goodbye_said", opens = 3, by = 3 }] | phases[1].timing
    agenda outside        | phase = "ending"                         | phase = "ending"\\nsession = 1           | agendas[1].session
    session without one   | phase = "ending"                         | phase = "ending"\\nsession = 3           | agendas
    two for one session   | [[measures]]                             | [[agendas]]\\nphase = "ending"\\nitems = ["close"]\\nwhy = "No."\\nsource = ["clinic"]\\nverified = false\\n\\n[[measures]] | agendas[2].session
    measure of what       | measures = ["phq9"]                      | measures = ["gad7"]                      | ending.measures
    measure twice         | [missed]                                 | [[measures]]\\ninstrument = "phq9"\\ntitle = "P"\\nwhen = "baseline"\\nwhy = "No."\\nsource = ["clinic"]\\nverified = false\\n\\n[missed] | measures[1].instrument
    measured when         | when = "every_session"                   | when = "often"                           | measures[0].when
    after what            | when = "every_session"                   | when = "every_session"\\nafter = "lunch" | measures[0].after
    replaces, not why     | version = 1                              | version = 1\\nreplaces = 1               | because
    a shared term again   | [terms.steps.look_around]                | [terms.steps.close]                      | terms.steps.close
    step named as a task  | [terms.steps.look_around]                | [terms.steps.illness_named]              | terms.steps.illness_named
    status of its own     | status = "promising"                     | status = "wonderful"                     | indications[0].status
    review beyond the end | [missed]                                 | [review]\\nsession = 9\\nmilestone = "mid_review"\\ninstrument = "phq9"\\nscale = "total"\\nwhy = "No."\\nsource = ["clinic"]\\nverified = false\\n\\n[missed] | review.session
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows("\n" + WRONG), ids=lambda row: row[0])
def test_a_wrong_file_is_told_by_file_and_key(tmp_path, row):
    _, old, new, key = (cell.replace("\\n", "\n") for cell in row)
    assert old in SMALL
    library = shelf(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        library.protocol("counselling")
    assert caught.value.file == "counselling.v1.toml"
    assert caught.value.key.startswith(key)
    assert caught.value.problem
    assert "ipt-standard-16" in [one.id for one in library.protocols()]


def test_a_broken_table_is_told_by_line(tmp_path):
    library = shelf(tmp_path, SMALL.replace("[sessions]", "[sessions"))
    with pytest.raises(DefinitionError, match=r"counselling.v1.toml: is not valid TOML.*line"):
        library.protocol("counselling")


TERM = '[steps.x]\ntitle = "X"\nwhy = "Y."\nsource = ["s"]\nverified = false\n'
SOURCE = '[sources.s]\ncite = "Somebody 1999"\n'

WRONG_TERMS = {
    "not TOML": ("[steps", "", "cannot be read"),
    "misspelt key": (SOURCE + TERM + 'whi = "Z"\n', "steps.x.whi", ""),
    "unknown kind of term": (SOURCE + '[spells.x]\ntitle = "X"\n', "spells", ""),
    "unknown source": (TERM, "steps.x.source", "no source called s"),
    "verified by practice": (
        SOURCE + 'kind = "practice"\n' + TERM.replace("false", "true"),
        "steps.x.verified",
        "published",
    ),
}


@pytest.mark.parametrize(("text", "key", "problem"), WRONG_TERMS.values(), ids=WRONG_TERMS.keys())
def test_a_wrong_vocabulary_is_told_by_key(tmp_path, text, key, problem):
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_terms(path)
    assert caught.value.file == "terms.toml"
    assert caught.value.key == key
    assert problem in caught.value.problem


def test_a_missing_vocabulary_is_told(tmp_path):
    with pytest.raises(DefinitionError, match=r"nowhere\.toml: cannot be read"):
        read_terms(tmp_path / "nowhere.toml")


def test_a_broken_vocabulary_is_blamed_itself_and_not_the_protocol(tmp_path, monkeypatch):
    broken = tmp_path / "terms.toml"
    broken.write_text("[steps", encoding="utf-8")
    monkeypatch.setattr(terms, "TERMS_FILE", broken)
    terms.shared_terms.cache_clear()
    try:
        library = shelf(tmp_path, SMALL)
        with pytest.raises(DefinitionError) as caught:
            library.protocol("counselling")
        assert caught.value.file == "terms.toml"
    finally:
        terms.shared_terms.cache_clear()


def test_the_how_to_shows_a_file_that_works(tmp_path):
    """docs/how-to/add-an-adaptation.md: its example is read as it stands."""
    page = terms.TERMS_FILE.parents[4] / "docs" / "how-to" / "add-an-adaptation.md"
    [example] = re.findall(
        r"```toml\n(# The smallest whole file.*?)```", page.read_text(), re.DOTALL
    )
    protocol = shelf(tmp_path, example, "coaching.v1.toml").protocol("coaching")
    assert protocol.sessions.total == 4
