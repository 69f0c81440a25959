"""`/healthz`: whether this installation can do its work, for monitors and for the start of a demo.

It answers 503 and names the problem when the database is out of reach or behind the program, or
when a data file cannot be read. It says nothing of any client and needs no sign-in.
"""

from http import HTTPStatus

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from kith.core import catalogue


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # every view takes a request
    """200 with {"status": "ok"}, or 503 with {"status": "failing", "problems": [...]}."""
    found = problems()
    if found:
        body = {"status": "failing", "problems": found}
        return JsonResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok"})


def problems() -> list[str]:
    """Whatever stops Kith from working, each as a sentence."""
    found = [str(problem) for problem in catalogue.problems()]
    if problem := database_problem():
        found.insert(0, problem)
    return found


def database_problem() -> str:
    """Empty when the database answers, has every migration and can count sign-ins."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not waiting:
            cache.get("healthz")
    except DatabaseError as error:
        return f"The database cannot be used ({type(error).__name__}). Run: kith migrate"
    return f"The database lacks {len(waiting)} migrations. Run: kith migrate" if waiting else ""
