"""Questionnaires as data: their shape, their scoring and the change between two scores."""
