"""The places in a speech as people name them: 第二部分, 开头, 第3段, 二是那条, 第三个标题, 别的."""

import re

import msgspec

NUMERALS = "一二三四五六七八九十"
_PARTS = {
    "whole": "全文", "others": "其余部分", "title": "总标题", "salutation": "称呼", "opening": "开头", "transition": "过渡句", "closing": "结尾",
    "thanks": "致谢", "headings": "三个标题",
}  # fmt: skip


class Target(msgspec.Struct, frozen=True):
    """A place in a speech.

    `part` is whole, others (all that is not kept), title, salutation, opening, transition, section, heading, closing or
    thanks; `number` the section's; `paragraph` and `item` count from 1, -1 is the last, 0 is all of them. An item is
    one of 一是, 二是 ..., or the n-th problem that is answered.
    """

    part: str = "whole"
    number: int = 0
    paragraph: int = 0
    item: int = 0

    def __str__(self) -> str:
        text = f"{self.part} {self.number}" if self.number else self.part
        text += f"#{self.paragraph}" if self.paragraph else ""
        return f"{text} item {self.item}" if self.item else text

    @property
    def name(self) -> str:
        """The place in Chinese: 第二部分第3段."""
        if self.part == "heading" and not self.number:
            text = _PARTS["headings"]
        elif self.part in ("section", "heading"):
            text = f"第{chinese(self.number)}部分" + ("标题" if self.part == "heading" else "")
        else:
            text = _PARTS[self.part] if self.part != "whole" or not (self.paragraph or self.item) else ""
        if self.paragraph:
            text += "最后一段" if self.paragraph < 0 else f"第{self.paragraph}段"
        if self.item:
            text += "最后一条" if self.item < 0 else f"第{chinese(self.item)}条"
        return text


WHOLE = Target()


def chinese(n: int) -> str:
    """Return a small number in Chinese, a larger one in digits."""
    return NUMERALS[n - 1] if 0 < n <= 10 else str(n)


_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "两": 2, "半": 0}


