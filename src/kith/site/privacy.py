"""What keeps clients' words out of caches and logs."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NEXT = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """Pages carry somebody's record: no browser, proxy or back button may keep a copy."""

    def __init__(self, get_response: NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forbid storing, unless the page has said something about it itself."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response


class WithoutRequests(logging.Filter):
    """Drop what a request carried from a log record: addresses hold one-time tokens, bodies
    hold answers. The kind of the page (its route) and the status stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite Django's request records; let every other pass."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            page = match.view_name if match else "unknown page"
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"{request.method} {page}: {status}", ()
            record.__dict__.pop("request", None)
        return True
