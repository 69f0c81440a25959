"""`kith instruments load, accept ...` and `kith score` of tables, as a person starts them."""

import json
import os
import subprocess
import sys

import pytest

from kith.core import catalogue

ISI = catalogue.instrument("isi")


@pytest.fixture
def kith(tmp_path):
    """The command line of a clinic whose data lie in a folder of their own."""
    environment = {**os.environ, "KITH_DATA": str(tmp_path / "data"), "KITH_DATABASE_URL": ""}

    def run(*words):
        command = [sys.executable, "-m", "kith", *map(str, words)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120, env=environment
        )
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def words(tmp_path):
    """A file of invented wording for the ISI."""
    lines = ['instrument = "isi"', 'permission = "licence 7"']
    lines += [f'[[options]]\nvalue = {n}\ntext = "A{n}"' for n in range(5)]
    lines += [f'[[items]]\nid = "{one.id}"\ntext = "Invented {one.id}?"' for one in ISI.items]
    path = tmp_path / "isi.toml"
    path.write_text("\n".join(lines))
    return path


def listed(kith):
    return {one["id"]: one for one in json.loads(kith("instruments", "list", "--json").stdout)}


def test_every_questionnaire_is_listed_with_its_licence_and_where_its_words_stand(kith):
    found = listed(kith)
    assert {"class", "basis", "wording", "unverified", "version", "name"} <= set(found["phq9"])
    states = {"phq9": "shipped", "isi": "load", "who5": "accept", "bdiii": "total"}
    assert {name: found[name]["wording"] for name in states} == states
    table = kith("instruments", "list").stdout
    assert "without wording: load your own" in table
    assert "a pack: accept its terms first" in table


def test_a_clinics_wording_is_loaded_shown_and_taken_away_again(kith, words, tmp_path):
    done = kith("instruments", "load", words, "--by", "Ada")
    assert done.returncode == 0, done.stderr
    assert "7 questions" in done.stderr
    assert listed(kith)["isi"]["wording"] == "loaded"
    shown = json.loads(kith("instruments", "show", "ISI", "--json").stdout)
    assert shown["items"][0]["text"] == "Invented q1?"
    assert (shown["loaded"]["by"], shown["loaded"]["permission"]) == ("Ada", "licence 7")
    assert shown["scales"]["total"]["range"] == [0, 28]
    assert kith("instruments", "check").returncode == 0
    assert kith("instruments", "unload", "isi").returncode == 0
    assert listed(kith)["isi"]["wording"] == "load"
    assert kith("instruments", "unload", "isi").returncode == 1


def test_wording_that_does_not_fit_is_refused_by_file_key_and_reason(kith, words):
    lines = words.read_text().split("[[items]]")
    words.write_text("[[items]]".join(lines[:-1]))
    done = kith("instruments", "load", words)
    assert done.returncode == 1
    assert "isi.toml, key items: has 6 questions; ISI has 7" in done.stderr
    assert kith("instruments", "load", words, "--as", "PHQ-9").returncode == 1
    assert kith("instruments", "load", "nowhere.json").returncode == 1
    assert listed(kith)["isi"]["wording"] == "load"


def test_a_file_that_does_not_say_what_it_is_needs_a_code(kith, words):
    words.write_text(words.read_text().replace('instrument = "isi"\n', ""))
    done = kith("instruments", "load", words)
    assert done.returncode == 1
    assert "--as CODE" in done.stderr
    assert kith("instruments", "load", words, "--as", "I.S.I.").returncode == 0


def test_a_pack_shows_its_words_once_somebody_accepted_its_terms(kith):
    before = kith("instruments", "show", "who5")
    assert "cheerful and in good spirits" not in before.stdout
    assert "non-commercial" in before.stderr
    assert kith("instruments", "accept", "WHO-5").returncode == 2
    assert kith("instruments", "accept", "WHO-5", "--by", " ").returncode == 1
    done = kith("instruments", "accept", "WHO-5", "--by", "Ada Adams")
    assert done.returncode == 0
    assert "Ada Adams accepts" in done.stderr
    assert "cheerful and in good spirits" in kith("instruments", "show", "who5").stdout
    assert kith("instruments", "withdraw", "who5").returncode == 0
    assert kith("instruments", "withdraw", "who5").returncode == 1
    assert kith("instruments", "accept", "phq9", "--by", "Ada").returncode == 1


def test_a_table_is_scored_and_its_refused_rows_are_named(kith, tmp_path):
    phq9 = [item.id for item in catalogue.instrument("phq9").scored]
    source, target = tmp_path / "answers.csv", tmp_path / "scores.csv"
    source.write_text(",".join(phq9) + "\n" + ",".join("1" * 9) + "\n" + ",".join("7" * 9) + "\n")
    done = kith("score", "PHQ-9", "--input", source, "--output", target)
    assert done.returncode == 1
    assert "2 rows, 1 scored, 1 refused" in done.stderr
    assert "row 2: item 1 (interest): 7 is not allowed" in done.stderr
    assert target.read_text().splitlines()[1] == "9,mild,0,none,urgent self_harm,"
    assert kith("score", "PHQ-9", "--input", source).returncode == 1
    assert (
        kith("score", "PHQ-9", "--input", tmp_path / "no.csv", "--output", target).returncode == 1
    )
