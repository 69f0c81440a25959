"""A course's facts told in their order: the ledger they make, and those that were refused.

Here: the telling. Not here: what a refused fact means for a page (engine.py).
"""

from collections.abc import Iterable

from kith.core.protocols.facts import Fact, told_by
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.model import Protocol
from kith.core.protocols.refusals import Refusal, refusal
from kith.core.protocols.views import Irregularity

Refused = list[tuple[Fact, Refusal]]


def tell(protocol: Protocol, facts: Iterable[Fact]) -> tuple[Ledger, Refused]:
    """The ledger of all facts in their order, and those that the protocol refuses."""
    ledger = Ledger(protocol)
    refused: Refused = []
    for fact in sorted(facts, key=told_by(protocol)):
        why = refusal(ledger, fact)
        if why is not None:
            refused.append((fact, why))
        if why is None or why.stands:
            ledger.enter(fact)
    return ledger, refused


def irregular(refused: Refused) -> tuple[Irregularity, ...]:
    """The refused facts, each with the reason."""
    return tuple(Irregularity(fact, str(why.error)) for fact, why in refused)
