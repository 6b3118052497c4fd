"""The table of documents that reading and cutting are measured on: formats × encodings × layouts, with what is there.

A layout turns speeches into lines of (text, level) and says what a careful reader would find; a format turns lines into
the bytes of a file. Units and people are invented.
"""

import io
from collections.abc import Callable, Iterator

import msgspec

from index.printed import width
from tests.papers import docx_of, pdf, typeset


class Wanted(msgspec.Struct, frozen=True):
    """What a reader finds in one speech; closing is how its first paragraph begins, empty where there is none."""

    title: str
    salutation: str
    headings: tuple[str, ...]
    closing: str


class Told(msgspec.Struct, frozen=True):
    """A speech as its writer has it."""

    title: str
    salutation: str
    opening: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    closing: tuple[str, ...]
    thanks: str


class Made(msgspec.Struct, frozen=True):
    """A laid-out file: its lines and what is there to be found."""

    lines: tuple[tuple[str, int], ...]
    wanted: tuple[Wanted, ...]


WATER = Told(
    "在县委巡察反馈会上的表态发言",
    "县委第三巡察组各位领导，同志们：",
    (
        "刚才，巡察组反馈了对我局的巡察情况，点出了四个方面的问题。话说得直，事点得准，有两件我自己也没有想到。",
        "对反馈的每一个问题，局党组全部认领，不打折扣。下面，我代表局党组作表态发言。",
    ),
    (
        ("端正态度，把问题认领下来", (
            "水渠修在地里，好不好用，浇地的人最清楚。反馈点到小型水利工程管护无人负责，根子在我们只管建、不管用。",
            "我是第一责任人，这笔账先记在我的名下。")),
        ("较真碰硬，把整改抓到底", (
            "一是管护责任。三十日内把一百二十六处小型工程逐处挂牌，写明谁来管、电话多少，由工程管理股负责，纪检人员抽三成去现场打电话。",
            "二是采购验收。每月末把验收单同仓库的实物对一遍，对不上的当月说清楚，财务股留底备查。")),
        ("建章立制，把成果用起来", (
            "把这次整改里管用的做法写进局里的工程管护办法，明年开春前发到各水管站。",
            "水费怎么收、怎么用，每半年在村口公示一次，群众有疑问的，三日内上门解释。")),
    ),
    ("渠里的水流到了末梢，浇地的人不再半夜守着闸口，才算我们把这张卷子答完。请各位领导到时候来看。",),
    "我的发言完了，谢谢大家。",
)  # fmt: skip
SCHOOL = Told(
    "云溪县第二中学党总支书记在巡察整改推进会上的表态发言",
    "各位领导、同志们：",
    ("会上通报了各单位整改的进度，我校有三项排在后面。听了以后脸上发热，心里着急。", "受校党总支委托，我作个表态。"),
    (
        ("正视差距，认清整改责任", (
            "食堂的事家长最关心。反馈说食材采购老从一家进货，我们改了合同，却没有改验收的规矩，这是敷衍。",)),
        ("对账销号，补齐整改短板", (
            "食堂采购从下周起由三个人一起验货，验货单贴在取餐口，家长随时可以翻看。",
            "教辅征订逐班核对，多收的钱十五日内退到家长手里，由年级组长签字。",
            "师德师风的线索件件有回音，总务处不再自己查自己。")),
        ("立足长远，巩固整改成效", (
            "把家长开放日固定下来，每学期两次，看后厨、看课堂、看账本。",
            "课后服务怎么收费，学期初开家长会说明白。")),
    ),
    ("同志们，学校是教人改错的地方，自己错了不改，站不上讲台。", "往后请家长和同学们随时进来看，哪一样没有改到位，当面指给我。"),
    "谢谢各位领导，谢谢大家！",
)  # fmt: skip
HOSPITAL = Told(
    "在市委巡察集中反馈会上的表态发言",
    "尊敬的市委第五巡察组各位领导，同志们：",
    ("今天，巡察组把查出的问题一条一条摆在我们面前，有数字，有病历，我们心服口服。院党委诚恳接受，照单全收。", "下面，我代表院党委表个态。"),
    (
        ("以刀刃向内的勇气认账", ("大处方、多检查，患者背后说了几年，我们开会讲了几年，就是没有改到处方笺上。责任在院党委，首先在我。",)),
        ("以一抓到底的韧劲改账", (
            "药剂科每周抽一百张处方，超量的当天退回，连续三次的暂停处方权，名单贴在医生办公室。",
            "设备采购重新过一遍，近三年的合同由审计科和纪委一起看，两个月内拿出结果。")),
        ("以患者满意的标准交账", (
            "门诊大屏上每月公布次均费用，降了多少、为什么没有降，都写清楚。",
            "随访电话由护士长亲自打，听到的抱怨原话记下来，周会上念。")),
    ),
    ("病人出院的时候翻一翻清单，找不出一笔说不清的钱，我们这份表态才没有白说。",),
    "表态完毕，谢谢。",
)  # fmt: skip
ALL = (WATER, SCHOOL, HOSPITAL)
_NUMERALS = "一二三四五六"
Line = tuple[str, int]


