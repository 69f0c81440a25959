"""Bringing an installation up: Django, the database, the static files.

Used by commands before they do anything with the record. Serving is in server.py.
"""

from __future__ import annotations

import io
import os

import django


def set_up() -> None:
    """Load the settings and the apps; SettingError names a setting that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
    django.setup()


def prepare_database() -> None:
    """Every migration, and the table that sign-in limits are counted in."""
    from django.core.management import call_command  # noqa: PLC0415  # only after set_up

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions", verbosity=0)


def prepare_static_files() -> None:
    """Collect, hash and compress what browsers fetch."""
    from django.core.management import call_command  # noqa: PLC0415  # only after set_up

    call_command("collectstatic", interactive=False, verbosity=0)


def check() -> None:
    """Load every page's module and look for mistakes, before anybody asks for a page."""
    from django.core.management import call_command  # noqa: PLC0415  # only after set_up

    call_command("check", fail_level="ERROR", stdout=io.StringIO())
