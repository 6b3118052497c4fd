"""Prove that no name of an ingested speech reaches a draft: speeches with canary names in, drafts for other units out.

A speech is put together from sentences of the shipped exemplars, filled in for an invented unit, and from sentences that
name invented places, people, companies, documents and figures. Every name is made of characters that nothing else here
uses together, so that any of them found in an exemplar file, a passage or a draft is a leak.
"""

import datetime
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.brief import Brief
from assistant.context import resolve
from index.segment import sentences

if TYPE_CHECKING:
    from assistant.drafting import Assistant
    from assistant.knowledge import Knowledge

_ONE = "岚沅湫霁砚鄢崤璟濉汶泗洮涪沱骊邛岷潞漳滹翎蔚菀芷棠棣楠椿榕槐"
_TWO = "岫渚澜汀浔沣澧灞滠溱洧泾沔湟漷堰垌埠塬峪崮岙岱嵊峁岔岘砀磴"
_COMMON_ONE = "青石永兴宏达明德建平安福双龙金银白黑红柳杨松梅清长大小新高东南西北中"
_COMMON_TWO = "山河湖泉溪坪坝湾岭塘寨桥店集川源台关口林峰崖沙潭谷洲园庄坡阳"
"""Half the names are of such characters: what is found by their rarity alone is not found by its place in the sentence."""

_UNITS = (
    ("{p}县水利局", "局党组书记、局长"), ("{p}县市场监督管理局", "局党组书记、局长"), ("{p}县教育局", "局党组书记、局长"), ("{p}县人民医院", "院党委书记"), ("{p}县农业农村局", "局党组成员、副局长"),
    ("{p}市住房和城乡建设局", "局党组书记、局长"), ("{p}县{q}镇", "镇党委书记"), ("{p}县{q}中学", "校长"), ("{p}区卫生健康局", "局党组书记、局长"), ("{p}市民政局", "局党组副书记、副局长"),
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_SAID = (
    ("{person}同志在会上提出的要求，我们逐条记下了。", "person"), ("特别是{place}镇{village}村的群众反映，让我们坐不住。", "place village"), ("涉及{company}有限公司承建的{village}水库除险加固项目，要一笔一笔对清。", "company village"),
    ("按照《{place}县项目管理办法》（{code}〔2025〕{number}号）的规定重新核过。", "place code number"), ("这笔{amount}万元的资金，去向已经逐户核实。", "amount"), ("{place}县委副书记{person}到{village}村调研时说得很直。", "place person village"),
    ("原副局长{person}违规插手采购的教训，就在身边。", "person"), ("{place}县的兄弟单位在{village}社区已经先走了一步。", "place village"), ("今年3月{day}日在{village}小学查出的那一次，记忆犹新。", "village"),
    ("全县{count}户群众在等我们的答复。", "count"), ("联系人{person}，电话{phone}，随时接受监督。", "person phone"), ("{company}合作社的{count}名社员等着这笔补助。", "company count"),
    ("{place}人常说，账要算在明处。", "place"), ("截至{year}年底，累计完成投资{amount}万元，完成率{rate}%。", "amount rate"), ("我们要把“{slogan}”行动同整改一起抓。", "slogan"),
)  # fmt: skip
_OPENINGS = (
    "刚才，{team}反馈了对{unit}的巡察意见。反馈实事求是、切中要害，我们诚恳接受、照单全收。", "今天，{team}组长{person}代表{team}反馈了巡察意见，指出的问题一条是一条，{own}全部认领。",
    "{year}年3月10日至5月9日，{team}对{unit}开展了巡察。反馈的意见我们完全接受，逐条认账。",
)  # fmt: skip


class Made(msgspec.Struct, frozen=True):
    """A speech made up: its text, its unit, and the names that must stand nowhere else."""

    text: str
    unit: str
    canaries: tuple[str, ...]


class Leaks(msgspec.Struct, frozen=True):
    """What was found: how many speeches were taken in, drafts written, canaries there were, and where any was found again."""

    speeches: int
    refused: tuple[str, ...]
    canaries: int
    drafts: int
    in_files: tuple[str, ...]
    in_passages: tuple[str, ...]
    in_drafts: tuple[str, ...]

    @property
    def found(self) -> int:
        return len(self.in_files) + len(self.in_passages) + len(self.in_drafts)


def _pool(knowledge: "Knowledge") -> dict[int, list[str]]:
    """Return the sentences of the shipped exemplars by section, in the order of their passages."""
    found: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: []}
    for passage in knowledge.shipped_passages:
        section = passage.section if passage.part.value == "body" else 4 if passage.part.value == "closing" else 0
        if section:
            found[section] += [s for s in sentences(passage.text) if 14 <= len(s) <= 90 and "“" not in s]
    return found


