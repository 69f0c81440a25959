"""Kith: software for delivering interpersonal psychotherapy, from referral to ending."""

__version__ = "0.1.0"