def number_of(text: str) -> float:
    """Return the number that digits or Chinese numerals tell; 一千五 is 1500, as it is said; 0 where it is none."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text[:9])
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)([千百])", text):
        return float(found[1]) * {"千": 1000, "百": 100}[found[2]]
    total, digit, unit = 0.0, 0, 1
    for c in text:
        if c in "十百千":
            unit = {"十": 10, "百": 100, "千": 1000}[c]
            total += (digit or 1) * unit
            digit = 0
        elif c in _DIGITS:
            digit = _DIGITS[c]
        else:
            return 0.0
    if digit and unit >= 100 and text[-2:-1] in "百千":
        return total + digit * unit / 10
    return total + digit


_NUM = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,2}"
_LAST = r"最后|末尾|末|最末|最后面|倒数第一"
_PARAGRAPH = rf"(?:的?(?:第(?P<p>{_NUM})(?:个)?(?:自然)?段|(?P<plast>{_LAST})(?:的)?(?:那|这)?(?:一)?段|(?P<pfirst>开头|头|首)(?:那|的)?(?:一)?段)(?:话)?)"
_SECTION = rf"(?:第(?P<s>{_NUM})(?:个)?(?:大)?(?:部分|块|大块|大段|章|板块|大点|大条)|(?P<named>(?:讲|谈|说)?认识(?:那|这)?(?:一)?(?:个)?部分|整改(?:措施)?(?:那|这)?(?:一)?(?:个)?部分|成果(?:运用)?(?:那|这)?(?:一)?(?:个)?部分))"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("headings", r"(?<!第)(?:三|几|所有|全部)个?(?:大)?(?:小)?标题|标题(?=都|全|统统)"),
    ("heading", rf"第(?P<s>{_NUM})(?:个)?(?:大)?(?:部分|块)(?:的)?(?:大|小)?标题|第(?P<s2>{_NUM})(?:个|条)?(?:大|小)?标题|(?:大|小)?标题(?P<s3>{_NUM})"),
    ("item", rf"{_SECTION}(?:的|里的?|中的?)?(?:第(?P<i>{_NUM})(?:条|项|点|个问题)|(?P<i2>[一二三四五六七八九十])[是要](?:那|这)?(?:一)?(?:条|项|点|段)?)"),
    ("section", rf"{_SECTION}(?:里面?|当中|中)?{_PARAGRAPH}?"),
    ("opening", rf"(?:开头|开场白?|开篇|起头|引言|开头部分|开始)(?:部分)?(?:{_PARAGRAPH.replace('(?P<pfirst>开头|头|首)(?:那|的)?(?:一)?段', '(?P<pfirst>首段)')}|(?:那|这)(?:一)?段(?:话)?)?"),
    ("closing", rf"(?:结尾|收尾|结束语|结语|尾巴|末尾|落尾|结束部分|最后(?=(?:那|这)?(?:一)?句|谢|感谢|收|加一|补一|不要|别))(?:部分)?(?:{_PARAGRAPH.replace('(?P<pfirst>开头|头|首)(?:那|的)?(?:一)?段', '(?P<pfirst>首段)')}|(?:那|这)(?:一)?段(?:话)?)?|最后(?:那|这)?(?:一)?段(?!话?的)|末段|最末段"),
    ("transition", r"过渡句|过渡(?:那|这)?(?:一)?(?:句|段)"),
    ("salutation", r"(?:开头的?)?称呼(?:那|这)?(?:一)?(?:行|句)?|称谓|抬头"),
    ("title", r"总标题|大标题|题目|讲稿标题|稿子标题|标题"),
    ("thanks", r"致谢(?:那)?(?:一)?(?:句|段)"),
    ("item", rf"第(?P<i>{_NUM})(?:条|项|点|个问题|个措施)(?:问题|措施)?|(?P<i2>[一二三四五六七八九十])[是要](?:那|这)(?:一)?(?:条|项|点|段)|(?P<ilast>最后)(?:一|那一?|这一?)(?:条|项|点|个问题)"),
    ("paragraph", rf"{_PARAGRAPH}"),
    ("others", r"(?<![成为换用作个])(?:别的(?!办法|法子|说法|写法|措施|词|话)(?:地方|部分|段落|内容)?|其他的?(?:地方|部分|段落|内容)?|其它的?(?:地方|部分|段落|内容)?|其余的?(?:地方|部分|段落|内容)?|剩下的?(?:地方|部分|段落|内容)?|另外的?(?:两|几)?(?:个)?部分)"),
    ("whole", r"全文|整篇(?:稿子|文章|发言)?|整体上?|通篇|全篇|整个稿子|总体上?|全稿"),
)
_COMPILED = tuple((part, re.compile(pattern)) for part, pattern in _PATTERNS)
_NAMED = {"认": 1, "整": 2, "成": 3}


def find_targets(text: str) -> tuple[list[Target], list[tuple[int, int]]]:
    """Return the places named in text, in order, and the span of each."""
    found: list[tuple[int, int, Target]] = []
    for part, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if not match.group() or any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            found.append((match.start(), match.end(), _target(part, match)))
    found.sort(key=lambda entry: entry[0])
    if len(found) == 2 and (found[0][2].part, found[1][2].part) == ("section", "title"):  # 第三部分换一个标题
        found = [(*found[0][:2], Target("heading", found[0][2].number)), (*found[1][:2], Target("heading", found[0][2].number))]
    found = _inside(text, found)
    return list(dict.fromkeys(target for *_, target in found)), [(start, end) for start, end, _ in found]


_END, _START = re.compile(r"末尾|最后|结尾|末了|尾巴"), re.compile(r"开头|开始")


def _inside(text: str, found: list[tuple[int, int, Target]]) -> list[tuple[int, int, Target]]:
    """Return places with the beginning or the end of one as a place in it: 第二部分末尾 is no end of the speech."""
    inner: list[tuple[int, int, Target]] = []
    found_headings: list[tuple[int, int, Target]] = []
    for start, end, target in found:
        last = inner[-1] if inner else None
        near = last is not None and last[2].part in ("section", "opening", "closing") and re.fullmatch(r"[的里中最]{0,2}", text[last[1] : start])
        words = text[start:end]
        joined = text[last[1] : start] if last else ""
        if last and target.part == "heading" and not target.number and not joined and last[2].part == "section":  # 第二部分、第三部分标题都换
            while inner and inner[-1][2].part == "section" and not inner[-1][2].paragraph + inner[-1][2].item:
                before = inner.pop()
                found_headings.append((before[0], end, Target("heading", before[2].number)))
            inner += reversed(found_headings)
        elif last and target.part == "whole" and target.paragraph and last[2].part == "whole" and last[2].paragraph in (1, 2, 3) and not joined:  # 第三段头一段
            inner[-1] = (last[0], end, Target("section", last[2].paragraph, target.paragraph))
        elif last and target.part == "whole" and target.paragraph and last[2].part == "section" and last[2].paragraph and re.fullmatch(r"[跟和与、及同]", joined):
            inner.append((start, end, Target("section", last[2].number, target.paragraph)))
        elif last and near and target.part in ("opening", "closing") and not target.paragraph and (_END.match(words) or _START.match(words)):
            place = 0 if last[2].item else last[2].paragraph or (-1 if _END.match(words) else 1)
            inner[-1] = (last[0], end, Target(last[2].part, last[2].number, place, last[2].item))
        else:
            inner.append((start, end, target))
    return inner


def _target(part: str, match: re.Match[str]) -> Target:
    groups = match.groupdict()
    number = 0
    if digits := groups.get("s") or groups.get("s2") or groups.get("s3"):
        number = round(number_of(digits))
    elif named := groups.get("named"):
        number = _NAMED[re.sub(r"^[讲谈说]", "", named)[0]]
    paragraph = round(number_of(groups["p"])) if groups.get("p") else -1 if groups.get("plast") else 1 if groups.get("pfirst") else 0
    if part == "item":
        item = -1 if groups.get("ilast") else round(number_of(groups.get("i") or groups.get("i2") or ""))
        return Target("section", number, 0, item)
    if part == "paragraph":
        return Target("closing") if paragraph < 0 else Target("whole", 0, paragraph)
    if part == "headings":
        return Target("heading", 0)
    return Target(part, number, paragraph)