def speeches(knowledge: "Knowledge", count: int, seed: int = 0) -> Iterator[Made]:
    """Yield that many speeches; the same seed gives the same ones."""
    chance = random.Random(seed)  # noqa: S311
    pool = _pool(knowledge)
    today = datetime.date(2026, 5, 12)
    known = "\n".join(passage.text for passage in knowledge.shipped_passages)
    for number in range(count):
        own = _names(chance, number, lambda pair: not knowledge.categories.knows(pair) and pair not in known)
        shape, post = _UNITS[number % len(_UNITS)]
        unit = shape.format(p=own["place"], q=own["village"])
        level = "市" if "市" in unit[2:4] else "区" if "区" in unit[2:4] else "县"
        team = f"{level}委第{'一二三四五六'[number % 6]}巡察组"
        context = resolve(Brief(unit=unit, role=post, team=team), knowledge.corpus, today)

        def told(section: int, many: int) -> str:
            texts = [context.fill(s) or "" for s in chance.sample(pool[section], many)]  # noqa: B023
            said, _ = chance.choice(_SAID)
            texts.insert(chance.randrange(1, many), said.format(**own))  # noqa: B023
            return "".join(text for text in texts if text)

        values = {**own, "team": team, "unit": unit, "own": context["自称"]}
        lines = [f"{unit}在{level}委巡察反馈会上的表态发言", f"{unit}{post} {own['person']}" if number % 2 else f"（{own['year']}年5月{own['day']}日）", ""]
        lines += [f"{team}各位领导，同志们：", chance.choice(_OPENINGS).format(**values), f"下面，我代表{unit}{context.body}作表态发言。"]
        for section, heading in ((1, "一、提高站位，认领责任"), (2, "二、对账销号，抓实整改"), (3, "三、举一反三，用好成果")):
            lines += [heading, *(told(section, 4) for _ in range(4 if section == 2 else 2))]
        closing = "".join(context.fill(s) or "" for s in chance.sample(pool[4], 2))
        lines += [f"各位领导，{closing}请{level}委和巡察组监督。", "我的发言完了，谢谢大家。"]
        text = "\n".join(lines)
        watched = [own[key] for key in ("place", "village", "company", "person", "phone", "amount", "code", "count", "rate", "slogan")]
        yield Made(text, unit, tuple(name for name in watched if name in text))


def _names(chance: random.Random, number: int, unknown: Callable[[str], bool]) -> dict[str, str]:
    def pair() -> str:
        ones, twos = (_ONE, _TWO) if number % 2 else (_COMMON_ONE, _COMMON_TWO)
        while not unknown(found := chance.choice(ones) + chance.choice(twos)):
            continue
        return found

    place = pair()
    return {
        "place": place, "village": pair(), "company": pair() + chance.choice(_TWO), "person": chance.choice(_SURNAMES) + pair(), "phone": f"139{chance.randrange(10**7, 10**8)}",
        "amount": f"{chance.randrange(1000, 9999)}.{chance.randrange(11, 99)}", "code": f"{place[0]}政办", "number": str(chance.randrange(10, 99)), "count": str(chance.randrange(1100, 9999)),
        "rate": f"{chance.randrange(61, 99)}.{chance.randrange(11, 99)}", "slogan": f"{chance.choice('四五六七八')}个{pair()}", "year": "2025", "day": str(chance.randrange(3, 28)),
    }  # fmt: skip


def leak_test(assistant: "Assistant", count: int, drafts: int, seed: int = 0) -> Leaks:
    """Ingest count speeches in a folder of their own, write that many drafts for other units, and look for canaries."""
    from assistant.drafting import Assistant
    from assistant.ingest import Ingest

    made = list(speeches(assistant.knowledge, count, seed))
    canaries = sorted({name for one in made for name in one.canaries})
    with tempfile.TemporaryDirectory(prefix="biaotai-") as folder:
        home = Path(folder)
        (home / "in").mkdir()
        other = Assistant(home=home, today=lambda: datetime.date(2026, 6, 1))
        other.knowledge.cache.folder = assistant.knowledge.cache.folder
        run = Ingest(other.knowledge, datetime.date(2026, 6, 1))
        refused, taken = [], 0
        for number, one in enumerate(made):
            path = home / "in" / f"{number:04}.txt"
            path.write_text(one.text, encoding="utf-8")
            outcome = run.take(path)
            taken += len(outcome.taken)
            refused += [no.why for no in outcome.refused]
        run.settle()
        in_files = [
            f"{path.name}：{name}" for path in sorted((home / "library").rglob("*.md")) for name in found_in(path.name + path.read_text(encoding="utf-8"), canaries)
        ]
        library = other.knowledge.library
        texts = [f"{p.document} {p.text}" for p in library.bank.passages] if library else []
        in_passages = found_in("\n".join(texts), canaries)
        in_drafts = []
        for number, brief in enumerate(briefs(assistant.knowledge, drafts)):
            speech = other.draft(brief, seed=number)
            in_drafts += [f"{brief.unit}：{name}" for name in found_in(speech.to_json().decode(), canaries)]
    return Leaks(taken, tuple(refused), len(canaries), drafts, tuple(in_files), tuple(in_passages), tuple(in_drafts))


def found_in(text: str, canaries: Sequence[str]) -> list[str]:
    """Return the canaries that stand in text, spaces aside."""
    bare = re.sub(r"\s", "", text)
    return [name for name in canaries if name in bare]


def briefs(knowledge: "Knowledge", count: int) -> Iterator[Brief]:
    """Yield that many briefs of invented units, with problems of all categories in turn."""
    problems = [category.name for category in knowledge.corpus.categories.values() if category.kinds == "all"]
    units = [unit for unit in knowledge.corpus.units if unit.aliases[0].endswith("局")]
    for number in range(count):
        unit = units[number % len(units)]
        own = [problems[(number * 3 + i) % len(problems)] for i in range(3)]
        yield Brief(unit=f"云溪县{max(unit.aliases, key=len)}", role="局党组书记、局长", problems=tuple(own))
