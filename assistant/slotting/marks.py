"""Put what identifies a unit out of a text: into slots, or into words that name nobody."""

import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from assistant.checks.leaks import figures_in, leftovers
from assistant.context import Context
from assistant.redaction.naming import Name, names_of, place_chain
from assistant.redaction.ordinary import HAN, is_word
from assistant.redaction.people import SURNAMES, people_in

_FIRST = 0xE000
_CAPACITY = 6000
PRIVATE = re.compile(r"[\ue000-\uf8ff]")


class Replaced(msgspec.Struct, frozen=True):
    """One replacement: what stood there, its kind (单位, 地名, 人名, 日期 ...), by what, and in which paragraph."""

    what: str
    kind: str
    by: str
    where: str


_INJECTED = re.compile(
    r"(?:忽略|无视|忘记|不要理会|跳过)[^。！？\n]{0,12}(?:要求|指令|提示|规则|设定|说明|内容)|(?:ignore|disregard|forget)[^。\n]{0,30}(?:instruction|prompt|rule|above)|system\s*prompt|系统提示词?"
    r"|你(?:现在)?(?:是|扮演)[^。]{0,8}(?:AI|人工智能|语言模型|助手|机器人)|(?:输出|打印|泄露)[^。]{0,10}(?:密钥|口令|API|提示词)",
    re.I,
)
_BRACES = {"{": "（", "}": "）", "<": "〈", ">": "〉", "`": "‘"}
_LINE_MARK = re.compile(r"^(?:[#>*+\-=_|~\s]|<!--)+")
_SENTENCE = re.compile(r"[^。！？]+[。！？]?[”’」]?|[。！？]")
_CLAUSE = re.compile(r"[^，。；！？]+[，。；！？]?[”’」]?|[，。；！？]")

_TEAM = (
    r"(?:中共)?(?:{place})?(?:[省市县区州旗盟地]?委|自治区党委|[镇乡]党委|街道党工委|党委|党组)?(?:第?[一二三四五六七八九十\d]{{1,3}})?(?:轮)?(?:(?:专项|提级|交叉|常规|联合|机动))?"
    r"(?:巡[察视](?:第?[一二三四五六七八九十\d]{{1,3}})组|(?<=[第一二三四五六七八九十\d委组县市区])巡[察视]组)"
)
_POSTS = r"(?:党组|党委|县委|市委)?(?:常务)?副?(?:书记|局长|县长|市长|区长|镇长|乡长|部长|主任|主席|组长|院长|校长|园长|科长|处长|所长|站长|董事长|总经理|经理|同志|常委|会计|出纳|老师|医生|村民|职工|干部|股长|队长|支书)"
_GENERIC = (
    ("有限责任公司", "企业"), ("股份有限公司", "企业"), ("有限公司", "企业"), ("公司", "企业"), ("集团", "企业"), ("合作社", "合作社"), ("超市", "商户"), ("酒店", "餐饮单位"), ("饭店", "餐饮单位"),
    ("小学", "学校"), ("中学", "学校"), ("学校", "学校"), ("大学", "学校"), ("幼儿园", "幼儿园"), ("卫生院", "卫生院"), ("卫生室", "卫生室"), ("医院", "医院"), ("社区", "社区"), ("街道", "街道"),
    ("水库", "水库"), ("小区", "小区"), ("项目", "项目"), ("工程", "工程"), ("派出所", "派出所"), ("村", "村"), ("镇", "乡镇"), ("乡", "乡镇"), ("县", "地方"), ("市", "地方"), ("区", "地方"), ("州", "地方"),
    ("大道", "路段"), ("路", "路段"), ("街", "路段"), ("巷", "路段"), ("河", "河道"), ("桥", "桥梁"), ("园", "园区"), ("基地", "基地"), ("厂", "企业"), ("市场", "市场"), ("所", "站所"), ("站", "站所"),
)  # fmt: skip
_ENDINGS = tuple(suffix for suffix, _ in _GENERIC)
_EITHER = "|".join(map(re.escape, _ENDINGS))
_KINDS_AFTER = re.compile(rf"(?:{_EITHER})*")
_KIND_AFTER = re.compile(rf"(?:[^\W\x00-\x7f\ue000-\uf8ff]{{0,4}}?(?:{_EITHER}))?(?:{_EITHER})*")
_POST_BEFORE, _POST_AFTER, _POST_LAST = re.compile(rf"{_POSTS}[：:]?$"), re.compile(_POSTS), re.compile(rf"{_POSTS}$")
_PLACE_AFTER = re.compile(r"县|市|区|镇|乡|村|街道|社区|小学|中学|人(?![们民才员])|[\ue000-\uf8ff]")
_SLOGAN = re.compile(r"“([^“”{}]{3,24})”(?P<after>战略|行动|工程|目标|口号|品牌|理念|布局|思路|计划|格局|定位|愿景|抓手|总要求|主线|精神)?")
_SLOGAN_BEFORE = re.compile(r"(?:打造|践行|叫响|弘扬|围绕|实施|推进|擦亮|锚定|喊出|提出)(?:了)?$")
_PUBLIC = re.compile(r"一把手|^两个(?:维护|确立|责任|务必)|三重一大|^四个(?:意识|自信|服从|全面|伟大|融入|对照)$|八项规定|四风|八小时|一岗双责|第一议题|三会一课|回头看|一案|一网通办|最后一公里|两为主|双随机|三公|三务|两委|七个有之|五个必须|后半篇|亡羊补牢|最先一公里|关键少数")
_NO_NAME = re.compile(r"感谢|^用户$|^送出$|哪个|天天|一亮|原样|少跑|拿到")
_CONTACT = re.compile(rf"(?P<post>联系人|负责人|当事人|组长)[：:]?[{SURNAMES}]{HAN}{{1,2}}(?=[，、。；]|代表|反馈|通报|同志)")
_SCHOOL = re.compile(r"(?<=[在到由是对和，、。；])(?!各个|中心|全[县市区镇]|部分|有的|每个|乡镇|农村|一所|有关|几所|哪所)[^\W\d_a-zA-Z]{2}(?:小学|幼儿园)")
_MARKERS = re.compile(r"\[\[.*?\]\]|【[^】]{0,20}】|[×○□＊*xX]{2,}|[＿_]{2,}|某某|(?<![A-Za-z])[xX×](?=[省市县区局院校镇乡村])")


