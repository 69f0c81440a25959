"""The written documentation leads somewhere, and names everything that the library holds.

Whether the generated pages are fresh is for `kith docs --check`, which `kith check` runs.
"""

import re

import pytest

from kith.core import catalogue
from tests.servers import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
REFERENCE = ROOT / "docs" / "reference"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_another_page_leads_there(page):
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_names_every_protocol_and_every_questionnaire():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [one.id for one in catalogue.protocols() if f"/{one.id}.md)" not in text] == []
    packs, others = catalogue.packs(), catalogue.instruments()
    assert [one.id for one in (*packs, *others) if one.short_name not in text] == []


def test_each_protocol_has_a_page_of_its_own():
    pages = {path.stem for path in (REFERENCE / "protocols").glob("*.md")}
    assert pages == {one.id for one in catalogue.protocols()}


def test_the_licence_table_holds_every_questionnaire_with_its_class():
    table = (REFERENCE / "instruments.md").read_text(encoding="utf-8").partition("<a id=")[0]
    for one in (*catalogue.packs(), *catalogue.instruments()):
        row = next(line for line in table.splitlines() if f"](#{one.id})" in line)
        assert f"| {one.licence.class_} |" in row
