"""A course that watches both poles: the standard protocol, with a watch on the PHQ-9 and the diary.

Small numbers and one instrument that is shipped, so that a test says in a line what meets a rule.
"""

from pathlib import Path

import pytest

from kith.core import catalogue
from kith.core.catalogue import SHIPPED, Catalogue
from kith.record.models import Episode

WATCHED = "ipt-watched"
RULES = """
[[conditions]]
id = "rhythm_diary_started"
before = ""
why = "The diary shows what the work changes."
source = ["practice"]
verified = false

[[watch]]
id = "low_mood"
title = "PHQ-9 of 20 or more, twice in a row"
instrument = "phq9"
scale = "total"
at_least = 20
times = 2
level = "review"
action = "Ask about the other pole too"
why = "One score is a bad week; two are a reason to look."
source = ["practice"]
verified = false

[[watch]]
id = "very_short_sleep"
title = "Under five hours of sleep, two nights in a row"
diary = "short_sleep"
hours = 5
nights = 2
level = "urgent"
action = "Call the client today"
why = "Short sleep can be the first sign of mania."
source = ["practice"]
verified = false

[[watch]]
id = "short_sleep"
title = "Under six hours of sleep, two nights in a row"
diary = "short_sleep"
hours = 6
nights = 2
level = "review"
action = "Ask what happened"
why = "A milder warning before the urgent one."
source = ["practice"]
verified = false

[[watch]]
id = "rhythm_lost"
title = "Rhythm less regular by two points"
diary = "irregular"
fall = 2
level = "review"
action = "Find what broke the rhythm"
why = "A break in rhythm can go before an episode."
source = ["practice"]
verified = false

[[watch]]
id = "diary_left"
title = "Nothing written for five days"
diary = "late_entry"
hours = 120
level = "review"
action = "Ask whether the diary still fits"
why = "A diary that is left can mean a mood that moves."
source = ["practice"]
verified = false
"""


@pytest.fixture
def watched(tmp_path, monkeypatch, cast):
    """Cleo's course, on a protocol that watches: as `cast`, with her episode read anew."""
    protocol_file(tmp_path)
    mine = Catalogue([tmp_path])
    for shelf in ("_instruments", "_pairings", "_protocols"):  # put back after the test
        monkeypatch.setattr(catalogue._default, shelf, None)
    monkeypatch.setattr(catalogue._default, "_folders", mine._folders)
    own = Episode.objects.filter(pk=cast.cleo_care.pk)
    own.update(protocol=WATCHED, protocol_version=1)
    return own.select_related("client", "therapist", "referral", "organisation").get()


def protocol_file(folder: Path) -> None:
    """Write the protocol below a folder of definitions."""
    text = (SHIPPED["protocols"] / "ipt-standard-16.v1.toml").read_text()
    (folder / "protocols").mkdir()
    whole = text.replace('id = "ipt-standard-16"', f'id = "{WATCHED}"', 1) + RULES
    (folder / "protocols" / f"{WATCHED}.v1.toml").write_text(whole)
