"""Say of each problem that a feedback document tells to which category it belongs."""

from assistant.brief import Brief
from assistant.corpus import Corpus
from assistant.feedback import Categorise
from assistant.matching import CategoryIndex, category_of
from assistant.units import read_name


def categoriser(categories: CategoryIndex, corpus: Corpus) -> Categorise:
    """Return what gives a unit's problem its category; of several units the first says which measures fit."""
    kinds: dict[str, str] = {}

    def categorise(unit: str, problem: str) -> tuple[str, str]:
        first = unit.split("、")[0]
        if first not in kinds:
            kinds[first] = read_name(Brief(unit=first or "某单位"), corpus).unit.kind
        found, _ = category_of(problem, categories, corpus, kinds[first], "secretary")
        return found.id, found.name

    return categorise
