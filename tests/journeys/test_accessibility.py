"""Every page of the site, as the people meet it who use it: no barrier, in light and in dark.

The pages are those of the URL table: whoever adds a route adds a link that leads to it (or names it
below), or these tests fail. The addresses are found the way people find them, by following links
through the invented clinic.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, get_resolver, resolve

from tests.browser import PATIENCE

HANNAH = "Hannah Whitlock"
IDRIS = "Idris Bello"  # who has a second step of signing in
MEERA = "Dr Meera Joshi"
YVONNE = "Yvonne Clarke"
HALFWAY = "somebody who has not given the code of the second step yet"
NOBODY = "somebody who has not signed in"
PASS_PHRASE = "warm tea at four"
# Narrow and wide, light and dark: which goes with which takes turns from page to page.
LOOKS = [((320, "light"), (1280, "dark")), ((320, "dark"), (1280, "light"))]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TWICE = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
    .filter((id, place, all) => all.indexOf(id) !== place)"""
OTHER_FORMATS = {"healthz", "letter_pdf", "mfa_download_recovery_codes"}

# Pages that no link leads to: where they are, and who meets them.
BESIDE = {
    "account_login": (NOBODY, "/accounts/login/"),
    "account_signup": (NOBODY, "/accounts/signup/"),
    "account_reset_password": (NOBODY, "/accounts/password/reset/"),
    "account_logout": (HANNAH, "/accounts/logout/"),
    "account_reauthenticate": (HANNAH, "/accounts/reauthenticate/"),
    "mfa_authenticate": (HALFWAY, "/accounts/2fa/authenticate/"),
    "mfa_reauthenticate": (IDRIS, "/accounts/2fa/reauthenticate/"),
    "a page that is not there": (HANNAH, "/episodes/0/"),
    "a link that is not there": (NOBODY, "/m/0/"),
}

# Addresses of the sign-in library that show no page of their own here, and why.
NO_PAGE = {
    "account_inactive": "nobody is told whether an account exists",
    "account_email": "an address is changed by the administrator",
    "account_email_verification_sent": "no mail is sent",
    "account_confirm_email": "no mail is sent",
    "account_set_password": "everybody has a pass phrase",
    "account_reset_password_done": "no mail is sent",
    "account_reset_password_from_key": "no mail is sent",
    "account_reset_password_from_key_done": "no mail is sent",
    "account_confirm_login_code": "no mail is sent",
    "mfa_list_webauthn": "only with a passkey",
    "mfa_reauthenticate_webauthn": "only with a passkey",
    "mfa_remove_webauthn": "only with a passkey",
    "mfa_edit_webauthn": "only with a passkey",
    "mfa_login_webauthn": "answers the browser's script",
}


def routes(patterns=None):
    """Every route of the URL table that answers GET with a page."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns)
        elif "GET" in methods(one.callback) and one.name not in OTHER_FORMATS:
            yield one.name


def methods(view):
    """The methods that a view says it takes; it says nothing where it takes them all."""
    while view is not None:
        names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
        if "request_method_list" in names:
            return view.__closure__[names.index("request_method_list")].cell_contents
        view = getattr(view, "__wrapped__", None)
    return ["GET"]


PAGES = [name for name in routes() if name not in NO_PAGE]
STATES = [name for name in BESIDE if name not in PAGES]


class Links(HTMLParser):
    """The addresses that a page leads to, by a link or by a form that only asks."""

    def __init__(self, text):
        super().__init__()
        self.found, self._asks = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.found.append(given.get("href", ""))
        elif tag == "form":
            self._asks = given.get("action", "") if given.get("method", "get") == "get" else ""
        elif tag == "input" and given.get("type") == "radio" and self._asks:
            self.found.append(f"{self._asks}?{given['name']}={given['value']}")
            self._asks = ""


def name_of(address):
    """The route of an address of this site; none for another's."""
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


