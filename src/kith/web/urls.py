"""All routes of the pages, and nothing else: each page adds its own lines here."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
