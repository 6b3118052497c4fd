"""Cut what a feedback document says into problems: runs inside a paragraph, sentences, general words and concrete ones."""

import re
from itertools import pairwise

import msgspec

from assistant.feedback.layout import Block
from assistant.patterns import Pattern

_HAN = r"[\u4e00-\u9fff]"
_FAMILIES = tuple(
    (kind, re.compile(rf"(?:^|(?<=[。；：，、！？]))(?:{source})"))
    for kind, source in (
        ("一是", r"[一二三四五六七八九十]{1,2}[是要](?![不否])"),
        ("其一", r"其[一二三四五六七八九][，是、]"),
        ("一、", r"[一二三四五六七八九十]{1,2}、(?=[^一二三四五六七八九十])"),
        ("第一", r"第[一二三四五六七八九十]{1,2}[，、是]"),
        ("首先", r"首先|其次|再次|再者|最后"),
        ("（1）", r"（\d{1,2}）"),
        ("①", r"[①-⑳]"),
        ("（一）", r"（[一二三四五六七八九十]{1,2}）"),
        ("1.", r"\d{1,2}(?:\.(?!\d)|、)"),
        ("一方面", r"(?:另)?一方面"),
    )
)
_FIRST = {"一、", "一是", "一要", "其一", "第一", "首先", "（1", "①", "（一", "1.", "1、", "一方"}
FAULT = Pattern(
    r"不|未|没|无|缺|欠|弱|差|漏|违|乱|虚|散|软|松|慢|迟|拖|超|挪用|套取|挤占|侵占|截留|闲置|浪费|照搬|照抄|代签|代写|代替|代管|流于|走过场|形式|滞后|淡|偏|单一|随意|盲目|敷衍"
    r"|应付|打折扣|注水|缩水|水分|两张皮|断档|断层|老化|失守|失控|失管|失联|失之|重.{1,8}轻|低|少|难|停留|空转|脱节|雷同|乏力|造假|优亲|反弹|屡|久|规避|擅自|私|风险|隐患|负担"
    r"|薄|粗放|简单|人情|纸面|走样|走了样|改了又犯|又犯|空|浅|标签|平衡|坐庄|转包|挂靠|推诿|扯皮|温差|落差|一包了之|一签了之|了之|变相|混|僵|等靠要|只进|大操大办|吃拿卡要|闲|旧|过高|过长|过多|过于"
    r"|化整为零|拆分|垫资|白条|收不|高于|错|假|转圈|矛盾|抵触|突击|搭车|压级|压价|冒领|重复|代领|暗箱|草率|加码|反复|失修|偏高|偏低|大锅饭|轮流|冒名|冒充|顶替|突出|停滞|零发展|疲沓|懈怠|拖沓|滑坡|下滑|倒挂|悬空|落空|沉睡|骗|虚列|克扣|奢|堆积|积压|脱管|断|拍板|一言堂|关联交易|体外|流失|短缺|短少"
)
"""What is said of something that is not as it should be; broad, for where only problems are told."""

EVIDENCE = re.compile(
    r"(?:如|例如|比如|譬如|其中|有的|有些|个别|一些|抽查|经查|查看|截至|截止|至今|目前|近[一二三四五两几]年|今年|去年|上年|当年|巡察(?:组|时|期间)|巡视(?:组|时|期间)|据|甚至|也|还|仍|且|并|尤其|特别|以.{1,10}为例|该|其|对此|后来|结果|\d|[一二三四五六七八九十两]+[个名次起户家件人]|“?《)"
)
_SOME = re.compile(r"(?:有的|部分|个别|一些|少数)(?!$)")
SUCH = re.compile(rf"^{_HAN}{{2,6}}(?:[村镇乡]|社区|[所站队桥路]|库点|水库|小区|公司|[一二三四五六七八九十]科)(?:的|党支部|\d|[一二三四五六七八九]|有|将|在|建成|原)")
OPENERS = re.compile(r"^(?:同时|此外|另外|还有|再就是|主要是|具体表现(?:为|在)|表现(?:为|在))[，：]?")
ORDINAL = re.compile(rf"^(?:第[一二三四五六七八九]个?方面|[首先再最后一二三四五六][先后者]?说|说到|在?{_HAN}{{2,24}}(?:方面|上)[，：。])")
_LEADIN = re.compile(r"^[^：，。]{0,16}(?:表现|体现|主要|具体|以下|如下|问题|反映)[^：。]{0,10}：")
_TOPIC = re.compile(r"^([^：，。；“]{2,40})：(?=[^：]{4})")
_ABOUT = re.compile(rf"(?:在|从|就){_HAN}{{2,24}}?(?:方面|上|中|来看|来说)，|(?:头一个|第[一二三四五六七八九]个?(?:方面)?|首先|其次|再次|最后|另外|还有|此外)，")
_MOST, _ENOUGH = 60, 16


