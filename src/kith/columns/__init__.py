"""Scoring of whole tables: a column for each question, a row for each filled-in questionnaire.

Here: the same definitions as core.instruments, applied to columns with numpy. Not here: any rule of
its own. What is worked out here is what core's plans say, and a test holds the two together.
"""
