"""The idle time-out: activity keeps a session alive, a page left open does not."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kith.record import clock

NEXT = Callable[[HttpRequest], HttpResponse]
STEP = 60  # seconds: the most often one session is written, so that reading pages writes nothing
BACKGROUND = "X-Kith-Background"  # sent by whatever a page asks for on its own, on a timer


class IdleTimeout:
    """Move a session's end forward, at most once a minute, when its person does something."""

    def __init__(self, get_response: NEXT) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the session as seen before the page runs."""
        if BACKGROUND not in request.headers and request.user.is_authenticated:
            moment = int(clock.now().timestamp())
            # Absolute, so that a demo or a test living at another moment is no exception.
            if abs(moment - request.session.get("seen", 0)) >= STEP:
                request.session["seen"] = moment
        return self.get_response(request)