def walk(get, starts, known=()):
    """Follow the links from `starts`, one page of each kind: {route: the first address of it}.

    What is `known` already is looked at only where it is a start.
    """
    found, waiting = {}, list(starts)
    seen = OTHER_FORMATS | {"account_logout"}
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if name is None or name in seen or (name in known and address not in starts):
            continue
        seen.add(name)
        answer = get(address)
        is_page = answer.headers["content-type"].startswith("text/html") and answer.ok
        if is_page and name_of(answer.url) == name:
            found[name] = urlsplit(address)._replace(fragment="").geturl()
            links = (urljoin(address, one) for one in Links(answer.text()).found)
            waiting += [one for one in links if one.startswith("/")]
    return found


class Visitor:
    """Somebody with a browser of their own; what the browser complains of is kept."""

    def __init__(self, browser, site):
        context = browser.new_context(
            locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        self.site, self.page, self.complaints = site, context.new_page(), []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _hear(self, said):
        if said.type == "error" and "status of 404" not in said.text:
            self.complaints.append(said.text)

    def sign_in(self, name):
        self.page.goto(f"{self.site}/accounts/login/")
        self.page.get_by_role("button", name=f"Sign in as {name}").click()
        self.page.wait_for_url(lambda url: name_of(url) != "account_login")

    def visit(self, address):
        """Go there, with the pass phrase once more where a page about signing in asks for it."""
        self.page.goto(self.site + address)
        if name_of(self.page.url) == "account_reauthenticate" != name_of(address):
            self.page.locator("input[name=password]").fill(PASS_PHRASE)
            self.page.locator("input[name=password]").press("Enter")
            self.page.wait_for_url(f"**{address}")
        return self.page

    def get(self, address):
        return self.page.request.get(self.site + address)


@pytest.fixture(scope="module")
def people(browser, demo_site):
    """Everybody who visits, each in a browser of their own."""
    names = (HANNAH, IDRIS, MEERA, YVONNE, HALFWAY, NOBODY)
    visitors = {name: Visitor(browser, demo_site) for name in names}
    for name in (HANNAH, IDRIS, MEERA, YVONNE):
        visitors[name].sign_in(name)
    yield visitors
    for one in visitors.values():
        one.page.context.close()


@pytest.fixture(scope="module")
def addresses(people):
    """Every page with an address and somebody who meets it."""
    hannah, client = people[HANNAH], people[NOBODY]
    found = dict(BESIDE)

    def explore(who, *starts):
        walked = walk(people[who].get, starts, known=set(found))
        for name, address in walked.items():
            found.setdefault(name, (who, address))

    record = record_of(hannah, "Okoro-Hughes", "open")
    make_safety_plan(hannah, record)
    days = begin_diary(hannah, record)
    sent, begun = (send_link(hannah, record, name) for name in ("GAD-7", "PHQ-9"))
    explore(HANNAH, record)
    finished = record_of(hannah, "Ellison", "ended")
    explore(HANNAH, f"{finished}ending/", f"{finished}letter/")
    explore(HANNAH, "/")
    hannah.visit("/accounts/2fa/totp/activate/")
    explore(HANNAH, "/accounts/2fa/")
    add_second_step(people[IDRIS])
    explore(IDRIS, "/accounts/2fa/")
    people[HALFWAY].sign_in(IDRIS)
    explore(MEERA, record)
    for name in ("Firth", "Trelawney", "Oakes"):  # with medicine, people and meetings around them
        explore(MEERA, *around(record_of(people[MEERA], name, "open")))
    explore(MEERA, *around(record_of(people[MEERA], "Duarte", "open")))
    explore(MEERA, f"{record_of(people[MEERA], 'Fairchild', 'ended')}focus/")
    explore(MEERA, call_off(people[MEERA], record_of(people[MEERA], "Trelawney", "open")))
    explore(YVONNE, "/", "/library/instruments/csi4/")  # whose wording a clinic may load
    result = answer(client, sent, send=True)
    answer(client, begun, send=False)
    explore(NOBODY, begun)
    explore(NOBODY, days)
    explore(NOBODY, result)
    return found


def record_of(visitor, client, state):
    """Find a client in the list; returns the record's address."""
    page = visitor.visit(f"/clients/?state={state}")
    page.get_by_role("link", name=client).first.click()
    page.wait_for_url("**/episodes/**")
    return urlsplit(page.url).path


def around(record):
    """The pages of what stands beside the sessions of a record."""
    rooms = ("conditions", "medication", "contacts", "baby", "body", "meetings")
    return [f"{record}{room}/" for room in rooms]


def call_off(visitor, record):
    """Call the next session off; returns the page on which that can be taken back."""
    page = visitor.visit(f"{record}course/")
    page.get_by_role("link", name="Move or call off").first.click()
    page.get_by_role("radio", name="The clinic called it off").check()
    page.get_by_role("button", name="Record it").click()
    return f"{record}course/"


def add_second_step(visitor):
    """Have one-time codes from a telephone asked for at the next sign-in."""
    page = visitor.visit("/accounts/2fa/totp/activate/")
    counter = next(totp.yield_hotp_counters_from_time())
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(totp.format_hotp_value(totp.hotp_value(secret, counter)))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/2fa/recovery-codes/**")


def make_safety_plan(visitor, record):
    """Write a line for each step of the plan."""
    page = visitor.visit(f"{record}safety/plan/")
    for box in page.locator("textarea[name$=-lines]").all():
        box.fill("Ring Samaritans on 116 123")
    page.get_by_role("button", name="Keep the plan").click()


def begin_diary(visitor, record):
    """Make the client's link to a rhythm diary and agree a time; returns the link's address."""
    page = visitor.visit(f"{record}rhythm/")
    page.get_by_role("button", name="Make the client's link").click()
    address = urlsplit(page.get_by_label("The link", exact=True).input_value()).path
    page = visitor.visit(f"{record}rhythm/")
    page.get_by_label("Time meant").fill("07:30")
    page.get_by_label("Minutes a week").fill("0")
    page.get_by_role("radio", name="Out of bed").check()
    page.get_by_role("button", name="Agree on this time").click()
    return address


def send_link(visitor, record, name):
    """Send a questionnaire from a record; returns the link's address."""
    page = visitor.visit(f"{record}measures/")
    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Make the link").click()
    return urlsplit(page.get_by_label("The link", exact=True).input_value()).path


def answer(client, link, *, send):
    """Answer every question of a link; returns the address of what it led to."""
    [first] = [one for one in Links(client.get(link).text()).found if re.search(r"/1/$", one)]
    shown = client.get(first)
    while name_of(shown.url) == "portal_question":
        shown = client.page.request.post(shown.url, form={"answer": "0"})
    if send:
        shown = client.page.request.post(shown.url)
    return urlsplit(shown.url).path


def test_each_page_can_be_reached(addresses):
    assert sorted(set(PAGES) - set(addresses)) == [], "no page leads there"


def test_what_is_said_to_have_no_page_is_a_route():
    assert set(NO_PAGE) <= set(routes())


@pytest.mark.parametrize(
    ("name", "looks"),
    [(name, LOOKS[number % 2]) for number, name in enumerate([*PAGES, *STATES])],
    ids=[*PAGES, *STATES],
)
def test_it_has_no_barrier_and_never_scrolls_sideways(name, looks, people, addresses):
    who, address = addresses[name]
    visitor = people[who]
    visitor.complaints.clear()
    page = visitor.visit(address)
    assert name_of(page.url) == name_of(address), "the visitor was sent elsewhere"
    found = [f"two things are called {one}" for one in page.evaluate(TWICE)]
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: scrolls sideways")
        found += [f"{width} {scheme}: {barrier}" for barrier in barriers(page)]
    assert not [*found, *visitor.complaints]


def barriers(page):
    """What axe finds, each with the markup it stands in."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    for each in Axe().run(page, options=options).response["violations"]:
        for node in each["nodes"]:
            yield f"{each['id']}: {' '.join(node['html'].split())[:200]}"
