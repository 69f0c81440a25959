"""A cautious reading of one person's scores: what went with an event, never what caused it.

The scores of one course are few, unevenly spaced and hang together. So every figure here comes
with the number of scores behind it and an interval, and below a stated number of scores there is
no figure but the reason why. Not here: a rule for reliable change (instruments.change), and where
scores come from.
"""
