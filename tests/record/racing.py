"""Two people at once on a real database: each call in a thread, on a connection of its own."""

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from kith.core.errors import KithError


def race(*calls):
    """Run the calls at the same moment, each on a connection of its own; refusals are results."""
    start = threading.Barrier(len(calls))

    def run(call):
        try:
            start.wait(10)
            return call()
        except KithError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        # A thread does not know the clock of the test unless it is handed on.
        running = [pool.submit(contextvars.copy_context().run, run, call) for call in calls]
        return [one.result(30) for one in running]
