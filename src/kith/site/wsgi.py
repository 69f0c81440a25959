"""What the web server loads: `kith.site.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from kith.core import catalogue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
application = get_wsgi_application()

# A page of many clients makes many short-lived objects. Python's collector would walk everything
# the program has loaded several times for each such page, a quarter of its cost, and find nothing.
# What is loaded by now lives as long as the process, so it is set aside; the rest is looked through
# less often. Memory still comes back: almost all of it by reference counts.
catalogue.instruments()
catalogue.protocols()
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
