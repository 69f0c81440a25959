"""The budgets that keep every part of Kith small enough to read at once (docs, architecture).

A part that outgrows its budget is divided along what it does, not squeezed into longer lines.
"""

import ast
import re
import statistics

import pytest

from tests.servers import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))
MODULES = [path for path in SOURCES if "migrations" not in path.parts]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
WEB = ROOT / "src" / "kith" / "web"
TEMPLATES = sorted(WEB.glob("templates*/**/*.html"))
ELEMENTS = sorted((WEB / "static").rglob("elements/*.js"))

FUNCTION, FUNCTION_P90, TEST_FUNCTION = 50, 30, 60
TEST_MODULE = 500  # a test is a specification: its tables may be longer than what they specify
MODULE, TEMPLATE, ELEMENT, STYLESHEET = 400, 120, 80, 1000
NAMELESS = {"utils", "util", "common", "helpers", "helper", "base", "misc", "manager", "data"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node, node.end_lineno - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def over(paths, budget):
    return {name(path): lines(path) for path in paths if lines(path) > budget}


def test_modules_templates_elements_and_the_style_sheet_are_within_their_budgets():
    assert over(MODULES, MODULE) == {}
    assert over(TESTS, TEST_MODULE) == {}
    assert over(TEMPLATES, TEMPLATE) == {}
    assert over(ELEMENTS, ELEMENT) == {}
    assert over((WEB / "static").rglob("*.css"), STYLESHEET) == {}


def test_no_function_is_longer_than_a_screen():
    too_long = {
        f"{name(path)}: {node.name}": length
        for path in MODULES + TESTS
        for node, length in functions(path)
        if length > (FUNCTION if path in MODULES else TEST_FUNCTION)
    }
    assert too_long == {}


def test_nine_functions_in_ten_are_short():
    lengths = [length for path in MODULES for _, length in functions(path)]
    assert statistics.quantiles(lengths, n=10)[-1] <= FUNCTION_P90


def test_every_module_says_what_belongs_in_it():
    silent = [
        name(path)
        for path in MODULES + TESTS
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing():
    parts = {part.stem: name(part) for part in MODULES} | {
        folder.name: name(folder) for folder in {path.parent for path in MODULES}
    }
    assert {place for part, place in parts.items() if part in NAMELESS} == set()


def is_change(node):
    """A service that changes the record: it runs as one, or it knows who acts."""
    if node.name.startswith("_"):
        return False
    names = {each.id for each in node.decorator_list if isinstance(each, ast.Name)}
    return "change" in names or "by" in {each.arg for each in node.args.kwonlyargs}


def test_services_take_keywords_only():
    loose = [
        f"{name(path)}: {node.name}"
        for path in (ROOT / "src/kith/record/services").glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and is_change(node)
        and (node.args.args or node.args.posonlyargs)
    ]
    assert loose == []


PROCESS_WORDS = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|milestone \d|issue #?\d+|ticket|sprint|session of work|PR #?\d+)\b"
)


def test_sources_speak_of_kith_and_not_of_how_it_was_made():
    texts = [*SOURCES, *TESTS, *TEMPLATES, *ELEMENTS, *ROOT.glob("docs/**/*.md")]
    found = [
        f"{name(path)}: {match.group()}"
        for path in texts
        if path.name != "test_shape.py"
        and (match := PROCESS_WORDS.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_nobody_is_called_a_patient():
    """The word is client, but for the names of questionnaires and the publications about them."""
    allowed = re.compile(r"Patient Health Questionnaire|Inpatient|outpatient")
    texts = [*TEMPLATES, *(path for path in MODULES if "web" in path.parts)]
    found = {
        name(path)
        for path in texts
        if re.search(r"\b[Pp]atients?\b", allowed.sub("", path.read_text(encoding="utf-8")))
    }
    assert found == set()
