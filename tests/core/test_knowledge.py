"""Tables of clinical knowledge: a broken one is named, and every rule has its source."""

import pytest

from kith.core import knowledge
from kith.core.errors import DefinitionError
from kith.core.knowledge import Table, read
from kith.core.protocols.terms import Term


class Shelf(Table):
    things: dict[str, Term]


GOOD = """
[things.one]
title = "One"
why = "Because."
source = ["isipt_strategies"]
verified = true
"""

# (what is wrong, the file, the key named)
BROKEN = {
    "no TOML": ("[things", ""),
    "a key misspelt": (GOOD + 'titel = "x"', "things.one.titel"),
    "nothing in it": ("", "things"),
    "an empty title": (GOOD.replace('"One"', '""'), "things.one.title"),
    "an unknown source": (GOOD.replace("isipt_strategies", "hearsay"), "things.one.source"),
    "verified by nobody": (GOOD.replace("isipt_strategies", "practice"), "things.one.verified"),
}


def write(folder, text):
    path = folder / "shelf.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_cites_shared_sources_and_its_own(tmp_path):
    own = '[sources.mine]\ncite = "A book, 2020"\n'
    text = own + GOOD.replace('["isipt_strategies"]', '["mine", "isipt_strategies"]')
    shelf = read(write(tmp_path, text), Shelf)
    cited = shelf.cite(shelf.things["one"])
    assert cited.startswith("A book, 2020; ")
    assert "Interpersonal Psychotherapy" in cited


@pytest.mark.parametrize(("text", "key"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_named_with_its_key(tmp_path, text, key):
    with pytest.raises(DefinitionError) as error:
        read(write(tmp_path, text), Shelf)
    assert error.value.file == "shelf.toml"
    assert error.value.key == key


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(DefinitionError, match=r"nowhere\.toml"):
        read(tmp_path / "nowhere.toml", Shelf)


def test_the_shipped_tables_say_whose_words_they_are():
    for path in sorted(knowledge.DATA.glob("*.toml")):
        assert "Kith's own" in path.read_text(encoding="utf-8"), path.name
