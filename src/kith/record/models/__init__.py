"""The tables of the clinical record. Imported by `kith.record` only: pages go through `access`."""

from kith.record.models.assessment import Assessment
from kith.record.models.audit import AuditEvent
from kith.record.models.choosing import ProtocolChoice
from kith.record.models.conditions import (
    Baby,
    ConditionMet,
    Contact,
    Dose,
    MedicalReview,
    Medication,
    Weight,
)
from kith.record.models.course import (
    Extension,
    Milestone,
    Note,
    NoteVersion,
    PhaseStart,
    Session,
    Task,
)
from kith.record.models.diary import Diary, DiaryDay, DiaryLink, DiaryTarget
from kith.record.models.ending import EndingPlan
from kith.record.models.episode import Episode, Referral
from kith.record.models.focus import InterpersonalFocus, Narrative
from kith.record.models.groups import Group, GroupMeeting, GroupMember
from kith.record.models.interpersonal import (
    Closeness,
    Company,
    Contract,
    Formulation,
    LifeEvent,
    Person,
    ProblemArea,
)
from kith.record.models.letters import Letter
from kith.record.models.library import PackAcceptance
from kith.record.models.measures import Alert, Assignment, Invitation, Response
from kith.record.models.meetings import Meeting
from kith.record.models.organisations import Organisation, Team
from kith.record.models.people import Client, Role, Staff
from kith.record.models.safety import RiskReview, SafetyPlan

__all__ = [
    "Alert",
    "Assessment",
    "Assignment",
    "AuditEvent",
    "Baby",
    "Client",
    "Closeness",
    "Company",
    "ConditionMet",
    "Contact",
    "Contract",
    "Diary",
    "DiaryDay",
    "DiaryLink",
    "DiaryTarget",
    "Dose",
    "EndingPlan",
    "Episode",
    "Extension",
    "Formulation",
    "Group",
    "GroupMeeting",
    "GroupMember",
    "InterpersonalFocus",
    "Invitation",
    "Letter",
    "LifeEvent",
    "MedicalReview",
    "Medication",
    "Meeting",
    "Milestone",
    "Narrative",
    "Note",
    "NoteVersion",
    "Organisation",
    "PackAcceptance",
    "Person",
    "PhaseStart",
    "ProblemArea",
    "ProtocolChoice",
    "Referral",
    "Response",
    "RiskReview",
    "Role",
    "SafetyPlan",
    "Session",
    "Staff",
    "Task",
    "Team",
    "Weight",
]