def wanted(told: Told, **changed: object) -> Wanted:
    found = Wanted(told.title, told.salutation, tuple(h for h, _ in told.sections), told.closing[0][:12] if told.closing else "")
    return msgspec.structs.replace(found, **changed)


def body(told: Told, mark: Callable[[int], str] = lambda n: f"{_NUMERALS[n]}、", level: int = 0) -> Iterator[Line]:
    for number, (heading, paragraphs) in enumerate(told.sections):
        yield mark(number) + heading, level
        for text in paragraphs:
            yield text, 0
    for text in (*told.closing, told.thanks):
        if text:
            yield text, 0


def whole(told: Told) -> list[Line]:
    return [(told.title, 1), (told.salutation, 0), *((text, 0) for text in told.opening), *body(told, level=2)]


def plain() -> Made:
    return Made(tuple(whole(WATER)), (wanted(WATER),))


def three() -> Made:
    return Made(tuple(line for told in ALL for line in whole(told)), tuple(map(wanted, ALL)))


def contents(entry: Callable[[str, int], str]) -> Made:
    listed: list[Line] = [("目　　录", 0), *((entry(told.title, 3 * i + 1), 0) for i, told in enumerate(ALL))]
    return Made((*listed, *three().lines), three().wanted)


def contents_with_headings() -> Made:
    listed: list[Line] = [("目录", 0)]
    for i, told in enumerate(ALL):
        listed.append((f"{told.title}……………{3 * i + 1}", 0))
        listed += [(f"{_NUMERALS[n]}、{heading}……………{3 * i + 1 + n}", 0) for n, (heading, _) in enumerate(told.sections)]
    return Made((*listed, *three().lines), three().wanted)


def contents_without_a_name() -> Made:
    return Made((*((told.title, 0) for told in ALL), *three().lines), three().wanted)


def framed() -> Made:
    lines: list[Line] = []
    for told in ALL:
        lines += [("========================", 0), (f"##{told.title}##", 0), *whole(told)[1:]]
    return Made(tuple(lines), three().wanted)


def site() -> Made:
    lines: list[Line] = [("【范文汇编】", 0)]
    for number, told in enumerate(ALL):
        lines += [(f"【篇{_NUMERALS[number]}】{told.title}", 0), ("来源：云溪公文网　发布时间：2026-06-20", 0), *whole(told)[1:]]
        lines += [("更多巡察整改范文请访问 www.example.com", 0), ("★★★★★★", 0)]
    return Made(tuple(lines), three().wanted)


def numbered_pieces() -> Made:
    lines: list[Line] = []
    for number, told in enumerate(ALL, 1):
        lines += [(f"第{_NUMERALS[number - 1]}篇：{told.title}", 0), *whole(told)[1:]]
    return Made(tuple(lines), three().wanted)


def signed() -> Made:
    lines: list[Line] = []
    for told in ALL:
        lines += [whole(told)[0], ("（2026年6月18日）", 0), ("云溪县水利局　张某", 0), *whole(told)[1:]]
    return Made(tuple(lines), three().wanted)


def signed_below() -> Made:
    lines: list[Line] = []
    for told in ALL:
        lines += [*whole(told), ("云溪县水利局党组", 0), ("2026年6月18日", 0)]
    return Made(tuple(lines), three().wanted)


def half_width() -> Made:
    lines = tuple((text[:-1] + ":" if text in {told.salutation for told in ALL} else text, level) for text, level in three().lines)
    return Made(lines, tuple(wanted(told, salutation=told.salutation[:-1] + ":") for told in ALL))


def run_in() -> Made:
    """The salutation runs into the opening, and each heading into its first paragraph."""
    lines: list[Line] = []
    for told in ALL:
        lines += [(told.title, 1), (told.salutation + told.opening[0], 0), *((text, 0) for text in told.opening[1:])]
        for number, (heading, paragraphs) in enumerate(told.sections):
            lines += [(f"{_NUMERALS[number]}、{heading}。{paragraphs[0]}", 0), *((text, 0) for text in paragraphs[1:])]
        lines += [(text, 0) for text in (*told.closing, told.thanks)]
    return Made(tuple(lines), three().wanted)


