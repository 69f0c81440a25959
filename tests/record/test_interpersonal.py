"""Inventory, company and life events: what is stored, what is audited, what is refused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kith.core.errors import ConflictError, RefusedError
from kith.core.network import changes
from kith.record import clock, inventory
from kith.record.models import AuditEvent, Closeness, Company, LifeEvent, Person
from kith.record.services import agreements
from kith.record.services import interpersonal as service
from kith.record.services.interpersonal import Move, Spot

APRIL = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def ann(cast, care):
    return service.add_people(by=cast.alice, episode=care, labels=["Ann"])[0]


def trail(action):
    return list(AuditEvent.objects.filter(action=action))


def event(cast, **more):
    details = {
        "title": "Ann moved out",
        "kind": "separation",
        "on": date(2026, 1, 10),
        "precision": "day",
        "valence": "bad",
        **more,
    }
    return service.record_event(by=cast.alice, episode=cast.cleo_care, details=details, people=[])


class TestAddingPeople:
    def test_it_keeps_names_as_they_are_said_and_leaves_out_who_is_there(self, cast, care, ann):
        labels = ["  Tom ", "ann", "", "Mum  and Dad", "tom"]
        added = service.add_people(by=cast.alice, episode=care, labels=labels)
        assert [person.label for person in added] == ["Tom", "Mum and Dad"]
        assert len(trail("person.added")) == 3  # Ann among them
        assert {row.client_id for row in trail("person.added")} == {cast.cleo.pk}

    def test_it_keeps_the_relation_where_it_is_given(self, cast, care):
        added = service.add_people(
            by=cast.alice, episode=care, labels=["Tom", "Kim"], relations={"Tom": "brother"}
        )
        assert [person.relation for person in added] == ["brother", ""]

    def test_it_takes_names_in_any_script_and_with_markup_as_letters(self, cast, care):
        labels = ["سارة", "大輔", "🐕 Rex", "<b>Bo</b>"]
        added = service.add_people(by=cast.alice, episode=care, labels=labels)
        assert [person.label for person in added] == labels

    @pytest.mark.parametrize(
        ("labels", "message"),
        [
            ([f"Person {n}" for n in range(200)], "at most 60 people"),
            (["A" * 61], "too long for a name"),
        ],
    )
    def test_it_refuses_too_much_at_once_and_stores_none(self, cast, care, labels, message):
        with pytest.raises(RefusedError, match=message) as refusal:
            service.add_people(by=cast.alice, episode=care, labels=labels)
        assert refusal.value.field == "labels"
        assert not Person.objects.exists()

    @pytest.mark.parametrize("who", ["charlie", "ada", "olga"])
    def test_it_refuses_whoever_does_not_look_after_the_client(self, cast, care, who):
        with pytest.raises(RefusedError, match="look after this client"):
            service.add_people(by=getattr(cast, who), episode=care, labels=["Ann"])


class TestPlacing:
    def test_it_keeps_earlier_days(self, cast, care, ann):
        service.place_person(by=cast.alice, episode=care, person=ann, ring=1, wished_ring=2)
        with clock.at(APRIL):
            service.place_person(by=cast.bob, episode=care, person=ann, ring=3, angle=370.04)
        rows = Closeness.objects.values_list("on", "ring", "wished_ring", "angle")
        assert list(rows) == [(date(2026, 3, 2), 1, 2, None), (date(2026, 4, 20), 3, None, 10.0)]
        assert [row.details for row in trail("person.placed")] == [
            {"ring": 1, "wished": 2},
            {"ring": 3, "wished": None},
        ]

    def test_it_keeps_one_place_a_day(self, cast, care, ann):
        for ring in (4, 2):
            service.place_person(by=cast.alice, episode=care, person=ann, ring=ring)
        assert [place.ring for place in ann.places.all()] == [2]

    @pytest.mark.parametrize("field", ["ring", "wished_ring"])
    def test_it_refuses_a_circle_that_is_not_there(self, cast, care, ann, field):
        spot = {"ring": None, field: 5}
        with pytest.raises(RefusedError) as refusal:
            service.place_person(by=cast.alice, episode=care, person=ann, **spot)
        assert refusal.value.field == field

    def test_it_refuses_somebody_of_another_client(self, cast, ann):
        with pytest.raises(RefusedError, match="another client"):
            service.place_person(by=cast.charlie, episode=cast.dana_care, person=ann, ring=1)

    def test_it_moves_many_and_leaves_alone_who_has_not_moved(self, cast, care, ann):
        tom = service.add_people(by=cast.alice, episode=care, labels=["Tom"])[0]
        service.place_person(by=cast.alice, episode=care, person=ann, ring=1)
        moves = [
            Move(person=ann, to=Spot(ring=1), before=Spot(ring=1)),
            Move(person=tom, to=Spot(ring=2, angle=90.0), before=Spot()),
        ]
        moved = service.place_people(by=cast.alice, episode=care, moves=moves)
        assert [place.person for place in moved] == [tom]
        assert service.places_of([ann, tom]) == {
            ann.pk: Spot(ring=1),
            tom.pk: Spot(ring=2, angle=90.0),
        }

    def test_it_stores_nothing_where_somebody_else_moved_one_of_them(self, cast, care, ann):
        tom = service.add_people(by=cast.alice, episode=care, labels=["Tom"])[0]
        service.place_person(by=cast.bob, episode=care, person=ann, ring=3)
        moves = [
            Move(person=tom, to=Spot(ring=2), before=Spot()),
            Move(person=ann, to=Spot(ring=1), before=Spot()),
        ]
        with pytest.raises(ConflictError, match="Bob changed the circles") as conflict:
            service.place_people(by=cast.alice, episode=care, moves=moves)
        assert conflict.value.theirs == {str(ann.pk): Spot(ring=3)}
        assert Closeness.objects.count() == 1

    def test_a_page_that_shows_what_never_was_is_told_so_too(self, cast, care, ann):
        moves = [Move(person=ann, to=Spot(ring=1), before=Spot(ring=4))]
        with pytest.raises(ConflictError, match="Somebody else changed the circles"):
            service.place_people(by=cast.alice, episode=care, moves=moves)
        assert not Closeness.objects.exists()


class TestDescribing:
    def test_it_stores_what_changed_and_keeps_the_earlier_words_in_the_trail(self, cast, care, ann):
        details = {"expects": "To be asked.", "match": "mismatched", "confiding": 2, "label": "Ann"}
        service.describe_person(by=cast.alice, episode=care, person=ann, details=details)
        ann.refresh_from_db()
        assert (ann.expects, ann.match, ann.confiding) == ("To be asked.", "mismatched", 2)
        (row,) = trail("person.described")
        assert row.details == {"before": {"expects": "", "match": "unknown", "confiding": "None"}}

    def test_it_writes_nothing_where_nothing_changed(self, cast, care, ann):
        service.describe_person(
            by=cast.alice, episode=care, person=ann, details={"label": "Ann", "lost_touch": False}
        )
        assert not trail("person.described")

    def test_it_keeps_a_death_as_exactly_as_it_is_known(self, cast, care, ann):
        details = {"died_on": date(2019, 1, 1), "died_precision": "year", "mourning": "delayed"}
        service.describe_person(by=cast.alice, episode=care, person=ann, details=details)
        (person,) = inventory.people_of(care)
        assert person.gone
        assert person.died.words == "2019"

    @pytest.mark.parametrize(
        ("details", "field", "message"),
        [
            ({"label": "  "}, "label", "an initial will do"),
            ({"died_on": date(2026, 3, 3), "died_precision": "day"}, "died_on", "in the future"),
            ({"died_on": date(1850, 3, 3)}, "died_on", "too long ago"),
            ({"died_on": date(2020, 1, 1), "died_precision": "hour"}, "died_on", "how exactly"),
            ({"mourning": "delayed"}, "died_on", "belongs to a death"),
            ({"trouble_since": date(1980, 1, 1)}, "trouble_since", "before the date of birth"),
            ({"conflict": 4}, "conflict", "Choose one of the answers"),
            ({"support_given": -1}, "support_given", "Choose one of the answers"),
            ({"match": "perhaps"}, "match", "Choose one of the answers"),
            ({"safety": "maybe"}, "safety", "Choose one of the answers"),
        ],
    )
    def test_it_refuses_what_cannot_be(self, cast, care, ann, details, field, message):
        with pytest.raises(RefusedError, match=message) as refusal:
            service.describe_person(by=cast.alice, episode=care, person=ann, details=details)
        assert refusal.value.field == field
        ann.refresh_from_db()
        assert ann.label == "Ann"
        assert not trail("person.described")

    def test_it_does_not_know_details_that_are_not_there(self, cast, care, ann):
        with pytest.raises(AssertionError, match="shoe_size"):
            service.describe_person(
                by=cast.alice, episode=care, person=ann, details={"shoe_size": 41}
            )


class TestRemoving:
    def test_it_takes_somebody_off_and_keeps_the_history(self, cast, care, ann):
        service.place_person(by=cast.alice, episode=care, person=ann, ring=1)
        with clock.at(APRIL):
            service.remove_person(by=cast.alice, episode=care, person=ann)
        assert inventory.people_of(care) == []
        (march,) = inventory.maps_of(care)
        assert [person.label for person in march.people] == ["Ann"]
        assert len(trail("person.removed")) == 1

    def test_a_later_map_is_without_them(self, cast, care, ann):
        (tom,) = service.add_people(by=cast.alice, episode=care, labels=["Tom"])
        service.place_person(by=cast.alice, episode=care, person=ann, ring=1)
        service.remove_person(by=cast.alice, episode=care, person=ann)
        with clock.at(APRIL):
            service.place_person(by=cast.alice, episode=care, person=tom, ring=1)
        march, april = inventory.maps_of(care)
        assert [person.label for person in april.people] == ["Tom"]
        assert march.on < april.on

    def test_a_name_can_be_used_again_after_that(self, cast, care, ann):
        service.remove_person(by=cast.alice, episode=care, person=ann)
        assert service.add_people(by=cast.alice, episode=care, labels=["Ann"])

    def test_it_refuses_the_person_of_the_agreed_problem_area(self, cast, care, ann):
        choice = agreements.Choice(area="role_dispute", reasons="Quarrels about Ann.", person=ann)
        agreements.agree_problem_areas(by=cast.alice, episode=care, choices=[choice], set_aside={})
        with pytest.raises(RefusedError, match="is about Ann"):
            service.remove_person(by=cast.alice, episode=care, person=ann)
        assert inventory.people_of(care)


class TestMaps:
    def test_they_say_what_changed_between_two_days(self, cast, care, ann):
        service.place_person(by=cast.alice, episode=care, person=ann, ring=3)
        with clock.at(APRIL):
            tom = service.add_people(by=cast.alice, episode=care, labels=["Tom"])[0]
            service.place_person(by=cast.alice, episode=care, person=ann, ring=1)
            service.place_person(by=cast.alice, episode=care, person=tom, ring=2)
        march, april = inventory.maps_of(care)
        assert (march.on, april.on) == (date(2026, 3, 2), date(2026, 4, 20))
        assert [change.words for change in changes(march, april)] == [
            "Ann moved from less close to very close.",
            "Tom is new, close.",
        ]

    def test_they_are_read_in_two_queries_however_many_people(
        self, cast, care, django_assert_num_queries
    ):
        people = service.add_people(
            by=cast.alice, episode=care, labels=[f"Person {n}" for n in range(40)]
        )
        for person in people:
            service.place_person(by=cast.alice, episode=care, person=person, ring=2)
        with django_assert_num_queries(2):
            assert len(inventory.people_of(care)) == 40
        with django_assert_num_queries(2):
            assert len(inventory.maps_of(care)) == 1


class TestCompany:
    def test_it_is_kept_once_for_a_course_and_its_changes_in_the_trail(self, cast, care):
        for before in ("few", "enough"):
            service.describe_company(
                by=cast.alice, episode=care, details={"before": before, "lonely_now": True}
            )
        company = Company.objects.get()
        assert (company.before, company.lonely_now, company.withdrew) == ("enough", True, None)
        assert [row.details["before"] for row in trail("company.described")] == [
            {"before": "", "lonely_now": "None"},
            {"before": "few"},
        ]

    def test_it_leaves_no_trace_where_nothing_changed(self, cast, care):
        for _time in range(2):
            service.describe_company(by=cast.alice, episode=care, details={"before": "few"})
        assert len(trail("company.described")) == 1

    def test_it_refuses_an_answer_that_is_not_there(self, cast, care):
        with pytest.raises(RefusedError) as refusal:
            service.describe_company(by=cast.alice, episode=care, details={"before": "so-so"})
        assert refusal.value.field == "before"
        assert not Company.objects.exists()


class TestLifeEvents:
    def test_it_is_stored_with_its_people(self, cast, care, ann):
        stored = service.record_event(
            by=cast.alice,
            episode=care,
            details={
                "title": " Ann  moved out ",
                "kind": "separation",
                "on": date(2026, 1, 1),
                "precision": "month",
                "valence": "mixed",
            },
            people=[ann],
        )
        (known,) = inventory.events_of(care)
        assert (known.title, known.when.words) == ("Ann moved out", "January 2026")
        assert known.people == (str(ann.pk),)
        assert trail("event.added")[0].target == f"lifeevent:{stored.pk}"

    def test_it_is_corrected_with_the_earlier_words_in_the_trail(self, cast, care):
        stored = event(cast)
        service.record_event(
            by=cast.alice, episode=care, details={"title": "Ann left"}, people=[], event=stored
        )
        assert LifeEvent.objects.get().title == "Ann left"
        assert trail("event.changed")[0].details == {"before": {"title": "Ann moved out"}}

    def test_it_is_taken_off_and_kept_in_the_table(self, cast, care):
        service.remove_event(by=cast.alice, episode=care, event=event(cast))
        assert inventory.events_of(care) == []
        assert LifeEvent.objects.get().removed_on == date(2026, 3, 2)
        assert len(trail("event.removed")) == 1

    @pytest.mark.parametrize(
        ("wrong", "field", "message"),
        [
            ({"title": "  "}, "title", "what happened"),
            ({"kind": "picnic"}, "kind", "what kind"),
            ({"valence": "so-so"}, "valence", "how it was"),
            ({"precision": "hour"}, "on", "how exactly"),
            ({"on": date(2026, 3, 3)}, "on", "in the future"),
            ({"on": date(1989, 12, 31)}, "on", "before the date of birth"),
            ({"on": date(1799, 12, 31)}, "on", "too long ago"),
        ],
    )
    def test_it_refuses_what_cannot_have_happened(self, cast, wrong, field, message):
        with pytest.raises(RefusedError, match=message) as refusal:
            event(cast, **wrong)
        assert refusal.value.field == field
        assert not LifeEvent.objects.exists()

    def test_this_month_is_not_the_future(self, cast):
        later = clock.today() + timedelta(days=20)
        assert event(cast, on=later, precision="month").pk

    def test_it_refuses_people_of_another_client(self, cast, ann):
        with pytest.raises(RefusedError, match="another client"):
            service.record_event(by=cast.charlie, episode=cast.dana_care, details={}, people=[ann])
