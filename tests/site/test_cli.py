"""The command line: help that teaches, output a program can read, exit codes with a meaning."""

import json
import re
import socket
import subprocess
import sys

import pytest

from kith import cli
from kith.commands import COMMANDS, terminal
from tests.servers import ROOT, kith


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself_with_examples(command, capsys):
    with pytest.raises(SystemExit) as left:
        cli.explain([command.name])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert "examples:" in said
    for example in re.findall(r"^  (?:\S+ \| |KITH_\S+ )*kith (\w+)", said, re.MULTILINE):
        assert example == command.name


def test_the_list_of_commands_starts_with_the_two_that_matter(capsys):
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    assert "kith demo  " in said
    assert "kith test  " in said
    for command in COMMANDS:
        assert command.summary in " ".join(said.split())


def test_loading_the_commands_imports_only_the_standard_library():
    program = (
        "import sys, kith.cli; kith.cli.whole_parser();"
        "print(*{name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = ['src']; {program}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert set(done.stdout.split()) <= {"kith", "__main__"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, "kith 0."),
        (["instruments", "show", "phq9"], 0, "Patient Health Questionnaire"),
        (["instruments", "show", "phq99"], 1, "There is no instrument called phq99"),
        (["protocols", "show", "nonsense"], 1, "There is no protocol called nonsense"),
        (["instruments", "check", "/nowhere"], 1, "/nowhere: there is no data file"),
        (["score"], 2, "the following arguments are required: CODE"),
        (["nonsense"], 2, "invalid choice: 'nonsense'"),
        (["user", "add", "--role", "king"], 2, "invalid choice: 'king'"),
        (["bench", "nonsense"], 1, "there is no benchmark nonsense"),
    ],
)
def test_exit_codes_and_messages(words, code, said):
    done = kith(*words)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told_before_any_work_is_done(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = kith("demo", "--port", str(port), KITH_DATA=str(tmp_path))
    assert done.returncode == 3
    assert f"port {port}" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert not (tmp_path / "kith.sqlite3").exists()


def test_a_database_that_lacks_its_tables_says_what_to_run(tmp_path):
    done = kith("user", "list", KITH_DATA=str(tmp_path), KITH_DATABASE_URL="")
    assert done.returncode == 3
    assert "Run: kith migrate" in done.stderr


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch):
    monkeypatch.setattr(cli, "run", lambda given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["instruments", "list"])


def test_an_interruption_leaves_quietly(monkeypatch):
    def interrupted(given):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    assert cli.main(["test"]) == 130


@pytest.mark.parametrize("kind", ["instruments", "protocols"])
def test_lists_are_readable_by_a_program(kind):
    found = json.loads(kith(kind, "list", "--json").stdout)
    assert found
    assert set(found[0]) >= {"id", "version", "name", "purpose"}


def test_a_definition_shown_as_json_is_what_its_file_says():
    shown = json.loads(kith("instruments", "show", "phq9", "--json").stdout)
    assert shown["id"] == "phq9"
    assert len(shown["items"]) >= 9


def test_a_broken_data_file_is_named_with_its_key(tmp_path):
    file = tmp_path / "mine.v1.toml"
    file.write_text('id = "mine"\nversion = 1\ncolour = "blue"\n')
    done = kith("instruments", "check", str(file))
    assert done.returncode == 1
    assert "mine.v1.toml, key " in done.stdout


@pytest.mark.parametrize("kind", ["instruments", "protocols"])
def test_kiths_own_data_files_are_well(kind):
    done = kith(kind, "check")
    assert (done.returncode, done.stdout) == (0, f"All {kind} are well.\n")


def score(lines):
    return subprocess.run(
        [sys.executable, "-m", "kith", "score", "phq9"],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )


def test_scores_come_line_by_line_and_one_bad_line_stops_nothing():
    good = json.dumps({"answers": [1] * 9})
    done = score(f"{good}\nnonsense\n{good}\n")
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first == third
    assert first["scales"]["total"]["value"] == 9
    assert "error" in second
    assert done.returncode == 1


def test_scores_without_a_bad_line_succeed():
    assert score(json.dumps({"answers": [0] * 9})).returncode == 0


def test_a_table_has_columns_as_wide_as_what_is_in_them():
    assert terminal.table(("A", "Bee"), [("one", 2), ("x", "three")]).splitlines() == [
        "A    Bee",
        "---  -----",
        "one  2",
        "x    three",
    ]


def test_progress_in_a_log_is_a_line_each_tenth(capsys):
    progress = terminal.Progress("Counting")
    for number in range(1, 101):
        progress(number, 100, "things")
    progress.close()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "Counting: 100 of 100 things"
