"""What keeps typed words from being lost between a form and the record.

Here: the server's half. The browser's half is static/elements/autosave-form.js, which keeps a copy
of what is typed until the record has taken it.
"""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

TAKEN = "kith-taken"  # the cookie that names the copy whose words the record has taken
DRAFT = "draft"  # the hidden field in which a form names its copy
_NAME = re.compile(r"[\w.-]{1,40}\Z", re.ASCII)
SECONDS = 60


class TypedWords:
    """Tells the browser which copy may go, and leads back from addresses that only take forms.

    After a time-out the sign-in page sends people on to the address their form was sent to. Where
    that address only takes forms, the page it belongs to is the one above it; there the copy of
    what was typed is offered again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return redirect(above(request.path))
        if request.method == "POST" and _took(request, response):
            response.set_cookie(
                TAKEN,
                request.POST[DRAFT],
                max_age=SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response


def above(path: str) -> str:
    """Return the address one step up: /episodes/1/course/ for /episodes/1/course/plan/."""
    return path.rstrip("/").rpartition("/")[0] + "/"


def _took(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the words of this form are in the record: it was sent on, and not to sign in."""
    if response.status_code not in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}:
        return False
    to_sign_in = response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return not to_sign_in and bool(_NAME.match(request.POST.get(DRAFT, "")))
