"""Rendering, refusals and error pages, as every page relies on them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import include, path
from jinja2 import DictLoader, UndefinedError

from kith.core.errors import NotYetError, RefusedError
from kith.web import http

PAGES = {
    "frame.html": "<html>{% set place = 'frame' %}{% block main %}frame{% endblock %}</html>",
    "page.html": (
        '{% extends "frame.html" %}{% from "words.html" import loud %}{% set word = "quiet" %}'
        "{% block main %}before {% block part scoped %}{{ loud(word) }} {{ name }}{% endblock %}"
        "{% endblock %}"
    ),
    "words.html": "{% macro loud(word) %}{{ word|upper }}{% endmacro %}",
    "strict.html": "{{ nobody_passed_this }}",
}


@pytest.fixture
def pages(monkeypatch):
    """Kith's own environment over a handful of templates."""
    monkeypatch.setattr(engines["jinja2"], "env", http.environment(loader=DictLoader(PAGES)))


@pytest.fixture
def request_(rf):
    return rf.get("/")


def said(response: HttpResponse) -> str:
    return response.content.decode()


class TestRender:
    def test_it_renders_a_whole_page(self, pages, request_):
        assert said(http.render(request_, "page.html", {"name": "Cleo"})) == (
            "<html>before QUIET Cleo</html>"
        )

    def test_it_renders_one_block_with_the_imports_and_settings_of_its_page(self, pages, request_):
        assert said(http.render(request_, "page.html#part", {"name": "Cleo"})) == "QUIET Cleo"

    def test_it_gives_the_status_it_was_asked_for(self, pages, request_):
        response = http.render(request_, "page.html#part", {"name": ""}, status=422)
        assert response.status_code == 422

    def test_it_names_the_page_that_lacks_a_block(self, pages, request_):
        with pytest.raises(KeyError, match=r"page\.html has no block named nowhere"):
            http.render(request_, "page.html#nowhere", {})

    def test_it_fails_on_a_name_the_view_forgot(self, pages, request_):
        with pytest.raises(UndefinedError, match="nobody_passed_this"):
            http.render(request_, "strict.html")

    def test_it_escapes_what_people_write(self, pages, request_):
        response = http.render(request_, "page.html#part", {"name": "<b>"})
        assert "&lt;b&gt;" in said(response)

    def test_it_refuses_another_engine_under_its_name(self, monkeypatch, request_):
        monkeypatch.setitem(engines._engines, "jinja2", engines["django"])
        with pytest.raises(TypeError, match="jinja2"):
            http.render(request_, "page.html")


def not_yet(request):
    raise NotYetError("The middle phase", ["agree on the contract", "draw the timeline"])


def refuse(request):
    raise RefusedError("A death cannot lie after today.", "died_on")


def crash(request):
    raise RuntimeError("never shown")


def deny(request):
    raise PermissionDenied


urlpatterns = [
    path("not-yet/", not_yet),
    path("refuse/", refuse),
    path("m/crash/", crash),
    path("crash/", crash),
    path("deny/", deny),
    path("", include("kith.site.urls")),
]
handler400 = "kith.web.http.bad_request"
handler403 = "kith.web.http.forbidden"
handler404 = "kith.web.http.not_found"
handler500 = "kith.web.http.server_error"


@pytest.fixture
def site(settings, db):
    """A browser on the site, with pages added that fail in every way."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


class TestRefusals:
    def test_it_says_what_stands_in_the_way(self, site):
        response = site.get("/not-yet/")
        assert response.status_code == 409
        assert "<h1>Not yet</h1>" in said(response)
        assert "<li>agree on the contract</li>" in said(response)
        assert "Nothing was changed." in said(response)

    def test_it_gives_back_what_was_typed(self, site):
        response = site.post("/refuse/", {"story": "She sang & wept.", "empty": "  "})
        assert response.status_code == 409
        assert "A death cannot lie after today." in said(response)
        assert "She sang &amp; wept.</textarea>" in said(response)
        assert "Empty" not in said(response)

    @pytest.mark.parametrize(
        "secret", ["csrfmiddlewaretoken", "password1", "oldpassword", "pass_phrase", "code"]
    )
    def test_it_never_shows_a_secret_again(self, site, secret):
        assert "hunter2" not in said(site.post("/refuse/", {secret: "hunter2"}))

    def test_it_answers_htmx_with_the_refusal_alone(self, site):
        response = site.get("/not-yet/", headers={"HX-Request": "true"})
        assert response.status_code == 409
        assert "<html" not in said(response)
        assert "agree on the contract" in said(response)


class TestErrors:
    @pytest.mark.parametrize(
        ("address", "status", "words"),
        [
            ("/nowhere/", 404, "There is no such page for you"),
            ("/deny/", 403, "This page was open too long"),
            ("/crash/", 500, "Something went wrong on our side"),
            ("/m/nowhere/at/all/", 404, "This link does not open a page"),
            ("/m/crash/", 500, "Something went wrong on our side"),
        ],
    )
    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_it_says_what_is_wrong_and_what_to_do(self, site, address, status, words):
        response = site.get(address)
        assert response.status_code == status
        assert words in said(response)
        assert "never shown" not in said(response)

    def test_it_shows_a_client_help_and_nothing_of_the_clinic(self, cast, site):
        page = said(site.get("/m/nowhere/at/all/"))
        assert 'href="tel:116123"' in page
        assert "Clients" not in page
        assert "Kith" not in page

    def test_it_shows_a_client_help_even_where_none_is_set(self, site):
        assert "Call your local emergency number" in said(site.get("/m/nowhere/at/all/"))

    def test_it_keeps_what_was_typed_over_a_sign_out(self, settings, db):
        site = Client(enforce_csrf_checks=True)
        response = site.post(
            "/accounts/login/", {"login": "alice@example.org", "password": "x y z"}
        )
        assert response.status_code == 403
        assert "alice@example.org</textarea>" in said(response)
        assert "x y z" not in said(response)

    def test_it_explains_a_request_that_makes_no_sense(self, db):
        response = http.bad_request(RequestFactory().get("/"), ValueError())
        assert response.status_code == 400
        assert "does not understand" in said(response)


class TestShell:
    def test_it_counts_open_alerts_only_for_somebody_signed_in(self, rf, cast):
        request = rf.get("/")
        assert http.Shell(request).open_alerts == 0
        request.user = cast.alice
        assert http.Shell(request).open_alerts == 0
        assert http.Shell(request).user == cast.alice

    def test_it_leads_those_who_administer_to_staff_and_trail(self, rf, cast):
        for person, may in ((cast.alice, False), (cast.ada, True), (cast.mira, True)):
            request = rf.get("/")
            request.user = person
            assert http.Shell(request).may_administer is may
        assert http.Shell(rf.get("/")).may_administer is False
