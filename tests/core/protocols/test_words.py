"""A protocol in words, and what changed between two versions of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.core import catalogue
from kith.core.protocols.differences import differences
from kith.core.protocols.outline import minutes, outline, readable, rhythm
from kith.core.protocols.terms import rules
from tests.core.protocols.rich import rich
from tests.core.protocols.stories import rows

PROTOCOLS = catalogue.protocols()
GROUP = rich()


def lines(section):
    """Every line of a section, those under others too."""
    waiting = list(section.lines)
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting = [*one.under, *waiting]


def told(protocol):
    """The texts of each section."""
    return {one.title: [line.text for line in lines(one)] for one in outline(protocol)}


# ---------------------------------------------------------------- the outline

OUTLINE = """
    section                      | line
    What it is for               | Distress after a change in life: promising
    What it is for               | Anorexia: not recommended
    For whom                     | Ages: from 13 to 17
    For whom                     | needed: There is a group
    For whom                     | speaks for it: Has a friend who comes too
    Not to be offered            | Psychotic depression
    By whom                      | Format: group
    By whom                      | Groups of 6 to 10, 2 leaders
    By whom                      | Nurses; Health educators
    By whom                      | Supervision: Weekly, in a group
    Sessions                     | 8 sessions of 90 minutes, weekly; 6 to 10 can be agreed
    Sessions                     | Sessions 1 to 2: every 3 days, 45 to 60 minutes
    Sessions                     | Sessions 7 to 10: every 28 days
    Phases                       | Initial phase: sessions 1 to 3 as a guide; left by clinical judgement
    Phases                       | Name the illness (from session 1, by 1, in “First meeting”)
    Phases                       | Strategy: Steady the day
    Phases                       | Left once these are done: strategies worked on: 2
    Phases                       | Ending: sessions 7 to 8, counted back from the last
    Meetings beside the sessions | First meeting (individual, before session 1, required, up to 2, 60 to 90 minutes)
    Meetings beside the sessions | Meeting half-way (individual, between sessions 4 to 5, required)
    Meetings beside the sessions | Weekly call (phone, weekly, required, any number)
    Meetings beside the sessions | Call in a crisis (phone, when it is needed, offered, any number)
    Meetings beside the sessions | Booster (group, after the last session, usually 30 days on, required, up to 2)
    Conditions                   | Rules of the group agreed (before any session)
    Conditions                   | Guardian said yes (before the contract)
    Conditions                   | School told (asked for)
    Focus                        | Kept to: 1 to 2 problem areas
    Measures                     | PHQ-9: at every session; phq2 counts in its place
    Measures                     | GAD-7: at the next session after 30 days
    Measures                     | WSAS: at the start, half-way and at the end; offered, not demanded
    Watched                      | Low mood: phq9 (total) at least 10, 2 times in a row, for review
    Watched                      | Short nights: rhythm diary (short_sleep) hours 5, nights 2, at once
    Watched                      | Ring the prescriber in the same week.
    Rules of the course          | More sessions: with a reason
    Ending                       | Counted down over 2; needs
    Sources                      | Riverside Clinic, local use
    Not checked against a published text | phases.initial.leave
    Not checked against a published text | agendas.middle.every
    Not checked against a published text | conditions.rules_agreed
    Not checked against a published text | terms.steps.look_around
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(OUTLINE), ids=lambda row: row[1][:50])
def test_everything_is_said_in_words(row):
    section, line = row
    assert line in told(GROUP)[section]


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.id)
def test_every_shipped_protocol_can_be_told(protocol):
    found = outline(protocol)
    assert all(one.lines for one in found)
    sections = told(protocol)
    assert len(sections["Phases"]) > len(protocol.phases)
    # Whatever is a rule of the file shows its reason and its source, and whether it was checked.
    shown = {(line.why, line.verified) for one in found for line in lines(one) if line.source}
    for key, rule in rules(protocol):
        if not key.startswith(("terms.", "maintenance", "eligibility")):
            assert (rule.why, rule.verified) in shown, key
    unchecked = sections.get("Not checked against a published text", [])
    assert len(unchecked) == len([1 for _, rule in rules(protocol) if not rule.verified])


def test_a_pattern_and_a_rhythm_have_words():
    dit = told(catalogue.protocol("dit-16"))
    assert "Kept to: interpersonal-affective pattern" in dit["Focus"]
    assert [rhythm(days) for days in (1, 7, 14, 28)] == [
        "daily", "weekly", "every two weeks", "every 28 days",
    ]  # fmt: skip
    assert minutes((50, 50)) == "50 minutes"
    assert readable(GROUP, "phases[0].timing") == "phases.initial.timing"