def unbroken() -> Made:
    told = msgspec.structs.replace(WATER, closing=("各位领导，同志们，渠里的水流到了末梢，我们才算把这张卷子答完。",))
    text = told.salutation + "".join(told.opening)
    for number, (heading, paragraphs) in enumerate(told.sections):
        text += f"{_NUMERALS[number]}、{heading}。" + "".join(paragraphs)
    return Made(((told.title, 0), (text + "".join(told.closing) + told.thanks, 0)), (wanted(told),))


def marked(mark: Callable[[int], str], level: int = 0) -> Made:
    lines: list[Line] = []
    for told in ALL:
        lines += [*whole(told)[:2], *((text, 0) for text in told.opening), *body(told, mark, level)]
    return Made(tuple(lines), three().wanted)


def inner() -> Made:
    """Under 一、 stand （一） and 1., which are no sections."""
    lines: list[Line] = []
    for told in ALL:
        lines += [*whole(told)[:2], *((text, 0) for text in told.opening)]
        for number, (heading, paragraphs) in enumerate(told.sections):
            lines.append((f"{_NUMERALS[number]}、{heading}", 0))
            lines += [(f"（{_NUMERALS[n]}）{text}" if number != 1 else f"{n + 1}.{text}", 0) for n, text in enumerate(paragraphs)]
        lines += [(text, 0) for text in (*told.closing, told.thanks)]
    return Made(tuple(lines), three().wanted)


def broken_title() -> Made:
    lines: list[Line] = []
    for told in ALL:
        head = told.title.removesuffix("表态发言")
        lines += [(head, 1), ("表态发言", 1), *whole(told)[1:]]
    return Made(tuple(lines), three().wanted)


def repeated_title() -> Made:
    lines: list[Line] = []
    for told in ALL:
        lines += [whole(told)[0], *whole(told)]
    return Made(tuple(lines), three().wanted)


def without_salutation() -> Made:
    return Made(tuple(whole(WATER)[:1] + whole(WATER)[2:]), (wanted(WATER, salutation=""),))


def without_thanks() -> Made:
    lines = [line for told in (SCHOOL, WATER) for line in whole(msgspec.structs.replace(told, thanks=""))]
    return Made(tuple(lines), (wanted(SCHOOL), wanted(WATER)))


def without_title() -> Made:
    return Made(tuple(whole(SCHOOL)[1:]), (wanted(SCHOOL, title=""),))


def annexed() -> Made:
    lines = [*whole(HOSPITAL), ("附件：1. 整改任务清单", 0), ("2. 责任分工表", 0), ("（此件发至各科室）", 0)]
    return Made(tuple(lines), (wanted(HOSPITAL),))


def closing_in_two() -> Made:
    """A closing of two paragraphs of which nothing says that it begins."""
    told = msgspec.structs.replace(SCHOOL, closing=(SCHOOL.closing[0].removeprefix("同志们，"), SCHOOL.closing[1]))
    return Made(tuple(whole(told)), (wanted(told),))


def prefaced() -> Made:
    lines = [
        ("编者按", 0),
        ("为方便各单位相互学习借鉴，现将本轮巡察整改中三家单位主要负责同志的表态材料汇编成册，供参考，请勿照抄照搬。", 0),
        *three().lines,
    ]  # fmt: skip
    return Made(tuple(lines), three().wanted)


LAYOUTS: dict[str, Callable[[], Made]] = {
    "plain": plain,
    "three": three,
    "contents-dotted": lambda: contents(lambda title, page: f"{title}…………{page}"),
    "contents-periods": lambda: contents(lambda title, page: f"{title} ........ {page}"),
    "contents-tabs": lambda: contents(lambda title, page: f"{title}\t{page}"),
    "contents-bare": lambda: contents(lambda title, page: title),
    "contents-headings": contents_with_headings,
    "contents-unnamed": contents_without_a_name,
    "framed": framed,
    "site": site,
    "pieces": numbered_pieces,
    "signed": signed,
    "signed-below": signed_below,
    "half-width": half_width,
    "run-in": run_in,
    "unbroken": unbroken,
    "bracketed": lambda: marked(lambda n: f"（{_NUMERALS[n]}）"),
    "digits": lambda: marked(lambda n: f"{n + 1}."),
    "wide-digits": lambda: marked(lambda n: f"{'１２３'[n]}．"),
    "first-second": lambda: marked(lambda n: f"第{_NUMERALS[n]}，"),
    "dotted-numerals": lambda: marked(lambda n: f"{_NUMERALS[n]}．"),
    "parts": lambda: marked(lambda n: f"第{_NUMERALS[n]}部分　"),
    "inner": inner,
    "broken-title": broken_title,
    "repeated-title": repeated_title,
    "without-salutation": without_salutation,
    "without-thanks": without_thanks,
    "without-title": without_title,
    "annexed": annexed,
    "prefaced": prefaced,
    "closing-in-two": closing_in_two,
}

