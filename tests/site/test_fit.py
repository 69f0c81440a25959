"""`kith fit`: a case in, the forms of IPT that may fit out."""

import json

import pytest

from kith.cli import main


def run(tmp_path, case, *more):
    path = tmp_path / "case.json"
    path.write_text(case if isinstance(case, str) else json.dumps(case))
    return main(["fit", str(path), *more])


def test_it_prints_what_may_fit_with_reasons_and_sources(tmp_path, capsys):
    assert run(tmp_path, {"codes": ["6A70.1"], "age": 34}) == 0
    said = capsys.readouterr().out
    assert said.startswith("First in the list: Standard interpersonal psychotherapy")
    assert "Evidence: established." in said
    assert "Cuijpers and colleagues 2016" in said


def test_it_says_what_comes_first(tmp_path, capsys):
    assert run(tmp_path, {"codes": ["6A70.1"], "age": 34, "yes": ["imminent_risk"]}) == 0
    said = capsys.readouterr().out
    assert said.startswith("Something else comes first: imminent risk of suicide.")
    assert "May fit" not in said


def test_it_names_a_code_it_does_not_know(tmp_path, capsys):
    assert run(tmp_path, {"codes": ["6A70.1", "zz9"], "age": 34}) == 0
    assert capsys.readouterr().out.startswith("ZZ9 stands for none of the disorders Kith knows")
    assert run(tmp_path, {"codes": ["zz9"]}, "--json") == 0
    assert json.loads(capsys.readouterr().out)["unknown"] == ["ZZ9"]


def test_a_program_reads_the_same(tmp_path, capsys):
    assert run(tmp_path, {"codes": ["6A70.1"], "scores": {"asrm": 9}}, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["to_ask"][0]["id"] == "mania"
    standard = next(one for one in found["protocols"] if one["id"] == "ipt-standard-16")
    assert (standard["verdict"], standard["status"]) == ("ask", "established")
    assert {"rule", "side", "about", "words", "source", "verified"} == set(standard["reasons"][0])


def test_it_reads_standard_input(monkeypatch, tmp_path, capsys):
    with (tmp_path / "case.json").open("w+") as case:
        case.write('{"disorders": ["insomnia"], "age": 50}')
        case.seek(0)
        monkeypatch.setattr("sys.stdin", case)
        assert main(["fit", "-"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ("{", "Expecting property name"),
        ("[]", "A case is one object"),
        ({"age": "old"}, "age: must be whole years from 0 to 120"),
        ({"disorders": ["sadness"]}, "disorders: sadness is not known"),
    ],
)
def test_a_case_that_cannot_be_read_says_why(tmp_path, capsys, case, problem):
    assert run(tmp_path, case) == 1
    assert problem in capsys.readouterr().err


def test_without_a_case_it_says_how(capsys):
    assert main(["fit"]) == 2
    assert "name a JSON file" in capsys.readouterr().err


def test_it_lists_the_words_a_case_may_use(capsys):
    assert main(["fit", "--terms"]) == 0
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if not line.startswith(" ")] == [
        "disorders", "circumstances", "cautions",
    ]  # fmt: skip
    assert "pregnant" in said
