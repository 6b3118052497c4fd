"""Structure, numbering, headings, rhythm, repetition and length."""

import re
from collections import Counter
from collections.abc import Iterator

from assistant.brief import DEFAULT_LENGTH, LENGTHS
from assistant.checks.subject import Subject
from assistant.findings import Finding
from assistant.speech import MAX_SENTENCE, NUMERALS
from index.segment import sentences

_PADDING = ("切实", "进一步", "不断", "全面", "深入")
_MAX_PADDING = 10
_MAX_LIST = 5


def check(subject: Subject) -> Iterator[Finding]:
    yield from _sections(subject)
    yield from _headings(subject)
    yield from _numbering(subject)
    yield from _rhythm(subject)
    yield from _repetition(subject)
    yield from _length(subject)


def _sections(subject: Subject) -> Iterator[Finding]:
    speech = subject.speech
    numerals = re.findall(r"(?m)^[\s　#*]*([一二三四五六七八九十])、", subject.raw)
    if len(speech.sections) != 3:
        yield Finding(
            "structure.sections", "error", "全文", f"应有认识、整改、成果运用三个部分，现在认出 {len(speech.sections)} 个",
            "三个部分各立一个标题，写成“一、……”“二、……”“三、……”并单独成行",
        )  # fmt: skip
    elif numerals and numerals != list(NUMERALS[: len(numerals)]):
        yield Finding("structure.numbering", "error", "标题", f"标题序号是{'、'.join(numerals)}，没有按顺序", "改成一、二、三")
    for number, section in enumerate(speech.sections):
        if not section.paragraphs:
            yield Finding("structure.empty", "error", f"第{NUMERALS[number]}部分", "只有标题，没有内容", "补上内容，或并到别的部分")
    if speech.title and re.search(r"[。；，！]$", speech.title):
        yield Finding("structure.title", "warning", "标题", "标题末尾不加标点", "删去标题末尾的标点")
    if speech.title and "表态" not in speech.title:
        yield Finding("structure.title", "note", "标题", "标题里没有“表态发言”", "写成“在……巡察反馈会上的表态发言”")
    if not speech.salutation:
        yield Finding("structure.salutation", "warning", "称呼", "没有找到称呼", "标题下面加一行称呼，例如“各位领导，同志们：”")
    # In a plain text the closing may stand unmarked at the end of a long last section, or before the thanks.
    sure = speech.writer != "user" or "\n---" in subject.raw
    if not speech.closing and speech.sections and (sure or (not speech.thanks and len(speech.sections[-1].paragraphs) < 3)):
        yield Finding("structure.closing", "warning", "结尾", "没有找到结尾段", "最后加一段，回到一个具体问题，说清改好以后看得到什么")


def _headings(subject: Subject) -> Iterator[Finding]:
    headings = [section.heading for section in subject.speech.sections]
    if len(headings) != 3:
        return
    clauses = [re.split(r"[，、 　]", heading) for heading in headings]
    if len({len(parts) for parts in clauses}) > 1:
        yield Finding("heading.parallel", "warning", "标题", "三个标题的小句数不一样，读起来不对称", "改成同样的几个小句")
    elif max(map(len, headings)) - min(map(len, headings)) > 4:
        yield Finding("heading.parallel", "warning", "标题", "三个标题长短相差太多", "让对应的小句字数接近")
    for number, heading in enumerate(headings):
        if re.search(r"[。；！？：，、]$", heading) or re.search(r"[的了]$", heading):
            yield Finding("heading.ending", "warning", f"第{NUMERALS[number]}部分标题", f"“{heading}”的结尾不合标题写法", "去掉末尾的标点或虚字")
    if len(set(headings)) < 3:
        yield Finding("heading.same", "error", "标题", "有两个标题一样", "改掉其中一个")


_MARK = re.compile(r"(?:^|[。；;：:！？\s　])第?([一二三四五六七八九十])([是要]|来)(?=[\w，“])")


def _numbering(subject: Subject) -> Iterator[Finding]:
    for number, section in enumerate(subject.speech.sections):
        place = f"第{NUMERALS[number]}部分"
        marks = [match for p in section.paragraphs for match in _MARK.finditer(p.text)]
        expected = 0
        for match in marks:
            value = NUMERALS.find(match.group(1))
            if value == 0:
                expected = 0
            if value != expected:
                found = f"{match.group(1)}{match.group(2)}"
                yield Finding("structure.enumeration", "error", place, f"“{found}”的序号接不上前面", "按一、二、三依次编")
                break
            expected = value + 1
        if len({match.group(2) for match in marks}) > 1:
            yield Finding("structure.mixed", "warning", place, "“一是”和“一要”混用", "一个部分只用一种")
        if len(marks) > _MAX_LIST:
            yield Finding("structure.list", "warning", place, f"一口气列了 {len(marks)} 条，听的人记不住", "挑最要紧的两三条单独说，其余归类")


