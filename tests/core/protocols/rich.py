"""A small protocol that says everything a protocol may say, for the tests of the engine.

Eight group sessions, the first two twice weekly and the last two monthly; a first phase that is
left by clinical judgement, with strategies of its own; meetings of every kind; conditions before
the first session, before the contract and before nothing; a measure every thirty days, and one with
another in its place.
"""

import tomllib

from kith.core.protocols.model import Protocol

SAID = 'why = "For a test."\nsource = ["clinic"]\nverified = false\n'

RICH = """
id = "rich"
version = 1
name = "A small group, 8 sessions"
short_name = "Small group"
summary = "Everything a protocol may say, for a test."
format = "group"
problem_areas = ["grief", "role_dispute"]
exclusions = ["psychosis"]
cautions = ["no_focus"]

[[indications]]
condition = "Distress after a change in life"
status = "promising"
disorders = ["distress"]
SAID
[[indications]]
condition = "Anorexia"
status = "not_recommended"
disorders = ["anorexia"]
SAID
[eligibility]
ages = [13, 17]
needs = ["here_for_group"]
helps = ["has_a_friend"]
SAID
[delivery]
by = ["Nurses", "Health educators"]
supervision = "Weekly, in a group"
SAID
[group]
size = [6, 10]
leaders = 2
SAID
[sessions]
total = 8
least = 6
most = 10
minutes = [90, 90]
every_days = 7
SAID
[[cadence]]
first = 1
last = 2
every_days = 3
minutes = [45, 60]
SAID
[[cadence]]
first = 7
last = 10
every_days = 28
SAID
[focus]
least = 1
most = 2
SAID
[[phases]]
id = "initial"
first = 1
last = 3
exit = "clinical"
strategies = ["steady_first", "steady_next"]
tasks = [
  { milestone = "illness_named", opens = 1, by = 1, meeting = "pre" },
  { milestone = "inventory_mapped", opens = 2, by = 3 },
]
timing = { why = "For a test.", source = ["clinic"], verified = false }
SAID
[phases.leave]
milestones = ["illness_named", "inventory_mapped"]
SAID
[[phases]]
id = "middle"
first = 4
last = 6
tasks = [{ milestone = "timeline_drawn", opens = 4, by = 5 }]
timing = { why = "For a test.", source = ["clinic"], verified = false }
SAID
[phases.leave]
strategies_worked = 2
SAID
[[phases]]
id = "ending"
first = 7
last = 8
counts_from = "end"
tasks = [{ milestone = "goodbye_said", opens = 8, by = 8 }]
timing = { why = "For a test.", source = ["clinic"], verified = false }
SAID
[[agendas]]
phase = "initial"
items = ["opening_question", "illness_named", "look_around"]
SAID
[[agendas]]
phase = "middle"
items = ["opening_question", "look_around"]
SAID
[[agendas]]
phase = "ending"
items = ["opening_question", "goodbye_said"]
SAID
[[meetings]]
id = "pre"
title = "First meeting"
kind = "individual"
when = "before"
count = 2
required = true
minutes = [60, 90]
items = ["illness_named", "opening_question"]
SAID
[[meetings]]
id = "family"
title = "Evening for the family"
kind = "family"
when = "before"
SAID
[[meetings]]
id = "mid"
title = "Meeting half-way"
kind = "individual"
when = "during"
first = 4
last = 5
required = true
SAID
[[meetings]]
id = "parents"
title = "Meeting with a parent"
kind = "family"
when = "during"
first = 1
last = 8
count = 2
SAID
[[meetings]]
id = "call"
title = "Weekly call"
kind = "phone"
when = "regular"
every_days = 7
required = true
SAID
[[meetings]]
id = "crisis"
title = "Call in a crisis"
kind = "phone"
when = "needed"
SAID
[[meetings]]
id = "booster"
title = "Booster"
kind = "group"
when = "after"
after_days = 30
count = 2
required = true
items = ["opening_question"]
SAID
[[meetings]]
id = "follow_up"
title = "Follow-up"
kind = "individual"
when = "after"
SAID
[[conditions]]
id = "rules_agreed"
before = "session"
SAID
[[conditions]]
id = "guardian_said_yes"
before = "contract"
SAID
[[conditions]]
id = "school_told"
SAID
[[measures]]
instrument = "phq9"
title = "PHQ-9"
when = "every_session"
instead = "phq2"
SAID
[[measures]]
instrument = "gad7"
title = "GAD-7"
when = "every_days"
days = 30
SAID
[[measures]]
instrument = "wsas"
title = "WSAS"
when = "start_middle_end"
required = false
SAID
[[watch]]
id = "rising"
title = "Low mood"
instrument = "phq9"
scale = "total"
at_least = 10
times = 2
level = "review"
action = "Get in touch."
SAID
[[watch]]
id = "short_nights"
title = "Short nights"
diary = "short_sleep"
hours = 5
nights = 2
level = "urgent"
action = "Ring the prescriber in the same week."
SAID
[missed]
title = "Get in touch"
counts = false
contact_after_missed = 2
contact_after_days = 40
SAID
[extension]
title = "More sessions"
needs_reason = true
SAID
[review]
session = 4
milestone = "mid_review"
instrument = "phq9"
scale = "total"
SAID
[ending]
countdown_from = 2
required = ["goodbye_said"]
measures = ["phq9"]
dispositions = ["ended", "referred_on", "dropped_out"]
SAID
[terms.sources.clinic]
cite = "Riverside Clinic, local use"
kind = "practice"

[terms.steps.look_around]
title = "Look around"
then = "strategies"
SAID
[terms.strategies.steady_first]
title = "Steady the day"
SAID
[terms.strategies.steady_next]
title = "Keep it steady"
SAID
[terms.circumstances.here_for_group]
title = "There is a group"
SAID
[terms.circumstances.has_a_friend]
title = "Has a friend who comes too"
ask = "Is there a friend who would come too?"
SAID
[terms.conditions.rules_agreed]
title = "Rules of the group agreed"
record = "words"
SAID
[terms.conditions.guardian_said_yes]
title = "Guardian said yes"
record = "guardian"
SAID
[terms.conditions.school_told]
title = "School told"
record = "school"
SAID
""".replace("SAID\n", SAID + "\n")


def rich(*changes):
    """The protocol, with some words of its file replaced by others."""
    text = RICH
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return Protocol.model_validate(tomllib.loads(text))
