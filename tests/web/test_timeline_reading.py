"""The card *Around this event* of the timeline: chosen, read, greyed, and never called a cause."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from kith.record import clock
from kith.record.services import interpersonal as service
from kith.record.services import measures
from tests.browser import DESKTOP
from tests.cast import NOW, build
from tests.core.series.test_words import CAUSAL
from tests.web.test_timeline import text

PHONE = {"width": 390, "height": 844}
QUERIES = 25
ITEMS = (
    "interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement",
)  # fmt: skip
STEP = (20, 19, 21, 18, 20, 19, 14, 13, 15, 12, 14, 11)


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/timeline/"


def day(week):
    return (NOW + timedelta(weeks=week)).date()


def answers(total):
    each, more = divmod(total, len(ITEMS))
    spread = [each + (n < more) for n in range(len(ITEMS))]
    return dict(zip(ITEMS, spread, strict=True)) | {"self_harm": 0}


def scored(cast, *totals, instrument="phq9"):
    """One PHQ-9 a week, from the day of the tests on."""
    for week, total in enumerate(totals):
        with clock.at(NOW + timedelta(weeks=week)):
            measures.enter_response(
                by=cast.alice,
                episode=cast.cleo_care,
                instrument=instrument,
                answers=answers(total),
                mode="paper",
                given_on=day(week),
            )


def happened(cast, title="Ann moved out", week=5.5, precision="day"):
    details = {"title": title, "kind": "separation", "valence": "bad"}
    with clock.at(NOW + timedelta(weeks=max(week, 0))):
        return service.record_event(
            by=cast.alice,
            episode=cast.cleo_care,
            details={**details, "on": day(week), "precision": precision},
            people=[],
        )


@pytest.fixture
def read(client, cast, address):
    """The card as it is read at the end of the twelve weeks."""

    def made(query=""):
        with clock.at(NOW + timedelta(weeks=13)):
            client.force_login(cast.alice)  # a session of March has run out by June
            page = text(client.get(address + query))
        return page.partition('id="around"')[2].partition("</section>")[0]

    return made


class TestWhatItSays:
    def test_it_reads_the_scores_around_the_event_in_sentences(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        shown = read()
        assert "PHQ-9: Ann moved out, 9 April 2026" in shown
        assert "the mean of 6 scores is 19.5" in shown
        assert "6.3 lower (95% interval 4.7 to 8.0), for the better." in shown
        assert "no other gives so large a difference" in shown
        assert "The event lies in that stretch." in shown

    def test_the_figures_stand_in_a_table_with_their_definitions_behind_why(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        shown = read()
        for figure in ("Difference", "Difference beyond the slope", "NAP", "Tau-U"):
            assert f'<th scope="row">{figure}</th>' in shown
        _, why, definitions = shown.partition("<summary>Why?</summary>")
        assert why
        assert "Parker &amp; Vannest 2009" in definitions
        assert "Pettitt 1979" in definitions

    def test_it_never_calls_the_event_a_cause(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        shown = re.sub(r"<[^>]+>", " ", read()).lower()
        for word in CAUSAL:
            assert word not in shown, word
        assert "went together, not brought about." in shown


class TestTooFew:
    def test_it_is_greyed_and_says_what_it_would_need(self, read, cast):
        scored(cast, 20, 18, 17)
        happened(cast, week=0.5)
        shown = read()
        assert 'class="flow quiet"' in shown
        assert "Too few scores" in shown
        assert "It would need 4 more scores before the event and 3 more scores after" in shown
        assert "<table" not in shown

    def test_without_events_or_scores_it_says_what_belongs_there(self, read, cast):
        scored(cast, 20)
        assert "Once there are life events and scores of one measure" in read()

    def test_without_anything_on_the_timeline_there_is_no_card(self, read):
        assert read() == ""

    def test_an_unsure_date_is_a_stretch_on_neither_side(self, read, cast):
        scored(cast, *STEP)
        happened(cast, precision="month")
        assert "4 scores of that time are on neither side." in read()


class TestChoosing:
    def test_it_begins_with_the_event_that_has_most_scores_on_both_sides(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        happened(cast, "A new job", week=11)
        happened(cast, "Born in Leeds", week=-1800)
        assert "PHQ-9: Ann moved out" in read()

    def test_another_event_can_be_chosen_with_what_stands_chosen_kept(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        other = happened(cast, "A new job", week=4.5)
        shown = read(f"?view=all&scores=phq9&event={other.pk}")
        assert "PHQ-9: A new job" in shown
        assert f'<option value="{other.pk}" selected>A new job, 2 April 2026</option>' in shown
        assert '<option value="phq9" selected>' in shown
        assert '<input type="hidden" name="view" value="all">' in shown

    def test_it_works_by_a_plain_form(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        assert '<form method="get" action="#around"' in read()

    @pytest.mark.parametrize("query", ["?event=999999", "?event=x", "?event=%00", "?scores=<b>"])
    def test_a_wrong_choice_falls_back_to_the_first(self, read, cast, query):
        scored(cast, *STEP)
        happened(cast)
        assert "PHQ-9: Ann moved out" in read(query)

    def test_an_event_of_another_client_is_none(self, read, cast):
        scored(cast, *STEP)
        happened(cast)
        details = {"title": "Of Dana", "kind": "move", "on": day(0), "precision": "day"}
        other = service.record_event(
            by=cast.charlie,
            episode=cast.dana_care,
            details={**details, "valence": "bad"},
            people=[],
        )
        assert "Of Dana" not in read(f"?event={other.pk}")

    def test_markup_in_a_title_stays_text(self, read, cast):
        scored(cast, *STEP)
        happened(cast, "<b>x</b>")
        assert "<b>x</b>" not in read()


class TestCost:
    @pytest.mark.parametrize("size", [1, 12])
    def test_it_asks_the_database_nothing_more(
        self, client, address, cast, size, django_assert_max_num_queries
    ):
        scored(cast, *range(1, size + 1))
        for number in range(size):
            happened(cast, f"Event {number}", week=number)
        with clock.at(NOW + timedelta(weeks=13)):
            client.force_login(cast.alice)
            with django_assert_max_num_queries(QUERIES):
                client.get(address)


class TestInTheBrowser:
    @pytest.fixture
    def opened(self, live, new_page, sign_in_as):
        def call(viewport, *totals):
            cast = build()
            scored(cast, *totals)
            happened(cast)
            happened(cast, "A new job", week=1.5)
            page = sign_in_as(new_page(viewport), cast.alice)
            page.goto(f"{live}/episodes/{cast.cleo_care.pk}/timeline/")
            return page

        return call

    @pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
    @pytest.mark.parametrize("totals", [STEP, STEP[:7]], ids=["enough", "too few"])
    def test_it_breaks_no_rule_of_access_and_does_not_run_over(self, opened, viewport, totals):
        page = opened(viewport, *totals)
        page.locator("#around summary").click()
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_another_event_is_read_by_choosing_it(self, opened):
        page = opened(DESKTOP, *STEP)
        page.get_by_label("Life event", exact=True).select_option(label="A new job, 12 March 2026")
        page.locator("#around").get_by_role("button", name="Read").click()
        page.wait_for_url("**event=*")
        assert "PHQ-9: A new job, 12 March 2026" in page.locator("#around h3").inner_text()
        assert "Too few scores" in page.locator("#around").inner_text()
