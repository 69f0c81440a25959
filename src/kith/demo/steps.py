"""Steps of an agenda that are more than a tick: what each of them leaves in the record.

Here: which step leads to what, for sessions, for meetings beside them and for groups. Not here: how
a session goes (sitting).
"""

from collections.abc import Callable, Collection

from kith.core.protocols.views import AgendaItem
from kith.demo import asking, beginning, closing, pages, pattern
from kith.demo.chart import Chart
from kith.demo.tale import Meeting

# What is done when the agenda holds them, in this order.
DONE: dict[str, Callable[[Chart, Meeting], None]] = {
    "risk_baseline": beginning.risk_baseline,
    "inventory_mapped": lambda chart, _: beginning.name_people(chart, everybody=True),
    "timeline_drawn": lambda chart, _: beginning.draw_timeline(chart),
    "problem_area_agreed": lambda chart, _: beginning.choose_focus(chart),
    "formulation_agreed": lambda chart, _: beginning.formulate(chart),
    "contract_agreed": lambda chart, _: beginning.contract(chart),
    "warning_signs_listed": lambda chart, _: closing.plan_ahead(chart),
    "disposition_agreed": lambda chart, _: closing.agree_what_next(chart),
}
_BY_THE_FOCUS = {"dit_focus_agreed", "mit_schema_reconstructed", "mit_formulation_shared"}
# Steps that follow from what is done, and are not ticked.
FOLLOW = ({*DONE, "relapse_plan_agreed"} | _BY_THE_FOCUS) - {
    "inventory_mapped",
    "timeline_drawn",
}


def act(chart: Chart, items: Collection[str], meeting: Meeting | None = None) -> None:
    """Do whatever of these lines is more than a tick."""
    for step, do in DONE.items():
        if step in items:
            do(chart, meeting or (chart.tale.meetings or (Meeting(note="-"),))[0])


def is_done(chart: Chart, item: AgendaItem) -> bool:
    """Whether a line of the agenda was done in this session, as far as the tale says it."""
    tale = chart.tale
    if chart.held < tale.not_before.get(item.id, 0):
        return False
    if item.id in _BY_THE_FOCUS:
        return tale.pattern is not None and chart.held >= tale.pattern.agreed
    if item.id == "safety_plan_agreed":
        return tale.plan is not None and chart.held >= tale.plan.session
    if item.id == "disposition_agreed":
        return tale.close is not None
    return True


def keep_thread(chart: Chart) -> None:
    """What goes through the whole of a course: told episodes, the focus, the rhythm."""
    pattern.tell(chart)
    pattern.write(chart)
    pages.aim(chart)
    closing.say_goodbye(chart)


def settle(chart: Chart) -> None:
    """Nothing that was raised before a session is left open after it."""
    because = chart.tale.settled.get(chart.held, "")
    asking.settle_rest(chart, beginning.NO_THOUGHTS, because)
