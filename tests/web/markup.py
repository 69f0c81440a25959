"""A page as a browser reads it: its elements, its links, and its forms with what they would send.

Read by the tests that try every page and every form; what a page should say stands in its own test.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

WORDS = {"text", "search", "email", "textarea", "tel", "url", "password"}
UNSENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Field:
    """One control of a form. `options`: what it offers, for a choice."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    needed: bool = False

    @property
    def takes_words(self):
        return self.kind in WORDS

    @property
    def is_choice(self):
        return self.kind in {"radio", "checkbox", "select", "multiple"}


@dataclass
class Form:
    """A form with its controls in the order of the page."""

    action: str
    method: str
    id: str = ""
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def sends(self, fill):
        """Return what a person would send who fills in each empty field by `fill(field)`."""
        data = {}
        for one in self.fields.values():
            if one.is_choice:
                several = [option for option in one.chosen if option]
                offered = [option for option in one.options if option]
                # The last of a scale: what is only asked after a high answer fits to it.
                several = several or (offered[-1:] if one.kind == "radio" else offered[:1])
                data[one.name] = several if one.kind in {"checkbox", "multiple"} else several[:1]
            else:
                data[one.name] = [one.value or fill(one)]
        return data


class Page(HTMLParser):
    """Every element of a page: `tags` is [(name, {attribute: value})] in order."""

    def __init__(self, response, address="/"):
        super().__init__(convert_charrefs=True)
        self.address, self.tags, self.forms, self.shown = address, [], [], []
        self._form = self._area = self._select = None
        self._elsewhere = []
        self.text = response.content.decode()
        self.feed(self.text)
        for one, owner in self._elsewhere:
            self._add(next(form for form in self.forms if form.id == owner), one)

    @property
    def links(self):
        """The addresses of this site that the page leads to, without their marks."""
        found = [attributes.get("href") or "" for name, attributes in self.tags if name == "a"]
        joined = [urljoin(self.address, href).partition("#")[0] for href in found]
        return [href for href in joined if href.startswith("/")]

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag == "form":
            action = urljoin(self.address, given.get("action") or self.address)
            self._form = Form(action, given.get("method", "get").lower(), given.get("id", ""))
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self._control(tag, given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.chosen.append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        self.shown.append(data)
        if self._area is not None:
            self._area.value += data.removeprefix("\n") if not self._area.value else data

    def _control(self, tag, given):
        kind = given.get("type", "text") if tag == "input" else tag
        if tag == "select" and "multiple" in given:
            kind = "multiple"
        one = Field(given["name"], kind, given.get("value", ""), needed="required" in given)
        if tag == "textarea":
            self._area = one
        if tag == "select":
            self._select = one
        if kind in {"radio", "checkbox"}:
            one.options = [given.get("value", "on")]
            one.chosen = list(one.options) if "checked" in given else []
        if owner := given.get("form"):
            self._elsewhere.append((one, owner))
        elif self._form is not None:
            self._add(self._form, one)

    def _add(self, form, one):
        if one.kind in UNSENT:
            form.buttons.append((one.name, one.value))
        elif one.is_choice and one.name in form.fields:
            form.fields[one.name].options += one.options
            form.fields[one.name].chosen += one.chosen
        else:
            form.fields[one.name] = one
