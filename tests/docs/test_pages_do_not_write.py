"""No page and no demo touches a table: they read by `access` and change by the services.

The import contracts keep the models away; this keeps the rows that `access` hands out from being
changed behind the services' back, where nothing would be checked and nothing audited.
"""

import ast

import pytest

from tests.servers import ROOT

WATCHED = [
    path
    for folder in ("web", "demo")
    for path in sorted((ROOT / "src" / "kith" / folder).rglob("*.py"))
]
WRITES = {
    "save", "create", "update", "delete", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete", "aget_or_create", "aupdate_or_create",
    "bulk_create", "bulk_update", "abulk_create", "abulk_update", "save_base", "raw",
}  # fmt: skip
ROUND_THE_BACK = {"objects", "_default_manager", "_base_manager", "get_model", "get_models"}
MODELS = "kith.record.models"
# `update` of these is a dictionary's: Jinja2's environment, a form's fields and first values.
DICTIONARIES = {"env.globals", "env.filters", "self.fields", "self.initial"}


def is_for_types_only(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) in {
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
    }


def running(tree):
    """Walk the code that runs: what stands under `if TYPE_CHECKING` does not."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if is_for_types_only(node):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def dictionaries_made_here(tree):
    """Return the names that are given dictionaries and nothing else."""
    given = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            for target in targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, set()).add(is_dictionary(node.value))
    return {name for name, kinds in given.items() if kinds == {True}}


def is_dictionary(value):
    is_call = isinstance(value, ast.Call) and ast.unparse(value.func) == "dict"
    return is_call or isinstance(value, ast.Dict | ast.DictComp)


def imported(node):
    """Return the modules and names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def faults(source):
    """Return what a module does that only the record may do, as "line: what"."""
    tree = ast.parse(source)
    harmless = DICTIONARIES | dictionaries_made_here(tree)
    found = []
    for node in running(tree):
        if any(f"{name}.".startswith(f"{MODELS}.") for name in imported(node)):
            found.append((node.lineno, "imports the models"))
        if isinstance(node, ast.Attribute) and node.attr in ROUND_THE_BACK:
            found.append((node.lineno, f".{node.attr}"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver, name = ast.unparse(node.func.value), node.func.attr
            if name in WRITES and not (name == "update" and receiver in harmless):
                found.append((node.lineno, f".{name}("))
    return [f"{line}: {what}" for line, what in sorted(found)]


@pytest.mark.parametrize(
    "path", WATCHED, ids=lambda path: path.relative_to(ROOT / "src").as_posix()
)
def test_no_page_writes(path):
    assert faults(path.read_text(encoding="utf-8")) == []


def test_pages_and_the_demo_are_watched():
    assert {path.relative_to(ROOT / "src" / "kith").parts[0] for path in WATCHED} == {"web", "demo"}


# ---------------------------------------------------------------- the rule itself

CAUGHT = {
    "episode.save()": [".save("],
    "access.clients(user).filter(pk=1).update(email='')": [".update("],
    "access.notes(user).delete()": [".delete("],
    "episode.tasks.create(text='x')": [".create("],
    "episode.tasks.bulk_create([])": [".bulk_create("],
    "rows = access.notes(user)\nrows.update(text='')": [".update("],
    "rows = {}\nrows = access.notes(user)\nrows.update(text='')": [".update("],
    "def page(rows):\n    rows.update(text='')": [".update("],
    "type(episode).objects.all()": [".objects"],
    "apps.get_model('record', 'Note')": [".get_model"],
    "from kith.record.models import Note": ["imports the models"],
    "from kith.record.models.course import Note": ["imports the models"],
    "from kith.record import models": ["imports the models"],
    "import kith.record.models": ["imports the models"],
    "if TYPE_CHECKING:\n    pass\nelse:\n    from kith.record.models import Note": [
        "imports the models"
    ],
    "def late():\n    from kith.record.models import Note": ["imports the models"],
}
ALLOWED = [
    "if TYPE_CHECKING:\n    from kith.record.models import Note",
    "values = {'a': 1}\nvalues.update(b=2)",
    "values: dict[str, int] = dict(a=1)\nvalues.update(b=2)",
    "self.fields.update(extra)",
    "env.filters.update(FILTERS)",
    "save(form, call)",
    "course.save_plan(by=user)",
    "from kith.record import access",
    "seen.add(1)",
]


@pytest.mark.parametrize("source", CAUGHT)
def test_what_would_write_is_caught(source):
    assert [fault.partition(": ")[2] for fault in faults(source)] == CAUGHT[source]


@pytest.mark.parametrize("source", ALLOWED)
def test_what_writes_nothing_is_let_through(source):
    assert faults(source) == []