class Piece(msgspec.Struct, frozen=True):
    """A sentence, or a part of one up to a semicolon: as it stands, with the punctuation that was meant, and where it begins.

    `at` is counted in the raw texts of all blocks, one after another.
    """

    raw: str
    text: str
    at: int = 0

    def cut(self, start: int, end: int | None = None) -> "Piece":
        """Return a part of the piece."""
        return Piece(self.raw[start:end], self.text[start:end], self.at + start)


def with_runs(found: list[Block]) -> list[Block]:
    """Return blocks with those that hold a run (一是…二是…) cut into what leads to it and its members, one level below."""
    cut: list[Block] = []
    level = 0
    for block in found:
        level = block.depth if block.depth < 99 else level
        cut += [block] if block.kind == "表" else _cut(block, level if block.depth == 99 else block.depth, ())
    return cut


def _cut(block: Block, depth: int, used: tuple[str, ...]) -> list[Block]:
    body = 0 if block.kind in ("一是", "第一") else block.body
    best: tuple[int, str, list[re.Match[str]]] | None = None
    for kind, pattern in _FAMILIES:
        if kind in used:
            continue
        marks = list(pattern.finditer(block.text[body:]))
        first = next((n for n, m in enumerate(marks) if m.group()[:2] in _FIRST or m.group()[:1] in _FIRST), None)
        if first is None or len(marks) - first < 2:
            continue
        if best is None or body + marks[first].start() < best[0]:
            best = (body + marks[first].start(), kind, marks[first:])
    if best is None:
        return [block]
    start, kind, marks = best
    parts = []
    if start > body:
        lead = msgspec.structs.replace(block, raw=block.raw[:start], text=block.text[:start], head=False)
        # A lead of plain text stands among the text, yet above its members.
        parts.append(lead if block.kind else msgspec.structs.replace(lead, kind="引", depth=depth + 1))
    starts = [body + mark.start() for mark in marks]
    for mark, begin, end in zip(marks, starts, [*starts[1:], len(block.text)], strict=True):
        own = mark.end() - mark.start()
        member = Block(block.raw[begin:end], block.text[begin:end], own, "列", depth + 2, at=block.at + begin)
        parts += _cut(member, depth + 2, (*used, kind))
    return parts


def pieces(block: Block) -> list[Piece]:
    """Return the sentences of block after its mark; a full stop inside quotation marks or brackets does not end one."""
    found, start, inside = [], block.body, 0
    for at in range(block.body, len(block.text)):
        c = block.text[at]
        if c in "“（《‘":
            inside += 1
        elif c in "”）》’":
            inside = max(0, inside - 1)
        elif c in "。！？；" and (not inside or at - start > 200):
            found.append(Piece(block.raw[start : at + 1], block.text[start : at + 1], block.at + start))
            start, inside = at + 1, 0
    if start < len(block.text):
        found.append(Piece(block.raw[start:], block.text[start:], block.at + start))
    return found


def without_leadin(piece: Piece) -> Piece:
    """Return piece without words that only lead to what follows (主要表现在：)."""
    found = _LEADIN.match(piece.text) or OPENERS.match(piece.text)
    return piece.cut(found.end() if found else 0)


def topic_of(text: str) -> int:
    """Return how many characters of a sentence only say what it is about (在经营上，)."""
    found = _ABOUT.match(text)
    return found.end() if found and len(text) - found.end() >= 8 else 0


def is_statement(text: str) -> bool:
    """Return whether a sentence tells a fault of its own and not an instance of one told before it."""
    plain = OPENERS.sub("", text)
    if EVIDENCE.match(plain) or SUCH.match(plain):
        return False
    clauses = [clause for clause in re.split(r"[，：。；]", plain) if clause]
    if not clauses or re.search(r"\d", clauses[0]):
        return False
    if FAULT.search(clauses[0]):
        return True
    if len(clauses) > 1 and 5 <= len(clauses[0]) <= 22 and (re.match(r"有的|如|例如|其中", clauses[1]) or re.search(r"\d", plain)):
        return True  # what is told of and what shows it: the usual form, whatever the words
    return len(clauses) > 1 and len(clauses[0]) <= 14 and not re.search(r"\d", clauses[1]) and bool(FAULT.search(clauses[1]))