# ---------------------------------------------------------------- differences

CHANGED = """
    case                  | old                                  | new                                   | key                         | words
    a number              | total = 8\\nleast = 6                 | total = 8\\nleast = 7                  | sessions.least              | Sessions: least: 6 became 7.
    a span                | size = [6, 10]                       | size = [6, 9]                         | group.size                  | Group: size: 6 to 10 became 6 to 9.
    a text                | short_name = "Small group"           | short_name = "Group"                  | short_name                  | Short name: “Small group” became “Group”.
    yes and no            | needs_reason = true                  | needs_reason = false                  | extension.needs_reason      | Extension: needs reason: yes became no.
    a name added          | cautions = ["no_focus"]              | cautions = ["no_focus", "dementia"]   | cautions                    | Cautions: added “Dementia beyond a mild stage”.
    a name removed        | problem_areas = ["grief", "role_dispute"] | problem_areas = ["grief"]        | problem_areas               | Problem areas: no longer “Role dispute”.
    a new order           | problem_areas = ["grief", "role_dispute"] | problem_areas = ["role_dispute", "grief"] | problem_areas      | became “Role dispute”, “Grief”.
    a task later          | opens = 4, by = 5                    | opens = 4, by = 6                     | phases.middle.tasks.timeline_drawn.by | late after session: 5 became 6.
    a phase judged        | exit = "clinical"                    | exit = "count"                        | phases.initial.exit         | how it is left: “clinical” became “count”.
    a meeting gone        | id = "crisis"                        | id = "emergency"                      | meetings.crisis             | Meetings: Call in a crisis: no longer “Call in a crisis”.
    a meeting offered     | every_days = 7\\nrequired = true      | every_days = 7                        | meetings.call.required      | Weekly call: required: yes became no.
    a measure's days      | days = 30\\nwhy                       | days = 60\\nwhy                        | measures.gad7.days          | Measures: GAD-7: days: 30 became 60.
    in its place          | instead = "phq2"\\n                   |                                       | measures.phq9.instead       | PHQ-9: counts in its place: no longer “phq2”.
    a watch               | at_least = 10                        | at_least = 12                         | watch.rising.at_least       | Low mood: at least: 10 became 12.
    a rhythm              | every_days = 28                      | every_days = 30                       | cadence.7.every_days        | 28 became 30.
    a term of its own     | title = "Steady the day"             | title = "Steady days"                 | terms.strategies.steady_first.title | “Steady the day” became “Steady days”.
    an agenda's item      | items = ["opening_question", "look_around"] | items = ["look_around"]        | agendas.middle.every.items  | Middle phase, every other session: items: no longer
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(CHANGED), ids=lambda row: row[0])
def test_each_change_is_named_by_its_place_and_said_in_a_sentence(row):
    _, old, new, key, words = (cell.replace("\\n", "\n") for cell in row)
    found = differences(GROUP, rich((old, new)))
    [one] = [one for one in found if one.key == key]
    assert words in one.words
    assert one.words.endswith(".")
    kind = "added" if ": added " in one.words else "changed" if "became" in one.words else "removed"
    assert one.kind == kind


def test_a_change_carries_what_was_and_what_is():
    [one] = differences(GROUP, rich(("size = [6, 10]", "size = [4, 8]")))
    assert (one.before, one.after, one.title) == ((6, 10), (4, 8), "Group: size")
    [one] = differences(GROUP, rich(("leaders = 2", "leaders = 1")))
    assert (one.kind, one.before, one.after) == ("changed", 2, 1)


def test_a_part_that_was_not_there_is_added_whole():
    before, after = (catalogue.protocol("ipt-standard-16", version) for version in (1, 2))
    found = {one.key: one for one in differences(before, after)}
    assert (found["delivery"].kind, found["delivery"].before) == ("added", None)
    assert found["delivery"].after == after.delivery
    assert not any(key.startswith("phases") for key in found), "the course itself is the same"


def test_the_numbers_of_the_versions_are_no_change():
    newer = rich(("version = 1\n", 'version = 2\nreplaces = 1\nbecause = "A reason."\n'))
    assert differences(GROUP, newer) == ()


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.id)
def test_nothing_differs_from_itself(protocol):
    assert differences(protocol, protocol) == ()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PROTOCOLS), st.sampled_from(PROTOCOLS))
def test_any_two_can_be_compared_and_back_is_the_same_the_other_way(one, other):
    there, back = differences(one, other), differences(other, one)
    assert all(change.words.endswith(".") and change.title for change in there)
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((change.key, change.kind) for change in there) == sorted(
        (change.key, turned[change.kind]) for change in back
    )
    assert bool(there) == (one != other)
