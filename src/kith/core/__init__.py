"""What interpersonal psychotherapy is: definitions, scoring, courses.

Pure: only the standard library and pydantic; no Django, no clock, no chance.
"""
