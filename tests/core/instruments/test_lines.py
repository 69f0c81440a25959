"""JSON lines in, JSON lines out: one for one, whatever comes."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core import catalogue
from kith.core.instruments import scoring
from kith.core.instruments.lines import LONGEST_LINE, read_lines, score_lines


def scored(*lines, name="phq9"):
    return [json.loads(line) for line in score_lines(catalogue.instrument(name), lines)]


def test_a_line_gives_exactly_scales_results_and_alerts():
    assert scored('{"answers": [1, 1, 1, 1, 1, 1, 1, 1, 1]}') == [
        {
            "scales": {"total": {"value": 9, "band": "mild", "missing": 0}},
            "results": {
                "syndrome": {"id": "none", "label": "no depressive syndrome", "missing": 0}
            },
            "alerts": [
                {
                    "item": "self_harm",
                    "level": "urgent",
                    "value": 1,
                    "why": "Thoughts of being better off dead or of self-harm "
                    "on several days or more",
                }
            ],
        }
    ]


def test_a_whole_value_is_written_as_a_whole_number():
    (line,) = score_lines(
        catalogue.instrument("phq9"), ['{"answers": [1,1,1,1,0,0,0,0,null]}']
    )  # fmt: skip
    assert '"value": 5,' in line


def test_no_total_and_the_alert_all_the_same():
    (found,) = scored('{"answers": [null,null,null,0,0,0,0,0,3]}')
    assert found["scales"] == {"total": {"value": None, "band": None, "missing": 3}}
    assert [alert["item"] for alert in found["alerts"]] == ["self_harm"]


ZEROS = ["sleep", "energy", "appetite", "self_worth", "concentration", "movement"]
SAME = [
    '{"answers": [1, 2, 0, 0, 0, 0, 0, 0, 0]}',
    json.dumps({"answers": {"interest": 1, "mood": 2, "self_harm": 0} | dict.fromkeys(ZEROS, 0)}),
    '{"answers": [1, 2, 0, 0, 0, 0, 0, 0, 0], "extra": {"difficulty": 3}}',
    '{"answers": [1, 2, 0, 0, 0, 0, 0, 0, 0], "extra": {}}',
    b'{"answers": [1, 2, 0, 0, 0, 0, 0, 0, 0]}\r\n',
    b'\xef\xbb\xbf{"answers": [1, 2, 0, 0, 0, 0, 0, 0, 0]}',
]


def test_the_forms_of_a_line_come_to_the_same():
    found = scored(*SAME)
    assert found == [found[0]] * len(SAME)
    assert found[0]["scales"]["total"] == {"value": 3, "band": "none-minimal", "missing": 0}


def test_answers_by_name_may_leave_items_out():
    (found,) = scored('{"answers": {"self_harm": 1}}')
    assert found["scales"]["total"]["missing"] == 8
    assert len(found["alerts"]) == 1


# (what is wrong, line, parts of the message)
WRONG = [
    ("empty", "", "empty"),
    ("blank", " \n", "empty"),
    ("not JSON", "1 2 3", "not JSON"),
    ("cut off", '{"answers": [1, 2', "not JSON"),
    ("a list", "[1,1,1,1,1,1,1,1,1]", 'object with "answers"'),
    ("no answers", "{}", 'object with "answers"'),
    ("misspelt", '{"answer": []}', 'object with "answers"'),
    ("another key", '{"answers": [0,0,0,0,0,0,0,0,0], "client": 7}', 'unknown key "client"'),
    ("answers a number", '{"answers": 9}', "must be a list"),
    ("answers null", '{"answers": null}', "must be a list"),
    ("too few", '{"answers": [1]}', "has 9 answers, the line has 1; their order: interest, mood"),
    ("too many", '{"answers": [0,0,0,0,0,0,0,0,0,0]}', "has 9 answers, the line has 10"),
    ("too high", '{"answers": [0,0,4,0,0,0,0,0,0]}',
     "item 3 (sleep): 4 is not allowed; allowed: 0, 1, 2, 3 or null"),
    ("negative", '{"answers": [0,0,-1,0,0,0,0,0,0]}', "item 3 (sleep): -1 is not allowed"),
    ("true", '{"answers": [true,0,0,0,0,0,0,0,0]}', "item 1 (interest): true is not allowed"),
    ("false", '{"answers": [0,false,0,0,0,0,0,0,0]}', "item 2 (mood): false is not allowed"),
    ("float", '{"answers": [1.0,0,0,0,0,0,0,0,0]}', "item 1 (interest): 1.0 is not allowed"),
    ("exponent", '{"answers": [1e0,0,0,0,0,0,0,0,0]}', "item 1 (interest): 1.0 is not allowed"),
    ("NaN", '{"answers": [NaN,0,0,0,0,0,0,0,0]}', "item 1 (interest): NaN is not allowed"),
    ("text", '{"answers": ["1",0,0,0,0,0,0,0,0]}', 'item 1 (interest): "1" is not allowed'),
    ("nested", '{"answers": [[1],0,0,0,0,0,0,0,0]}', "item 1 (interest): a list or an object"),
    ("big", '{"answers": [99999999999999999999,0,0,0,0,0,0,0,0]}', "so large a number"),
    ("very big", '{"answers": [' + "9" * 5000 + ",0,0,0,0,0,0,0,0]}", "too long a number"),
    ("deep", '{"answers": ' + "[" * 100_000 + "]" * 100_000 + "}", "too deep"),
    ("two at once", '{"answers": [7,8,0,0,0,0,0,0,0]}', "item 2 (mood): 8"),
    ("unknown item", '{"answers": {"weight": 1}}', '"weight" is no question of PHQ-9'),
    ("key twice", '{"answers": {"mood": 1, "mood": 3}}', "a key occurs twice"),
    ("answers twice", '{"answers": [], "answers": [0,0,0,0,0,0,0,0,0]}', "a key occurs twice"),
    ("hidden item", '{"answers": [0,0,0,0,0,0,0,0,0], "extra": {"difficulty": 1}}',
     "item 10 (difficulty) is not asked"),
    ("extra a list", '{"answers": [1,0,0,0,0,0,0,0,0], "extra": [1]}', '"extra" must be'),
    ("item twice", '{"answers": [1,0,0,0,0,0,0,0,0], "extra": {"mood": 1}}',
     "mood is answered both"),
    ("not UTF-8", b'{"answers": [0,0,0,0,0,0,0,0,\xff]}', "not UTF-8"),
    ("too long", b'{"answers": [' + b" " * LONGEST_LINE + b"]}", "longer than 1,000,000 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), [case[1:] for case in WRONG],
                         ids=[case[0] for case in WRONG])  # fmt: skip
def test_a_wrong_line_gives_an_error_and_stops_nothing(line, message):
    good = '{"answers": [0,0,0,0,0,0,0,0,0]}'
    before, wrong, after = scored(good, line, good)
    assert before == after == {
        "scales": {"total": {"value": 0, "band": "none-minimal", "missing": 0}},
        "results": {"syndrome": {"id": "none", "label": "no depressive syndrome", "missing": 0}},
        "alerts": [],
    }  # fmt: skip
    assert list(wrong) == ["error"]
    assert message in wrong["error"]
    assert len(wrong["error"]) < 400


def test_an_instrument_without_a_sum_gives_its_results():
    (found,) = scored('{"answers": [0, 1, 0, 0, 0]}', name="asq")
    assert found["scales"] == {}
    assert found["results"] == {
        "screen": {"id": "positive", "label": "non-acute positive", "missing": 0}
    }
    assert [alert["item"] for alert in found["alerts"]] == ["better_off"]


def test_an_instrument_without_rules_gives_no_results():
    assert "results" not in scored('{"answers": [2, 2, 2, 2, 2, 0, 0]}', name="gad7")[0]
    (found,) = scored('{"answers": [2, 2, 2, 2, 2, 0, 0, 0, 0]}')
    assert found["results"]["syndrome"]["label"] == "major depressive syndrome"


def test_long_lines_are_cut_while_reading_and_the_next_line_is_whole():
    stream = io.BytesIO(b"a" * 50 + b"\n" + b"bb\n" + b"c" * 10 + b"\n" + b"d" * 11)
    assert list(read_lines(stream, longest=10)) == [
        b"a" * 12,
        b"bb\n",
        b"c" * 10 + b"\n",
        b"d" * 11,
    ]


def test_no_line_in_gives_no_line_out():
    assert scored() == []
    assert list(read_lines(io.BytesIO(b""))) == []


jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=10) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=20,
)


@given(st.lists(st.binary(max_size=80) | st.text(max_size=80)))
def test_any_bytes_and_any_text_give_one_line_each(lines):
    out = list(score_lines(catalogue.instrument("phq9"), lines))
    assert len(out) == len(lines)
    for line in out:
        assert "\n" not in line
        assert line.isascii()
        json.loads(line)


@given(jsons)
def test_any_json_gives_a_score_or_an_error(content):
    for line in (json.dumps(content), json.dumps({"answers": content})):
        (found,) = scored(line)
        assert set(found) in ({"error"}, {"scales", "results", "alerts"})


@given(st.lists(st.sampled_from([0, 1, 2, 3, None]), min_size=9, max_size=9))
def test_a_line_says_what_scoring_says(values):
    phq9 = catalogue.instrument("phq9")
    answers = dict(zip((item.id for item in phq9.scored), values, strict=True))
    score = scoring.score(phq9, answers)["total"]
    (found,) = scored(json.dumps({"answers": values}))
    assert found["scales"]["total"] == {
        "value": score.value, "band": score.band, "missing": score.missing,
    }  # fmt: skip
    assert bool(found["alerts"]) == ((values[8] or 0) > 0)
