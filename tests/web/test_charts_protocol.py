"""A protocol as a line: every phase and meeting in the picture, and the same in words."""

import re

import pytest

from kith.core import catalogue
from kith.web.charts_protocol import protocol_line

EVERY = [one.id for one in catalogue.protocols()]


def parts(line, which):
    """The wide or the narrow drawing."""
    return line.svg.partition(f'class="{which}"')[2].partition("</svg>")[0]


@pytest.mark.parametrize("name", EVERY)
def test_it_draws_every_phase_and_says_it_too(name):
    line = protocol_line(catalogue.protocol(name))
    for phase in line.phases:
        assert f"{phase.name}, {phase.sessions}" in line.words
    for which in ("wide", "narrow"):
        assert parts(line, which).count('class="phase') >= len(line.phases)


@pytest.mark.parametrize("name", EVERY)
def test_it_gives_each_meeting_a_letter_and_words(name):
    protocol = catalogue.protocol(name)
    line = protocol_line(protocol)
    assert [one.meeting.id for one in line.meetings] == [one.id for one in protocol.meetings]
    letters = re.findall(r'"event-letter"[^>]*>([A-Z])<', parts(line, "wide"))
    assert sorted(letters) == [one.letter for one in line.meetings]
    assert all(one.meeting.title in one.words for one in line.meetings)


@pytest.mark.parametrize("name", EVERY)
def test_it_stays_within_its_frame(name):
    drawn = parts(protocol_line(catalogue.protocol(name)), "wide")
    places = [float(x) for x in re.findall(r'<(?:text|rect)[^>]* x="(-?[\d.]+)"', drawn)]
    assert min(places) >= 0
    assert max(places) <= 760


@pytest.mark.parametrize(
    ("name", "rhythms"),
    [
        ("ipt-standard-16", [("weekly", 1, 16)]),
        ("ipt-bn-19", [("every 4 days", 1, 4), ("weekly", 5, 16), ("every two weeks", 17, 19)]),
        ("ipt-bed-20", [("weekly", 1, 20)]),  # another length of the first session is no rhythm
    ],
)
def test_it_marks_where_the_rhythm_changes(name, rhythms):
    line = protocol_line(catalogue.protocol(name))
    assert [(one.name, one.first, one.last) for one in line.rhythms] == rhythms


def test_a_phase_left_by_judgement_has_a_dashed_edge_and_words():
    line = protocol_line(catalogue.protocol("ipsrt"))
    assert "left by clinical judgement" in line.words
    assert parts(line, "wide").count("phase open") + parts(line, "wide").count("even open") == 3
    standard = protocol_line(catalogue.protocol("ipt-standard-16"))
    assert "judgement" not in standard.words
