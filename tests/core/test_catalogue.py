"""Finding, reading and caching definitions; a new one is one new file."""

import shutil
from pathlib import Path

import pytest

from kith.core import catalogue
from kith.core.catalogue import SHIPPED, Catalogue
from kith.core.errors import DefinitionError, KithError, UnknownDefinitionError
from kith.core.instruments import examples, scoring

ROOT = Path(__file__).parents[2]

MOOD = """
id = "mood_today"
version = 1
name = "Mood today"
short_name = "Mood"
measures = "mood"
respondent = "client"
recall = "today"
stem = "How are you today?"
licence = { text = "free", class = "FULL", basis = "written for a test", credit = "A clinic", verified = true }
sources = [{ id = "us", cite = "A clinic", verified = true }]
options = [{ value = 0, text = "Low" }, { value = 1, text = "Fair" }, { value = 2, text = "Good" }]
items = [{ id = "morning", text = "Morning", label = "morning" }, { id = "evening", text = "Evening", label = "evening" }]
examples = [{ answers = "2 1", scores = { total = { value = 3 } }, source = "by hand" }]
[scales.total]
name = "Total"
range = [0, 4]
higher_is = "better"
"""  # noqa: E501 - one line for one thing, as a clinic would write it


def folder_with(tmp_path, **files):
    """A folder of definitions; `mood_today_v1=text` becomes instruments/mood_today.v1.toml."""
    (tmp_path / "instruments").mkdir(parents=True)
    for name, text in files.items():
        stem, _, version = name.rpartition("_")
        (tmp_path / "instruments" / f"{stem}.{version}.toml").write_text(text)
    return tmp_path


def test_a_new_instrument_is_one_new_file(tmp_path):
    mine = Catalogue([folder_with(tmp_path, mood_today_v1=MOOD)])
    mood = mine.instrument("mood_today")
    assert mood in mine.instruments()
    assert {"phq9", "mood_today"} <= {one.id for one in mine.instruments()}
    assert examples.failing_examples(mood) == []
    assert scoring.evaluate(mood, {"morning": 2, "evening": 2}).scores["total"].value == 4
    assert mine.problems("instruments") == []


def test_the_example_of_the_how_to_page_works(tmp_path):
    page = (ROOT / "docs" / "how-to" / "add-an-instrument.md").read_text()
    text = page.split("```toml\n")[1].split("```")[0]
    mine = Catalogue([folder_with(tmp_path, mood_today_v1=text)])
    assert examples.failing_examples(mine.instrument("mood_today")) == []


def test_a_wrong_worked_example_is_found(tmp_path):
    text = MOOD.replace("value = 3 }", "value = 4 }")
    mood = Catalogue([folder_with(tmp_path, mood_today_v1=text)]).instrument("mood_today")
    assert examples.failing_examples(mood) == [
        "mood_today.v1.toml, example 1: total gives Score(value=3, band=None, missing=0)"
    ]


def test_the_newest_version_is_given_unless_one_is_named(tmp_path):
    newer = MOOD.replace("version = 1", "version = 10").replace("Mood today", "Mood now")
    mine = Catalogue([folder_with(tmp_path, mood_today_v1=MOOD, mood_today_v10=newer)])
    assert mine.instrument("mood_today").version == 10
    assert mine.instrument("mood_today", 1).name == "Mood today"
    assert [one.version for one in mine.instruments() if one.id == "mood_today"] == [10]


