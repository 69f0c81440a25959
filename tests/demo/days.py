"""When the invented clinic is loaded in tests."""

from datetime import datetime
from zoneinfo import ZoneInfo

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=ZoneInfo("Europe/London"))
"""A Tuesday, twenty-six days before the clocks change."""