_TRADITIONAL = str.maketrans(
    "县巡发领导们刚馈对况点个问题话说准两没认领党组扣态渠地里修处员责电号码写谁来这笔账记较碰硬抓实项负监检单货库录财务备查资层规办开村费怎讲众门解释汇兑张义听觉热学"
    "备调补销从验贴窗随时翻阅总结气师线风长见课书题传统简让应选标准阶议团队际图强办职权专设种层转达确样总远巩固"
    , "縣巡發領導們剛饋對況點個問題話說準兩沒認領黨組扣態渠地裡修處員責電號碼寫誰來這筆賬記較碰硬抓實項負監檢單貨庫錄財務備查資層規辦開村費怎講眾門解釋匯兌張義聽覺熱學"
    "備調補銷從驗貼窗隨時翻閱總結氣師線風長見課書題傳統簡讓應選標準階議團隊際圖強辦職權專設種層轉達確樣總遠鞏固")  # fmt: skip


def big5(made: Made) -> Made:
    """Return the same in traditional characters, those that Big5 lacks left out."""

    def turn(text: str) -> str:
        return text.translate(_TRADITIONAL).encode("big5", "ignore").decode("big5")

    found = tuple(
        Wanted(turn(w.title), turn(w.salutation), tuple(map(turn, w.headings)), turn(w.closing)[:6]) for w in made.wanted
    )
    return Made(tuple((turn(text), level) for text, level in made.lines), found)


def txt(made: Made, encoding: str = "utf-8", newline: str = "\n", indent: str = "", gap: str = "\n") -> bytes:
    lines = [text if number == 0 or text.endswith(("：", ":")) else indent + text for number, (text, _) in enumerate(made.lines)]
    return (gap.join(lines) + "\n").replace("\n", newline).encode(encoding)


def broken(line: str, columns: int, indent: str = "", hang: bool = True) -> list[str]:
    """Break a line at a width in characters of Chinese; with hang, marks go over the edge rather than begin a line."""
    rows, row = list[str](), indent
    for c in line:
        if width(row + c) > columns and not (hang and c in "。，、；：！？”’）》】"):
            rows.append(row)
            row = ""
        row += c
    return [*rows, row]


def wrapped(made: Made, columns: int, indent: str = "", gap: str = "\n", encoding: str = "utf-8", hang: bool = True) -> bytes:
    """Break every line at a width, as editors and mail do; what tells paragraphs is an indent, a gap, or a short last line."""
    found = []
    for number, (text, _) in enumerate(made.lines):
        own = "" if number == 0 or text.endswith(("：", ":")) else indent
        found.append("\n".join(broken(text, columns, own, hang)))
    return (gap.join(found) + "\n").encode(encoding)


def md(made: Made) -> bytes:
    return ("\n\n".join(f"{'#' * level} {text}" if level else text for text, level in made.lines) + "\n").encode()


def html(made: Made, encoding: str = "utf-8", tags: bool = True) -> bytes:
    def tag(level: int) -> str:
        return f"h{level}" if level and tags else "p"

    rows = "\n".join(f"<{tag(level)}>&emsp;&emsp;{text.replace(chr(9), '&#9;')}</{tag(level)}>" for text, level in made.lines)
    page = f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>范文</title><style>p {{ margin: 0 }}</style></head>'
    return f"{page}\n<body><!-- 正文 -->\n<div>{rows}</div><script>var a = 1;</script></body></html>".encode(encoding)


def docx(made: Made, styles: bool = True, margins: bool = True) -> bytes:
    import docx as word

    document = word.Document()
    for text, level in made.lines:
        if level and styles:
            document.add_heading(text, level - 1)
        else:
            document.add_paragraph("\u3000\u3000" + text)
    if margins:
        document.sections[0].header.paragraphs[0].text = "云溪县水利局"
        document.sections[0].footer.paragraphs[0].text = "— 1 —"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_in_table(made: Made) -> bytes:
    import docx as word

    document = word.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    for text, _ in made.lines:
        cell.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_revised(made: Made) -> bytes:
    """Every line was put in by a revision and stands beside a word that was struck out."""
    return docx_of(
        "".join(
            f"<w:p><w:ins><w:r><w:t>{text}</w:t></w:r></w:ins><w:del><w:r><w:delText>废话</w:delText></w:r></w:del></w:p>"
            for text, _ in made.lines
        )
    )


