"""What keeps clients' words out of caches and logs."""

import logging
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError

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
    hold answers. The kind of the page (its route), the status, and where it failed stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite Django's request records; let every other pass."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            page = match.view_name if match else "unknown page"
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"{request.method} {page}: {status}", ()
            record.__dict__.pop("request", None)
            if record.exc_info and record.exc_info[1]:
                record.exc_text = told(record.exc_info[1], sent_with(request))
                record.exc_info = None
        return True


def told(error: BaseException, sent: Collection[str]) -> str:
    """Return the traceback as logs may keep it: every place, and of each message the first line.

    A database quotes the row that it refuses, and Python the words that it cannot read. So what
    stands behind the first line is left out, and a line that repeats something `sent` as well.
    """
    parts: list[str] = []
    one: BaseException | None = error
    while one is not None:
        line = str(one).partition("\n")[0]
        quotes = any(words in line for words in sent)
        message = "(a message that repeats what was sent)" if quotes else line
        places = "".join(traceback.format_tb(one.__traceback__))
        parts.append(f"Traceback, the last call last:\n{places}{type(one).__qualname__}: {message}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\nwhich led to\n".join(reversed(parts))


def sent_with(request: HttpRequest) -> set[str]:
    """Return the words that a request carried, in its address and in its form."""
    match = request.resolver_match
    found = [str(value) for value in match.kwargs.values()] if match else []
    # A form that could not be read has told nobody anything, and would only fail once more.
    with suppress(SuspiciousOperation, BadRequest, UnreadablePostError):
        for carried in (request.GET, request.POST):
            found += [value for _, values in carried.lists() for value in values]
    shown = [form for words in found for form in (words, repr(words)[1:-1])]
    return {words for words in shown if any(letter.isalpha() for letter in words)}
