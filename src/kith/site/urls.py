"""Every address of the site: the pages, signing in, and the health check."""

from django.urls import include, path

from kith.site import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("", include("kith.web.urls")),
]

handler400 = "kith.web.http.bad_request"
handler403 = "kith.web.http.forbidden"
handler404 = "kith.web.http.not_found"
handler500 = "kith.web.http.server_error"