class Slotter:
    """Replaces in the paragraphs of one speech; `keep` stays as it is, `instead` maps what stood there to a person's own word.

    `hide` are words of the user's that must go; `official` are phrases that belong to nobody.
    """

    def __init__(
        self, context: Context, texts: Iterable[str], others: Iterable[str], keep: frozenset[str] = frozenset(),
        instead: Mapping[str, str] | None = None, hide: Iterable[str] = (), official: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.context, self._keep, self._instead, self._official = context, keep, dict(instead or {}), official
        self.replaced: list[Replaced] = []
        self._values: list[str] = []
        texts = list(texts)
        self.names = [name for name in names_of(context, [word for word in hide if word.strip()], texts) if name.text not in keep and not _NO_NAME.search(name.text)]
        self._places = sorted({n.text for n in self.names if n.kind == "地名" and len(n.text) >= 2}, key=len, reverse=True)
        self._rules = list(self._made(sorted({*others}, key=len, reverse=True)))

    # -- one paragraph ---------------------------------------------------------------------------------------------------

    def put(self, text: str, where: str) -> str:
        """Return text with everything replaced; a sentence that speaks to a model, or still names somebody, is dropped."""
        self._values = []
        text = PRIVATE.sub("", text)
        kept = []
        for sentence in _SENTENCE.findall(text):
            if _INJECTED.search(sentence):
                self.replaced.append(Replaced(sentence, "指令", "", where))
            else:
                kept.append(sentence)
        text = _LINE_MARK.sub("", "".join(kept))
        for mark in dict.fromkeys(re.findall(r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]{0,40}\}|[{}<>`]", text)):
            self.replaced.append(Replaced(mark, "记号", "（…）", where))
        text = "".join(_BRACES.get(c, c) for c in text)
        for rule in self._rules:
            text = rule(text, where)
        text = self._people(text, where)
        text = self._figures(text, where)
        text = self._slogans(text, where)
        text = self._left(text, where)
        return self._filled(text)

    def _mark(self, what: str, kind: str, by: str, where: str) -> str:
        """Return the character that stands for a replacement until the paragraph is done; what itself where it is kept."""
        if what in self._keep or len(self._values) >= _CAPACITY:
            return what
        by = self._instead.get(what, by)
        self.replaced.append(Replaced(self._filled(what), kind, by, where))
        self._values.append(by)
        return chr(_FIRST + len(self._values) - 1)

    def _filled(self, text: str) -> str:
        return PRIVATE.sub(lambda match: self._values[ord(match.group()) - _FIRST], text)

    def _rule(self, pattern: str | re.Pattern[str], kind: str, by: str | Callable[[re.Match[str]], str]) -> Callable[[str, str], str]:
        compiled = re.compile(pattern)

        def run(text: str, where: str) -> str:
            return compiled.sub(lambda m: self._mark(m.group(), kind, by if isinstance(by, str) else by(m), where) if m.group() else "", text)

        return run

    def _made(self, others: list[str]) -> Iterable[Callable[[str, str], str]]:
        context = self.context
        place = "|".join(map(re.escape, self._places)) or r"(?!)"
        near = rf"(?:{place})?"
        yield self._rule(_MARKERS, "记号", "有关")
        for name in self._of("文号", "号码"):
            if name.kind == "文号":
                yield self._rule(rf"(?:《[^》]{{2,40}}》)?[（(]?{re.escape(name.text)}[）)]?", "文号", "有关文件")
            else:
                yield self._word(name.text, "号码", lambda _, start, end: (start, end, "（略）"))
        yield self._rule(_TEAM.format(place=place), "巡察组", "{巡察组}")
        sent = re.escape(context["上级党委"])
        if context["上级"] != context["上级党委"]:
            yield self._rule(near + re.escape(context["上级"]), "上级党委", "{上级}")
        if context["上级党委"] != "上级党委":
            yield self._rule(rf"(?:中共)?{near}(?<![市省]){sent}(?!员会?大?会?的委|托|派)", "上级党委", "{上级党委}")
        yield from self._units(near, others)
        for slot, kind in (("会议", "会议"), ("党组织", "党组织"), ("全体", "自称"), ("队伍", "自称"), ("成员", "职务"), ("系统", "系统")):
            value = context[slot]
            if len(value) >= 3 or slot == "全体":
                tail = r"(?!织部)" if slot == "党组织" else r"(?![市场])"
                yield self._rule(rf"{near}(?<!分){re.escape(value)}{tail}", kind, f"{{{slot}}}")
        yield self._rule(re.escape(context["自称"]) if context["自称"].startswith("我") else r"(?!)", "自称", "{自称}")
        if context["全域"].startswith("全"):
            yield self._rule(re.escape(context["全域"]) + r"(?![面部体])", "地名", "{全域}")
        for name in self._of("巡察组"):
            if name.text not in ("巡察组", "巡视组"):
                yield self._word(name.text, "巡察组", lambda _, start, end: (start, end, "{巡察组}"))
        for name in self._of("人名"):
            yield self._person(name)
        yield self._rule(_CONTACT, "人名", lambda match: match["post"])
        yield self._rule(_SCHOOL, "名称", "有关学校")
        for name in self._of("名称", "地名", "单位"):
            yield self._named(name)

    def _of(self, *kinds: str) -> list[Name]:
        return sorted((name for name in self.names if name.kind in kinds), key=lambda name: -len(name.text))

    def _units(self, near: str, others: list[str]) -> Iterable[Callable[[str, str], str]]:
        context = self.context
        full = re.sub(r"\s", "", context.brief.unit)
        chain, core = place_chain(full)
        body = "|".join(map(re.escape, sorted({context.body, "党组", "党委", "党支部", "党总支", "党工委"}, key=len, reverse=True)))
        forms = {full, core if chain and len(core) >= 3 else full}
        if chain:
            forms |= {stem + alias for stem, _ in chain for alias in context.unit.aliases if len(stem) >= 2}
            forms |= {level[-1] + core for _, level in chain if core}
        forms |= {name.text for name in self._of("单位") if len(name.text) >= 3}
        for other in others:
            yield self._word(other, "单位", lambda _, start, end: (start, end, "有关单位"))
        if not full or full == "某单位":
            return
        either = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        yield self._rule(rf"(?:中共)?{near}(?:{either})(?:机关)?(?:{body})(?!织)", "党组织", "{党组织}")
        yield self._rule(rf"{near}(?:{either})(?!\w{{0,2}}分局)", "单位", "{单位}")

    def _word(self, word: str, kind: str, told: "Callable[[str, int, int], tuple[int, int, str] | None]") -> Callable[[str, str], str]:
        """Return the rule for one word: `told` gives where the replacement begins and ends, and by what; None leaves it."""

        def run(text: str, where: str) -> str:
            at = text.find(word)
            while at >= 0:
                found = told(text, at, at + len(word))
                if found is None:
                    at = text.find(word, at + 1)
                    continue
                start, end, by = found
                mark = self._mark(text[start:end], kind, by, where)
                text = text[:start] + mark + text[end:]
                at = text.find(word, start + len(mark))
            return text

        return run

    def _person(self, name: Name) -> Callable[[str, str], str]:
        def told(text: str, start: int, end: int) -> tuple[int, int, str]:
            with_it = text.startswith("同志", end)
            after = _POST_AFTER.match(text, end) is not None and not with_it
            end += 2 * with_it
            if before := _POST_BEFORE.search(text, max(0, start - 12), start):
                post = before.group().rstrip("：:")
                return before.start(), end, post if post != "同志" else "有关同志"
            return start, end, "" if after else "有关同志"

        if _POST_LAST.search(name.text):  # 王局长
            post = re.sub(r"^(?:..(?=副?(?:总|书记))|.)", "", name.text)
            return self._word(name.text, "人名", lambda _, start, end: (start, end, post))
        return self._word(name.text, "人名", told)

    def _named(self, name: Name) -> Callable[[str, str], str]:
        word = name.text
        if name.kind == "地名":
            own = next((g for s, g in _GENERIC if word.endswith(s) and len(word) > len(s) + 1), "")
            by = "当地" if not own or own == "地方" else f"有关{own}"

            def place(text: str, start: int, end: int) -> tuple[int, int, str] | None:
                return None if name.where and not _PLACE_AFTER.match(text, end) else (start, end, by)

            return self._word(word, "地名", place)
        tail = _KINDS_AFTER if word.endswith(_ENDINGS) else _KIND_AFTER

        def other(text: str, start: int, end: int) -> tuple[int, int, str]:
            if match := tail.match(text, end):
                end = match.end()
            return start, end, "有关" + next((generic for suffix, generic in _GENERIC if text.endswith(suffix, start, end)), "单位")

        return self._word(word, name.kind, other)

    # -- what is found paragraph by paragraph ------------------------------------------------------------------------------

    def _people(self, text: str, where: str) -> str:
        for found in dict.fromkeys(people_in(text)):
            if found not in self._keep and not PRIVATE.search(found):
                text = self._person(Name(found, "人名"))(text, where)
        return text

    def _figures(self, text: str, where: str) -> str:
        spans = sorted(figures_in(text), key=lambda span: -span[1])
        for what, start, end in spans:
            found = text[start:end]
            if not PRIVATE.search(found):
                text = text[:start] + self._mark(found, what, _masked(found, what), where) + text[end:]
        return re.sub(r"[A-Za-z][A-Za-z0-9\-]{3,}", lambda m: self._mark(m.group(), "号码", "（略）", where), text)

    def _slogans(self, text: str, where: str) -> str:
        def by(match: re.Match[str]) -> str:
            said, before = match[1], text[: match.start()]
            own = match["after"] or _SLOGAN_BEFORE.search(before) or re.search(r"[一二三四五六七八九十\d]{1,3}[个大张条項项抓型化]", said)
            if not own or _PUBLIC.search(said) or said in self._official or is_word(said):
                return match.group()
            after = match["after"] or ""
            return self._mark(match.group(), "口号", "{重点工作}" if after in ("战略", "行动", "工程", "计划", "布局") else f"这一{after or '目标'}", where)

        return _SLOGAN.sub(by, text)

    def _left(self, text: str, where: str) -> str:
        """Drop the clauses in which a name is still found, by the checks that read drafts."""
        for _ in range(4):
            bad = {found for _, found, _ in leftovers(PRIVATE.sub("，", text)) if found not in self._keep}
            bad |= {name.text for name in self.names if not name.where and len(name.text) >= 2 and name.text in re.sub(r"\s", "", text)}
            bad -= self._keep
            if not bad:
                return text
            kept = []
            for clause in _CLAUSE.findall(text):
                if any(name in re.sub(r"\s", "", clause) for name in bad):
                    self.replaced.append(Replaced(self._filled(clause), "整句删去", "", where))
                else:
                    kept.append(clause)
            text = "".join(kept)
            if text and text[-1] in "，；、":
                text = text[:-1] + "。"
        return text


def _masked(found: str, what: str) -> str:
    """Return a word for a figure that keeps its shape: 某年某月某日, 若干万元, 一定比例."""
    if what == "日期":
        shape = re.sub(r"(?:\d+|[〇○零一二三四五六七八九十]+)(?=[年月日号])", "某", found)
        return shape if re.search("[年月日号]", shape) and not re.search(r"\d", shape) else "某日"
    if what == "文号":
        return "有关文件"
    if what == "比率":
        return "一定比例"
    if what == "数额":
        return "若干" + re.sub(r"^[\d,.\s一二两三四五六七八九十百千零〇点]+|[多余]", "", found)
    return "若干"


def clean(text: str) -> str:
    """Return text in half-width letters and digits, without spaces between Chinese characters and invisible marks."""
    text = text.translate(_NARROW)
    text = re.sub(r"[\u200b-\u200f\u2060-\u206f\ufeff\u00ad]", "", text)
    text = re.sub(r"(?<=[^\x00-\x7f])[ \t\u3000\xa0]+|[ \t\u3000\xa0]+(?=[^\x00-\x7f])", "", text)
    return re.sub(r"\s+", " ", text).strip()


_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0E, 0xFF05, 0xFF5B, 0xFF5D)}