def _rhythm(subject: Subject) -> Iterator[Finding]:
    for place, sentence in subject.sentences:
        size = len(re.sub(r"\s", "", sentence))
        if size > MAX_SENTENCE:
            yield Finding("rhythm.sentence", "warning", place, f"一句话 {size} 个字，一口气念不完：“{sentence[:18]}……”", f"断成两句，每句不超过 {MAX_SENTENCE} 字")
    padding = sum(subject.text.count(word) for word in _PADDING)
    if padding > _MAX_PADDING:
        yield Finding("rhythm.padding", "warning", "全文", f"“切实”“进一步”“不断”“全面”“深入”共用了 {padding} 次", "能删就删，换成谁做、什么时候做")


def repeated_share(subject: Subject, free: tuple[str, ...] = ()) -> float:
    """Return the share of characters in sentences of 10 or more that have stood before, set phrases aside."""
    seen: set[str] = set()
    again = total = 0
    for _, sentence in subject.sentences:
        plain = re.sub(r"[\W_]", "", sentence)
        total += len(plain)
        pieces = {plain[i : i + 12] for i in range(len(plain) - 11)}
        if len(pieces & seen) > 0 and plain not in free:
            again += min(len(plain), len(pieces & seen) + 11)
        seen |= pieces
    return round(again / total, 4) if total else 0.0


def _repetition(subject: Subject) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for place, text in subject.places:
        if place.endswith(("标题", "称呼")):
            continue
        for sentence in sentences(text):
            plain = re.sub(r"[\W_]", "", sentence)
            if len(plain) >= 10 and plain in seen:
                yield Finding("repetition.sentence", "error", place, f"这句话在{seen[plain]}已经说过：“{sentence[:20]}”", "删去一处")
            seen.setdefault(plain, place)
    spans: dict[str, tuple[str, str]] = {}
    given = [re.sub(r"[\W_]", "", words) for words in subject.context.brief.words()] if subject.context else []
    named = re.compile("|".join(map(re.escape, sorted({w for w in given if len(w) >= _NAMED}, key=lambda w: (-len(w), w)))) or "(?!)")
    whole = Counter(re.sub(r"[\W_]", "", sentence) for _, sentence in subject.sentences)
    for place, sentence in subject.sentences:
        plain = re.sub(r"[\W_]", "", sentence)
        own = named.sub("□", plain)  # a problem is named in each section: what is said of it must not be the same
        at = next((i for i in range(len(own) - _SPAN + 1) if own[i : i + _SPAN] in spans), None)
        if at is not None and whole[plain] == 1:
            before, earlier = spans[own[at : at + _SPAN]]
            end = at + _SPAN
            while end < len(own) and own[at : end + 1] in earlier:
                end += 1
            yield Finding("repetition.span", "warning", place, f"“{_as_written(sentence, own[at:end])}”同{before}重复", "换一种说法，或删去一处")
        for i in range(len(own) - _SPAN + 1):
            spans.setdefault(own[i : i + _SPAN], (place, own))


_SPAN, _NAMED = 16, 6


def _as_written(sentence: str, run: str) -> str:
    """Return where a run of characters, without marks and with □ for what the brief names, stands in a sentence, marks included."""
    found = re.search(r"[\W_]*".join(".+?" if char == "□" else re.escape(char) for char in run), sentence)
    return (found.group() if found else run.replace("□", "……"))[:40]


def _length(subject: Subject) -> Iterator[Finding]:
    size = subject.characters
    context = subject.context
    if context is not None and (context.brief.length or context.brief.minutes or subject.speech.writer != "user"):
        wanted = context.length
        if abs(size - wanted) > wanted * 0.1:
            word = "多" if size > wanted else "少"
            yield Finding("length.asked", "warning", "全文", f"全文 {size} 字，比要的 {wanted} 字{word}了 {abs(size - wanted)} 字", "增删次要的段落，或改“字数”")
    elif not LENGTHS[0] <= size <= LENGTHS[1]:
        yield Finding("length.usual", "note", "全文", f"全文 {size} 字，通常在 {LENGTHS[0]}—{LENGTHS[1]} 字之间（默认 {DEFAULT_LENGTH}）", "看看是不是太短或太长")
