"""A card: what drafting needs to know of an exemplar beside its passages."""

import msgspec

from index.exemplars import Exemplar


class ExemplarCard(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What drafting needs to know of an exemplar beside its passages: manner, and what it may lend."""

    name: str
    role: str
    kind: str
    unit: str
    occasion: str
    inspection: str
    topics: tuple[str, ...]
    temper: str
    opening: tuple[str, ...]
    enumeration: str
    lend: tuple[tuple[int, str, str], ...]


def card_of(exemplar: Exemplar) -> ExemplarCard:
    """Return the card of an exemplar."""
    about = exemplar.about
    return ExemplarCard(
        name=exemplar.name,
        role=about.role,
        kind=about.kind,
        unit=about.unit,
        occasion=about.occasion,
        inspection=about.inspection,
        topics=about.topics,
        temper=about.temper,
        opening=tuple(about.opening),
        enumeration=about.enumeration,
        lend=tuple((lend.section, lend.topic or "", lend.text) for lend in about.lend),
    )