def problems_in(told: list[Piece], marked: bool) -> list[tuple[str, list[Piece]]]:
    """Return the problems in told, each the general words over it, empty where there are none, and its sentences.

    Marked is whether a number or heading holds the sentences together: then they are one problem unless several
    concrete ones stand under a general first sentence. Without one, each sentence that is a statement begins a problem.
    """
    told = [piece for piece in map(without_leadin, told) if len(piece.text) > 3]
    if not told:
        return []
    if topic := _TOPIC.match(told[0].text):
        rest = [told[0].cut(topic.end()), *told[1:]]
        members = _grouped(rest, [True, *(is_statement(piece.text) for piece in rest[1:])])
        if len(members) > 1 or not FAULT.search(topic.group()):
            return _under(topic.group(1), members)
    stated = [is_statement(piece.text) for piece in told]
    head = told[0].text
    several = sum(stated[1:]) >= 2 and (stated[1] or "，" in head)
    general = several and not head.endswith("；") and not re.search(r"\d", head) and len(head) <= 45
    if marked:
        return _under(head, _grouped(told[1:], stated[1:])) if general else [("", told)]
    ordinal = bool(ORDINAL.match(head))
    if len(told) == 1 or not (ordinal or (general and len(head) <= 30) or not FAULT.search(head)):
        return _by_clause(_grouped(told, [True, *stated[1:]]))
    if ordinal and (tail := _after_ordinal(told[0])):
        return _under("", _grouped([tail, *told[1:]], [True, *stated[1:]]))
    return _by_clause(_grouped(told[1:], stated[1:]), head)


def _under(general: str, groups: list[list[Piece]]) -> list[tuple[str, list[Piece]]]:
    return [(general.rstrip("。；：，"), group) for group in groups]


def _after_ordinal(piece: Piece) -> Piece | None:
    """Return what a sentence says after 在…方面， where that is a fault with an instance; None where it is a topic."""
    at = piece.text.find("，") + 1
    return piece.cut(at) if at and re.search(r"\d", piece.text) else None


def _grouped(told: list[Piece], stated: list[bool]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece, begins in zip(told, stated, strict=True):
        if begins or not groups:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return [group for group in groups if any(FAULT.search(piece.text) for piece in group)]


def _by_clause(groups: list[list[Piece]], general: str = "") -> list[tuple[str, list[Piece]]]:
    """Return the problems, sentences cut by the clause where they are as the dense reports write them.

    There a sentence is a topic and three or more faults, comma by comma; once one is, two faults are enough.
    """
    cut = [_clauses(group[0]) if len(group) == 1 else None for group in groups]
    dense = any(clauses and len(clauses[1]) >= 3 for clauses in cut)
    found: list[tuple[str, list[Piece]]] = []
    for group, clauses in zip(groups, cut, strict=True):
        if clauses and dense and len(clauses[1]) >= 2:
            found += _under(clauses[0], clauses[1])
        else:
            found += _under(general, [group])
    return found


def _clauses(piece: Piece) -> tuple[str, list[list[Piece]]] | None:
    """Return the first clause of a sentence, where it is general, and the faults in the rest; None where it is not."""
    cuts = [0, *(m.end() for m in re.finditer("，", piece.text)), len(piece.text)]
    parts = [piece.cut(a, b) for a, b in pairwise(cuts) if b > a]
    if len(parts) < 3 or not is_statement(parts[0].text):
        return None
    stated = [(is_statement(part.text) or _SOME.match(part.text) is not None) and len(part.text) >= 8 for part in parts[1:]]
    return (parts[0].text, _grouped(parts[1:], stated)) if stated[0] and sum(stated) >= 2 else None


def short(told: list[Piece]) -> str:
    """Return a problem in a few of its own words, 60 at most: its first clauses, without figures and instances."""
    clauses = [c for piece in told[:2] for c in re.findall(r"[^，。；！？]+[，。；！？]?", piece.text)]
    return _first(clauses) if FAULT.search(kept := _first(clauses)) else _first(clauses, FAULT) or kept


def _first(clauses: list[str], until: Pattern | None = None) -> str:
    """Return the clauses that tell a problem in short; with `until` those up to one that shows it, empty where none does."""
    kept = ""
    for place, clause in enumerate(clauses):
        own = clause.rstrip("，。；！？：")
        if not own:
            continue
        if until and kept and until.search(kept):
            break
        if until:
            kept = f"{kept}，{own}" if kept else own
            continue
        if kept and ((len(kept) >= _ENOUGH and clauses[place - 1][-1:] in "。；") or len(kept) + len(own) + 1 > _MOST):
            break
        if kept and (re.search(r"\d", own) or EVIDENCE.match(own) or SUCH.match(own)):
            break
        kept = f"{kept}，{own}" if kept else own
    if until and not (len(kept) <= _MOST and until.search(kept)):
        return ""
    if len(kept) <= _MOST:
        return kept
    return kept[: at if (at := kept.rfind("、", 20, _MOST)) > 0 else _MOST]