def docx_in_boxes(made: Made) -> bytes:
    """Every line stands in a text box, twice, as Word saves it for old readers."""
    return docx_of(
        "".join(
            '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            + "".join(f"<mc:{branch}><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></mc:{branch}>" for branch in ("Choice", "Fallback"))
            + "</mc:AlternateContent></w:r></w:p>"
            for text, _ in made.lines
        )
    )  # fmt: skip


def docx_with_breaks(made: Made) -> bytes:
    """The whole text is one paragraph with soft line breaks."""
    return docx_of("<w:p>" + "<w:r><w:br/></w:r>".join(f"<w:r><w:t>{text}</w:t></w:r>" for text, _ in made.lines) + "</w:p>")


def paper(made: Made, encoding: str = "UniGB-UCS2-H", header: str = "云溪县水利局", rows: int = 20, numbers: str = "— {} —") -> bytes:
    titles = [i for i, (_, level) in enumerate(made.lines) if level == 1]
    lines = [text for text, _ in made.lines]
    return pdf(typeset(lines, header=header, rows=rows, numbers=numbers, titles=titles), encoding)


FORMATS: dict[str, tuple[str, Callable[[Made], bytes]]] = {
    "utf8": ("txt", lambda made: txt(made, indent="\u3000\u3000")),
    "gb18030-crlf": ("txt", lambda made: txt(made, "gb18030", "\r\n", "\t", "\n\n")),
    "wrapped-indent": ("txt", lambda made: wrapped(made, 35, "\u3000\u3000")),
    "wrapped-gap": ("txt", lambda made: wrapped(made, 32, "", "\n\n", "gb18030")),
    "wrapped-flat": ("txt", lambda made: wrapped(made, 30, hang=False)),
    "docx": ("docx", docx),
    "docx-plain": ("docx", lambda made: docx(made, styles=False)),
    "html-gbk": ("html", lambda made: html(made, "gbk")),
    "md": ("md", md),
    "pdf": ("pdf", paper),
}
"""Every layout is written in each of these."""

OTHERS: dict[str, tuple[str, Callable[[Made], bytes]]] = {
    "wrapped-narrow": ("txt", lambda made: wrapped(made, 26, "    ")),
    "wrapped-wide": ("txt", lambda made: wrapped(made, 40, "\t", encoding="utf-16")),
    "wrapped-crlf": ("txt", lambda made: wrapped(made, 38, "", "\n\n").replace(b"\n", b"\r\n")),
    "utf8-bom": ("txt", lambda made: txt(made, "utf-8-sig")),
    "utf16": ("txt", lambda made: txt(made, "utf-16")),
    "utf16le": ("txt", lambda made: txt(made, "utf-16-le", "\r\n")),
    "utf16be": ("txt", lambda made: txt(made, "utf-16-be")),
    "gbk-cr": ("txt", lambda made: txt(made, "gbk", "\r")),
    "html-utf8": ("htm", html),
    "html-flat": ("html", lambda made: html(made, tags=False)),
    "docx-table": ("docx", docx_in_table),
    "docx-revised": ("docx", docx_revised),
    "docx-boxes": ("docx", docx_in_boxes),
    "docx-breaks": ("docx", docx_with_breaks),
    "pdf-utf16": ("pdf", lambda made: paper(made, "UniGB-UTF16-H", "")),
    "pdf-gbk": ("pdf", lambda made: paper(made, "GBK-EUC-H", "内部资料 注意保存", 12, "第{}页")),
}
"""These are tried with some of the layouts."""


def files() -> Iterator[tuple[str, bytes, Made]]:
    """Yield the name, bytes and content of every file of the table."""
    for layout, make in LAYOUTS.items():
        made = make()
        for form, (suffix, write) in FORMATS.items():
            yield f"{layout}.{form}.{suffix}", write(made), made
    for layout in ("plain", "three", "contents-dotted", "signed"):
        made = LAYOUTS[layout]()
        for form, (suffix, write) in OTHERS.items():
            yield f"{layout}.{form}.{suffix}", write(made), made
        turned = big5(made)
        yield f"{layout}.big5.txt", txt(turned, "big5"), turned
        yield f"{layout}.html-big5.html", html(turned, "big5"), turned
