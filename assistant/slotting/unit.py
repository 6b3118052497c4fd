"""Find in a speech which unit it is of, and in which post its speaker stands."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from assistant.corpus import Corpus
from assistant.redaction.naming import place_chain
from assistant.redaction.ordinary import HARD

_TAIL = r"(?:有限责任公司|股份有限公司|有限公司|分公司|集团|机关)?"
_BODY = r"(?:机关)?(?:党组(?!织部)|党委|党工委|党总支|党支部|领导班子|班子)"
_LEAD = re.compile(r"^(?:我?(?:谨)?代表|受|作为|来自|中共|感谢|表示|现将|今天|同志|我们|我|向|请|各)+")
_POST = re.compile(
    r"(?:党组|党委|党工委|党总支|党支部|纪检监察组|纪委|县委|市委|区委)?(?:成员|委员)?[、，]?(?:常务)?副?(?:书记|局长|院长|校长|主任|镇长|乡长|董事长|总经理|经理|主席|部长|处长|组长|所长|站长|园长|区长|街道办主任|负责人|总工程师)"
    r"(?:[、兼]{1,2}(?:常务)?副?(?:党组|党委)?(?:书记|局长|院长|校长|主任|镇长|乡长|董事长|总经理|经理|主席|部长|处长|组长|园长))*"
)
_SAID = re.compile(r"(?:我是|我作为|作为)(?P<post>[^。，；]{0,14}?(?:书记|局长|院长|校长|主任|镇长|乡长|董事长|总经理|经理|负责人|成员|委员|组长|园长|部长))(?![^。，；]{0,4}(?:们|要求|指出|强调|讲话))")


class Speaker(msgspec.Struct, frozen=True):
    """What was found: the unit's full name, empty where none is named, the post, other units named."""

    unit: str
    post: str
    others: tuple[str, ...]


@functools.lru_cache(maxsize=256)
def _aliases(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) + ")" + _TAIL)


def find_speaker(head: Sequence[str], body: str, corpus: Corpus) -> Speaker:
    """Return who speaks; `head` are title and lines of names and dates, `body` the running text, both without spaces."""
    there = "\n".join([*head, body])
    names = tuple(alias for unit in corpus.units for alias in unit.aliases if len(alias) >= 2 and alias in there)
    pattern = _aliases(names)  # of those that stand there: one of all takes longer to compile than to look for
    votes: dict[str, float] = {}
    for text, weight in [*((line, 4.0) for line in head), (body, 0.0)]:
        for name, strong in _named(text, pattern):
            votes[name] = votes.get(name, 0.0) + 1.0 + weight + 3.0 * strong + 0.05 * len(name)
    ranked = sorted(votes, key=lambda name: (-votes[name], name))
    unit = ranked[0] if ranked else ""
    return Speaker(unit, _post(head, body), tuple(name for name in ranked[1:] if name not in unit))


def _named(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """Yield (full name, whether the speaker stands for it) of every unit in text that is named with its place."""
    for match in pattern.finditer(text):
        start = match.start()
        while start > 0 and match.start() - start < 16 and "\u4e00" <= text[start - 1] <= "\u9fff" and text[start - 1] not in HARD:
            start -= 1
        name = text[start : match.end()]
        stripped = _LEAD.sub("", name)
        before = text[: match.end() - len(stripped)]
        strong = before.endswith(("代表", "受")) and re.match(_BODY, text[match.end() :]) is not None
        for at in range(max(1, len(stripped) - len(match.group()) + 1)):
            own = stripped[at:]
            chain, core = place_chain(own)
            if chain and core and len(own) > len(match.group()):
                yield own, strong
                break
        else:
            if strong and len(stripped) <= 14:
                yield stripped, True


def _post(head: Iterable[str], body: str) -> str:
    """Return the post as the lines of names say it, else as the speaker says it, else as the duties tell it."""
    for line in head:
        found = [match.group() for match in _POST.finditer(line)]
        if found and not re.search(r"反馈会|推进会|表态发言", line.replace(found[-1], "")[-12:] if len(line) > 30 else ""):
            return max(found, key=len)
    if match := _SAID.search(body):
        return re.sub(r"^.*第一", "", match["post"]) if "第一责任人" not in match["post"] else "党组书记"
    if re.search(r"代表.{0,6}(?:被巡察)?(?:各|[\d一二三四五六七八九十两]+家)(?:被巡察)?单位", body):
        return "被巡察单位代表"
    if re.search(r"我(?:所)?分管|我联系的", body):
        return "副局长"
    if re.search(r"(?:监督责任|纪检监察组).{0,12}(?:在我|由我|我来)|我(?:们)?纪检", body):
        return "纪检组长"
    if re.search(r"主持.{0,8}工作", body) and "我" in body:
        return "副职主持工作"
    return "党组书记"
