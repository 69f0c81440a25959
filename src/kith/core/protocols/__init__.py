"""Kinds of treatment as data, and where a client stands in one.

Here: the shape of a protocol (model), its shared vocabulary (terms), and the engine that replays
dated facts into a course. Not here: who the client is, and what is stored (kith.record).
"""