def test_a_broken_file_hides_no_other_and_is_told(tmp_path):
    broken = MOOD.replace("higher_is", "higher")
    mine = Catalogue([folder_with(tmp_path, mood_today_v1=MOOD, mood_today_v2=broken)])
    (problem,) = mine.problems("instruments")
    assert (problem.file, problem.key) == ("mood_today.v2.toml", "scales.total.higher")
    assert mine.instrument("phq9").version == 1
    assert mine.instrument("mood_today", 1).version == 1
    with pytest.raises(DefinitionError, match=r"mood_today\.v2\.toml, key scales\.total\.higher:"):
        mine.instrument("mood_today")
    assert "mood_today" not in [one.id for one in mine.instruments()]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("mood.toml", MOOD.encode(), "file name must be"),
        ("Mood.v1.toml", MOOD.encode(), "file name must be"),
        ("mood_today.v0.toml", MOOD.encode(), "file name must be"),
        ("mood_today.v1.toml", b"\xff\xfe", "is not UTF-8 text"),
        ("mood_today.v1.toml", b"id = ", "is not valid TOML"),
        ("mood_today.v1.toml", b"", "is missing"),
        ("phq9.v1.toml", MOOD.encode(), "defined twice"),
    ],
)
def test_a_file_that_cannot_be_taken(tmp_path, name, content, problem):
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / name).write_bytes(content)
    (found,) = Catalogue([tmp_path]).problems("instruments")
    assert found.file == name
    assert problem in found.problem


def test_a_folder_cannot_replace_a_released_definition(tmp_path):
    (tmp_path / "instruments").mkdir()
    shutil.copy(SHIPPED["instruments"] / "phq9.v1.toml", tmp_path / "instruments")
    with pytest.raises(DefinitionError, match="defined twice"):
        Catalogue([tmp_path]).instrument("phq9")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: catalogue.instrument("phq7"), "There is no instrument called phq7. Known: asq"),
        (lambda: catalogue.instrument("phq9", 99), "no instrument called phq9 version 99"),
        (lambda: catalogue.protocol("ipt-lunar"), "There is no protocol called ipt-lunar"),
        (lambda: catalogue.pairing("moon"), "There is no pairing called moon"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(ask, said):
    with pytest.raises(UnknownDefinitionError) as caught:
        ask()
    assert said in str(caught.value)
    assert isinstance(caught.value, KithError)


def test_a_folder_can_be_added_later(tmp_path):
    mine = Catalogue()
    assert "mood_today" not in {one.id for one in mine.instruments()}
    mine.add_folder(folder_with(tmp_path, mood_today_v1=MOOD))
    mine.add_folder(tmp_path)
    assert mine.instrument("mood_today").short_name == "Mood"


def test_definitions_are_read_once():
    assert catalogue.instrument("phq9") is catalogue.instrument("phq9")
    assert catalogue.pairing("nhs_talking_therapies") is catalogue.pairings()[0]


def test_everything_shipped_is_readable():
    assert catalogue.problems() == []
    assert catalogue.protocols()


def test_a_protocol_may_only_ask_for_instruments_that_are_there(tmp_path):
    (tmp_path / "protocols").mkdir()
    text = (SHIPPED["protocols"] / "ipt-standard-16.v1.toml").read_text()
    text = text.replace('"ipt-standard-16"', '"ipt-mine"').replace('"gad7"', '"gad8"')
    (tmp_path / "protocols" / "ipt-mine.v1.toml").write_text(text)
    with pytest.raises(DefinitionError, match="there is no instrument gad8") as caught:
        Catalogue([tmp_path]).protocol("ipt-mine")
    assert caught.value.key.startswith("measures[")


def test_a_protocol_alone_in_a_folder_still_knows_the_shipped_instruments(tmp_path):
    (tmp_path / "protocols").mkdir()
    shutil.copy(SHIPPED["protocols"] / "ipt-standard-16.v1.toml", tmp_path / "protocols")
    assert Catalogue([tmp_path], shipped=False).problems("protocols") == []


def test_a_pairing_with_an_unknown_source_is_refused(tmp_path):
    (tmp_path / "pairings").mkdir()
    text = (SHIPPED["pairings"] / "nhs_talking_therapies.v1.toml").read_text()
    text = text.replace('"nhs_talking_therapies"', '"mine"')
    text = text.replace('source = "nhs_uk"', 'source = "nobody"', 1)
    (tmp_path / "pairings" / "mine.v1.toml").write_text(text)
    with pytest.raises(DefinitionError, match=r"key recovery\.source: nobody"):
        Catalogue([tmp_path]).pairing("mine")
