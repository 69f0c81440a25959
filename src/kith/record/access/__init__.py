"""Who may see what. Every read of the record by a page starts here, with the person who reads.

One function for each root. What a person may not see does not exist for that person: pages turn
an empty answer into a 404. Nothing here changes anything.

- A therapist sees the episodes in which they are therapist or supervisor, ended ones too.
- A supervisor sees the same, and so all they supervise.
- Whoever leads a group sees the episodes of its members while they belong to it.
- A service lead sees every episode of the organisation.
- An administrator looks after staff and settings, and sees no clinical record.
- Whoever has left sees nothing.
- A link sees its own invitation, while it lasts.

Rows that belong to an episode or a client are found through it, so that one rule decides for all.
"""

from kith.record.access.beside import (
    babies,
    conditions_met,
    contacts,
    diary_days,
    diary_links,
    diary_targets,
    group_meetings,
    group_members,
    group_of,
    groups,
    medical_reviews,
    medications,
    meetings,
    weights,
)
from kith.record.access.house import (
    acceptance_of,
    audit_events,
    crisis_lines,
    may_offer,
    offered,
    organisation,
    pack_acceptances,
    staff,
    teams,
    trail,
)
from kith.record.access.links import (
    READABLE_AFTER_SENDING,
    alerts_of,
    assignments,
    digest,
    goals_of,
    invitation,
    is_live,
    is_readable,
    next_session_of,
    responses_of,
    safety_plan_of,
)
from kith.record.access.rows import (
    alerts,
    areas,
    assessment,
    contracts,
    ending_plan,
    events,
    focuses,
    formulations,
    invitations,
    letters,
    narratives,
    notes,
    open_alerts,
    people,
    protocol_choices,
    responses,
    risk_reviews,
    safety_plans,
    sessions,
    tasks,
)
from kith.record.access.whose import (
    User,
    clients,
    episodes,
    surrounded,
)

__all__ = [
    "READABLE_AFTER_SENDING",
    "User",
    "acceptance_of",
    "alerts",
    "alerts_of",
    "areas",
    "assessment",
    "assignments",
    "audit_events",
    "babies",
    "clients",
    "conditions_met",
    "contacts",
    "contracts",
    "crisis_lines",
    "diary_days",
    "diary_links",
    "diary_targets",
    "digest",
    "ending_plan",
    "episodes",
    "events",
    "focuses",
    "formulations",
    "goals_of",
    "group_meetings",
    "group_members",
    "group_of",
    "groups",
    "invitation",
    "invitations",
    "is_live",
    "is_readable",
    "letters",
    "may_offer",
    "medical_reviews",
    "medications",
    "meetings",
    "narratives",
    "next_session_of",
    "notes",
    "offered",
    "open_alerts",
    "organisation",
    "pack_acceptances",
    "people",
    "protocol_choices",
    "responses",
    "responses_of",
    "risk_reviews",
    "safety_plan_of",
    "safety_plans",
    "sessions",
    "staff",
    "surrounded",
    "tasks",
    "teams",
    "trail",
    "weights",
]
