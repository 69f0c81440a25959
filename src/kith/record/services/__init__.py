"""Every change to the record. One function is one transaction with its audit row.

Functions take keywords only, the actor as `by`, and objects that the page found through `access`.
They raise RefusedError, NotYetError, AnswersError or ConflictError, and then nothing is stored.
"""
