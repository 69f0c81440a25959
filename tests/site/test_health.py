"""/healthz tells monitors, and the start of a demo, whether this installation can do its work."""

import pytest
from django.db import connection

from kith.core import catalogue


def test_it_says_ok_when_database_and_data_files_are_good(client, db):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_it_names_migrations_that_are_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'record'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "kith migrate" in answer.json()["problems"][0]


def test_it_names_a_database_that_lacks_its_tables(client, db):
    with connection.cursor() as cursor:
        cursor.execute("drop table kith_cache")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "cannot be used" in answer.json()["problems"][0]


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder of further definitions, known for one test."""
    (tmp_path / "instruments").mkdir()
    monkeypatch.setattr(catalogue._default, "_folders", [tmp_path])
    monkeypatch.setattr(catalogue._default, "_instruments", None)
    return tmp_path / "instruments"


def test_it_names_a_data_file_that_cannot_be_read_and_the_key(client, db, shelf):
    (shelf / "broken.v1.toml").write_text('id = "broken"\nversion = 1\n')
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "broken.v1.toml" in answer.json()["problems"][0]


def test_it_answers_without_a_sign_in_and_is_not_kept(client, db):
    answer = client.get("/healthz")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_it_only_reads(client, db):
    assert client.post("/healthz").status_code == 405
