"""The site on a clock that a journey moves: a real server in the test's own process.

A whole course takes months. The server answers each request at the moment that the journey has
reached; everything else is as it is for `kith serve`: the same application, a real address, the
test's own database.
"""

import threading
from datetime import timedelta

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

from kith.record import clock


class QuietHandler(WSGIRequestHandler):
    """Answers without a line in the log for each request."""

    def log_message(self, *_):
        pass


class MovedSite:
    """A server whose clock stands at `moment` until the journey moves it."""

    def __init__(self, moment):
        self.moment = moment
        self._site = get_wsgi_application()
        self._server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler, connections_override=None)
        self._server.set_app(self._answer)
        self.url = f"http://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, environ, start_response):
        with clock.at(self.moment):
            return self._site(environ, start_response)

    def now(self):
        """Live at the moment of the site, inside the block: for what a test does by services."""
        return clock.at(self.moment)

    def wait(self, **time):
        """Move the clock forward."""
        self.moment += timedelta(**time)

    def sign_in(self, page, person):
        """Put somebody's session into a page, without the sign-in form."""
        browser = Client()
        with self.now():
            browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}]
        )
        return page
