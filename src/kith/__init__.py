"""Kith: software for delivering interpersonal psychotherapy, from referral to ending."""
