"""Series to read: weekly scores, and the yearly flow of the Nile at Aswan, 1871 to 1970."""

from datetime import date, timedelta

import pytest

from kith.core.series.model import points

FIRST = date(2026, 1, 5)
FLOWS = """
    1120 1160  963 1210 1160 1160  813 1230 1370 1140  995  935 1110  994 1020  960 1180  799  958
    1140 1100 1210 1150 1250 1260 1220 1030 1100  774  840  874  694  940  833  701  916  692 1020
    1050  969  831  726  456  824  702 1120 1100  832  764  821  768  845  864  862  698  845  744
     796 1040  759  781  865  845  944  984  897  822 1010  771  676  649  846  812  742  801 1040
     860  874  848  890  744  749  838 1050  918  986  797  923  975  815 1020  906  901 1170  912
     746  919  718  714  740
"""


@pytest.fixture
def weekly():
    """Scores a week apart, from a first Monday."""

    def made(*found, first=FIRST, days=7):
        return points((first + timedelta(days=days * n), value) for n, value in enumerate(found))

    return made


@pytest.fixture
def between():
    """The day in the middle between the n-th score and the next."""
    return lambda n: FIRST + timedelta(days=7 * n - 4)


@pytest.fixture
def nile():
    """Durbin & Koopman 2001 and R's `Nile`: the level falls after 1898."""
    return points((date(1871 + n, 1, 1), float(flow)) for n, flow in enumerate(FLOWS.split()))
