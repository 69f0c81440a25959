"""Settings come from KITH_ variables only; one that cannot be used says so, and what is allowed."""

from pathlib import Path

import pytest

from kith.site.env import Environment, SettingError, key_in, postgresql
from tests.servers import kith


def read(how, raw, **options):
    """One setting read by one reader from an environment that holds only it."""
    reader = getattr(Environment({"KITH_X": raw}), how)
    return reader("KITH_X", meaning="For this test.", **options)


@pytest.mark.parametrize(
    ("how", "raw", "options", "value"),
    [
        ("text", "words", {}, "words"),
        ("text", "  words ", {}, "words"),
        ("text", "", {"default": "other"}, "other"),
        ("flag", "1", {}, True),
        ("flag", "Yes", {}, True),
        ("flag", "off", {"default": True}, False),
        ("flag", "", {"default": True}, True),
        ("number", "5", {"default": 60, "least": 5, "most": 720}, 5),
        ("number", "720", {"default": 60, "least": 5, "most": 720}, 720),
        ("number", "", {"default": 60, "least": 5, "most": 720}, 60),
        ("number", "0", {"default": 3, "least": 0, "most": 5}, 0),
        ("choice", "b", {"default": "a", "allowed": ["a", "b"]}, "b"),
        ("choice", "", {"default": "a", "allowed": ["a", "b"]}, "a"),
        ("words", "one, two,,three ", {"default": []}, ["one", "two", "three"]),
        ("words", "", {"default": ["one"]}, ["one"]),
        ("path", "/srv/kith", {"default": Path("/else")}, Path("/srv/kith")),
        ("path", "", {"default": Path("/else")}, Path("/else")),
        ("secret", "hush", {}, "hush"),
        ("secret", "", {}, ""),
    ],
)
def test_a_reader_gives_the_value_or_the_default(how, raw, options, value):
    assert read(how, raw, **options) == value


@pytest.mark.parametrize(
    ("how", "raw", "options", "problem"),
    [
        ("flag", "perhaps", {}, "'perhaps' is neither yes (1, yes, true, on) nor no"),
        ("number", "ten", {"default": 1, "least": 0, "most": 9}, "whole number from 0 to 9"),
        ("number", "10", {"default": 1, "least": 0, "most": 9}, "whole number from 0 to 9"),
        ("number", "-1", {"default": 1, "least": 0, "most": 9}, "whole number from 0 to 9"),
        ("number", "٣", {"default": 1, "least": 0, "most": 9}, "whole number from 0 to 9"),
        ("number", "1.5", {"default": 1, "least": 0, "most": 9}, "whole number from 0 to 9"),
        ("choice", "hased", {"default": "a", "allowed": ["hashed"]}, "did you mean hashed?"),
        ("choice", "zzz", {"default": "a", "allowed": ["hashed"]}, "is not known here"),
    ],
)
def test_a_value_that_cannot_be_read_names_itself_and_what_is_allowed(how, raw, options, problem):
    with pytest.raises(SettingError) as caught:
        read(how, raw, **options)
    assert str(caught.value).startswith("KITH_X: ")
    assert problem in str(caught.value)


def test_a_secret_may_lie_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("hush\n")
    env = Environment({"KITH_X_FILE": str(file)})
    assert env.secret("KITH_X", meaning="For this test.") == "hush"


def test_a_secret_given_twice_is_refused(tmp_path):
    file = tmp_path / "key"
    file.write_text("hush\n")
    env = Environment({"KITH_X": "other", "KITH_X_FILE": str(file)})
    with pytest.raises(SettingError, match="given twice"):
        env.secret("KITH_X", meaning="For this test.")


def test_a_secret_file_that_is_not_there_is_named():
    env = Environment({"KITH_X_FILE": "/nowhere/key"})
    with pytest.raises(SettingError, match="/nowhere/key cannot be read: No such file"):
        env.secret("KITH_X", meaning="For this test.")


def test_a_name_nobody_reads_is_most_likely_a_slip():
    env = Environment({"KITH_SESION_MINUTES": "30", "PATH": "/bin"})
    env.number("KITH_SESSION_MINUTES", 60, least=5, most=720, meaning="For this test.")
    with pytest.raises(SettingError, match="did you mean KITH_SESSION_MINUTES"):
        env.refuse_unknown()


def test_what_is_known_carries_its_meaning_for_the_reference():
    env = Environment({})
    env.number("KITH_X", 60, least=5, most=720, meaning="Minutes of something.")
    assert env.known["KITH_X"].meaning == "Minutes of something."
    assert env.known["KITH_X"].kind == "whole number, 5 to 720"
    assert env.known["KITH_X"].default == "60"


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("postgresql://kith:s%40fe@db:5433/clinic", ("clinic", "kith", "s@fe", "db", "5433")),
        ("postgresql://kith@%2Fsrv%2FKith-a/one", ("one", "kith", "", "/srv/Kith-a", "")),
        ("postgres://db/one", ("one", "", "", "db", "")),
        ("postgresql:///one", ("one", "", "", "", "")),
        ("postgresql://kith@[::1]:5432/one", ("one", "kith", "", "::1", "5432")),
    ],
)
def test_a_database_address_is_taken_apart(url, entry):
    found = postgresql("KITH_DATABASE_URL", url)
    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == entry


@pytest.mark.parametrize(
    "url", ["mysql://db/one", "one", "postgresql://db", "postgresql://db:port/one"]
)
def test_a_database_address_that_is_none_is_refused_without_repeating_its_pass_phrase(url):
    with pytest.raises(SettingError) as caught:
        postgresql("KITH_DATABASE_URL", url)
    assert url not in str(caught.value)


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path):
    file = tmp_path / "secret.key"
    key = key_in(file)
    assert len(key) > 60
    assert key_in(file) == key
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path):
    done = kith("migrate", KITH_DATA=str(tmp_path), KITH_SESSION_MINUTES="never")
    assert done.returncode == 3
    assert done.stderr == (
        "kith migrate: KITH_SESSION_MINUTES: 'never' is not a whole number from 5 to 720\n"
    )
