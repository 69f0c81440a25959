"""What more than one journey needs: the site on a clock of its own, and a therapist at it."""

import pytest

from tests.cast import NOW, build
from tests.journeys.moved import MovedSite
from tests.journeys.therapist import Therapist


@pytest.fixture
def site(transactional_db):
    """A server that lives at NOW until the journey moves its clock."""
    with MovedSite(NOW) as one:
        yield one


@pytest.fixture
def house(site):
    """The cast, at the moment of the site."""
    with site.now():
        return build()


@pytest.fixture
def alice(site, house, new_page):
    """Alice at her desk, who sees what is on the page and acts on nothing else."""
    page = site.sign_in(new_page(), house.alice)
    page.goto(site.url)
    return Therapist(site, house, page)
