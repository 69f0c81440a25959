"""Packs: accepted by name for one organisation, taken back, and refused where nobody accepted."""

import pytest

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.core.instruments.clinic import terms_hash
from kith.record import access, clock
from kith.record.models import AuditEvent, PackAcceptance
from kith.record.services import library, measures

pytestmark = pytest.mark.django_db

WHO5 = catalogue.instrument("who5")


def offers(organisation):
    return [one.id for one in access.offered(organisation)]


def test_a_pack_is_offered_once_its_terms_are_accepted(cast):
    assert "who5" not in offers(cast.clinic)
    acceptance = library.accept_pack(by=cast.ada, instrument="WHO-5")
    assert acceptance.terms == terms_hash(WHO5)
    assert "who5" in offers(cast.clinic)
    assert "who5" not in offers(cast.olga.organisation)
    assert access.may_offer(cast.clinic, WHO5)
    written = AuditEvent.objects.get(action="pack.accepted")
    assert written.details["instrument"] == "who5"


def test_accepting_twice_is_accepting_once(cast):
    first = library.accept_pack(by=cast.ada, instrument="who5")
    assert library.accept_pack(by=cast.mira, instrument="who5") == first
    assert PackAcceptance.objects.count() == 1


def test_an_acceptance_is_taken_back_and_stays_on_record(cast):
    library.accept_pack(by=cast.ada, instrument="who5")
    library.withdraw_pack(by=cast.mira, instrument="who5")
    assert "who5" not in offers(cast.clinic)
    (kept,) = access.pack_acceptances(cast.alice)
    assert (kept.by, kept.withdrawn_by) == (cast.ada, cast.mira)
    with pytest.raises(RefusedError, match="not accepted here"):
        library.withdraw_pack(by=cast.mira, instrument="who5")
    library.accept_pack(by=cast.mira, instrument="who5")
    assert PackAcceptance.objects.count() == 2


def test_terms_that_changed_are_to_be_accepted_anew(cast):
    library.accept_pack(by=cast.ada, instrument="who5")
    PackAcceptance.objects.update(terms="of other words")
    assert not access.may_offer(cast.clinic, WHO5)


@pytest.mark.parametrize("person", ["alice", "bob", "charlie"])
def test_only_who_looks_after_the_clinic_accepts(cast, person):
    with pytest.raises(RefusedError, match="administrator or the service lead"):
        library.accept_pack(by=getattr(cast, person), instrument="who5")


def test_what_needs_no_acceptance_takes_none(cast):
    with pytest.raises(RefusedError, match="no terms to accept"):
        library.accept_pack(by=cast.ada, instrument="phq9")


def test_a_pack_is_neither_sent_nor_entered_before(cast):
    answers = {item.id: 3 for item in WHO5.items}
    entry = {
        "by": cast.alice, "episode": cast.cleo_care, "instrument": "who5", "answers": answers,
        "mode": "paper", "given_on": clock.today(),
    }  # fmt: skip
    with pytest.raises(RefusedError, match="accepted its terms"):
        measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["who5"])
    with pytest.raises(RefusedError, match="accepted its terms"):
        measures.enter_response(**entry)
    library.accept_pack(by=cast.mira, instrument="who5")
    assert measures.enter_response(**entry).total == 60
    measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["who5"])
