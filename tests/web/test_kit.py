"""The page kit as people meet it: in a browser, at every width, in every scheme, under the CSP."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template import engines

from kith.web import http
from tests.web import kit

WEB = Path(http.__file__).parent
HERE = Path(__file__).parent
CSS = (WEB / "static" / "kith.css").read_text("utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
ADDRESS = "http://kith.test"
SIZES = [(320, 640), (390, 844), (1280, 900)]


def render(rf, name, context, user=None) -> str:
    """A test's own template in Kith's environment."""
    request = rf.get("/")
    request.user, request._messages = user, []
    page = engines["jinja2"].env.from_string((HERE / name).read_text("utf-8"))
    frame = {"request": request, "shell": http.Shell(request), "csrf_input": "", "csrf_token": "x"}
    return page.render({**frame, **context})


def found(pattern, files) -> list[str]:
    """The words that a pattern captures in files."""
    texts = [file.read_text("utf-8") for file in files]
    return [word for text in texts for words in re.findall(pattern, text) for word in words.split()]


@pytest.fixture
def pages(rf, cast):
    """The kit for staff, and a question as a client meets it."""
    portal = {"crisis_lines": kit.LINES, "back": "#", "plan_url": "#", "exit_url": "#"}
    return {
        "kit": render(rf, "kit.html", kit.context(), cast.alice),
        "portal": render(rf, "kit_portal.html", {**portal, "form": kit.KitForm()}),
    }


@pytest.fixture
def show(new_page, pages):
    """Show a page as the site would serve it: its files, its security header, and no network."""
    csp = "; ".join(
        f"{name} {' '.join(values)}"
        for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    )

    def answer(route):
        path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        if path.startswith("/static/django_htmx/"):
            route.fulfill(body="", content_type="text/javascript")
        elif path.startswith("/static/"):
            route.fulfill(path=WEB / path.lstrip("/"))
        else:
            body = pages[path.strip("/")]
            route.fulfill(
                body=body, content_type="text/html", headers={"Content-Security-Policy": csp}
            )

    def visit(name, size=(1280, 900), **options):
        page = new_page({"width": size[0], "height": size[1]}, **options)
        page.route("**/*", answer)
        page.goto(f"{ADDRESS}/{name}/")
        return page

    return visit


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("name", ["kit", "portal"])
def test_it_has_no_barrier_that_axe_can_find(show, name, size, scheme):
    page = show(name, size, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("name", ["kit", "portal"])
def test_it_never_scrolls_sideways(show, name, size):
    page = show(name, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_it_gives_clients_large_targets(show):
    page = show("portal", (390, 844))
    small = page.evaluate(
        """[...document.querySelectorAll('a:not(.skip), button, label.choice')]
        .filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.textContent.trim())"""
    )
    assert small == []


def test_it_shows_where_the_keyboard_is(show):
    page = show("portal", (390, 844))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_it_draws_the_narrow_chart_on_a_phone(show):
    for size, shown in (((390, 844), ".narrow"), ((1280, 900), ".wide")):
        page = show("kit", size)
        boxes = page.locator(".chart-box > div:visible")
        assert boxes.count() == 1
        assert page.locator(f".chart-box > {shown}:visible").count() == 1


def test_it_prints_in_black_and_white_without_the_frame(show):
    page = show("kit")
    page.emulate_media(media="print")
    assert page.locator(".bar:visible, .rooms:visible, .button:visible").count() == 0
    colours = "getComputedStyle(document.querySelector('h1')).color"
    assert page.evaluate(colours) in {"rgb(0, 0, 0)", "black"}


def test_it_loads_little_for_a_client(pages):
    files = re.findall(r'(?:href|src)="/static/([^"#]+)', pages["portal"])
    weight = len(pages["portal"]) + sum((WEB / "static" / f).stat().st_size for f in set(files))
    assert weight < 100_000
    assert "<script" not in pages["portal"]


class TestAutosave:
    def answer(self, page, status, body):
        page.route("**/nowhere/", lambda route: route.fulfill(status=status, json=body))

    @pytest.fixture
    def note(self, show):
        page = show("kit")
        page.note = page.locator("autosave-form textarea[name=body]")
        page.said = page.locator("autosave-form .autosave")
        return page

    def test_it_says_when_the_draft_was_saved(self, note):
        self.answer(note, 200, {"saved_at": "14:03", "version": 2})
        note.note.fill("She sang again, and stayed.")
        note.said.get_by_text("Saved at 14:03").wait_for()
        assert note.evaluate("sessionStorage.length") == 0

    def test_it_keeps_the_text_in_the_browser_until_it_is_saved(self, note):
        note.route("**/nowhere/", lambda route: route.abort())
        note.note.fill("Written while the network was gone.")
        note.said.get_by_text("Not saved yet: kept in this tab").wait_for()
        note.complaints.clear()  # the browser's own word on the network
        note.reload()
        note.said.get_by_text("It is kept in this tab").wait_for()
        note.get_by_role("button", name="Put it back").click()
        assert note.note.input_value() == "Written while the network was gone."
        note.said.get_by_text("Not saved yet: kept in this tab").wait_for()
        note.complaints.clear()

    def test_it_shows_both_texts_when_two_people_wrote(self, note):
        self.answer(note, 409, {"theirs": "Bob's words", "by": "Bob", "version": 8})
        note.note.fill("Alice's words")
        theirs = note.locator("autosave-form .autosave textarea")
        theirs.wait_for()
        assert theirs.input_value() == "Bob's words"
        assert note.note.input_value() == "Alice's words"
        self.answer(note, 200, {"saved_at": "14:05", "version": 9})
        note.get_by_role("button", name="Save mine over it").click()
        note.said.get_by_text("Saved at 14:05").wait_for()
        note.complaints.clear()  # the browser's own word on the 409


def test_it_asks_once_more_before_a_step_that_stays(show):
    page = show("kit")
    page.get_by_role("button", name="Sign the note").click()
    assert page.get_by_role("button", name="Sign for good?").is_visible()
    page.locator("#id_body").focus()
    assert page.get_by_role("button", name="Sign the note").is_visible()


class TestStyleSheet:
    def test_it_declares_its_layers_first(self):
        layers = "@layer reset, tokens, base, layout, components, states, print;"
        assert CSS.splitlines()[0] == layers

    def test_it_stays_within_its_budget(self):
        assert len(CSS.splitlines()) <= 1000

    def test_it_writes_colours_in_its_tokens_only(self):
        tokens = CSS.index("@layer tokens {"), CSS.index("@layer base {")
        rest = CSS[: tokens[0]] + CSS[tokens[1] : CSS.index("@layer print {")]
        assert re.findall(r"#[0-9a-f]{3,8}\b|oklch\(|rgb\(", rest) == []

    def test_it_knows_every_class_the_pages_use(self):
        known = set(re.findall(r"\.([a-z][\w-]*)", CSS))
        assert {*found(r'class="([^"{]*)"', TEMPLATES)} - known == set()

    def test_it_knows_every_class_the_drawings_use(self):
        known = set(re.findall(r"\.([a-z][\w-]*)", CSS))
        assert {*found(r'class_="([^"{]*)"', WEB.glob("charts*.py"))} - known == set()

    def test_it_has_every_icon_the_pages_name(self):
        sprite = (WEB / "static" / "icons.svg").read_text("utf-8")
        known = set(re.findall(r'id="([a-z]+)"', sprite))
        named = found(r'(?:icon\(|mark=)"([a-z]+)"', TEMPLATES)
        assert {*named} - known == set()


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.name)
def test_it_keeps_styles_and_scripts_out_of_the_markup(page):
    text = page.read_text("utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|hx-on|<script(?![^>]*src=)", text) == []
    assert len(text.splitlines()) <= 120
