"""The command line: what may be asked, in Chinese; answers on stdout, talk on stderr.

Exit 0: fine; 1: the checks found an error; 2: it could not be done, with one line that says what to do. This module
imports nothing that takes time, so that help is there at once; the work is in `assistant.commands`.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import os
import sys
from collections.abc import Sequence

_CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "subcommands": "命令",
    "show this help message and exit": "显示这份帮助",
    "the following arguments are required: %s": "缺少 %s",
    "unrecognized arguments: %s": "不认识 %s",
    "expected one argument": "后面要跟一个值",
    "expected at least one argument": "后面至少要跟一个值",
    "not allowed with argument %s": "不能同 %s 一起用",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 有歧义，可能是 %(matches)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "的值 %(value)r 不对，应是数字",
}
argparse._ = lambda text: _CHINESE.get(text, text)  # type: ignore[attr-defined]  # argparse has no other way in

TEXTS = {
    "unit": "单位全称（必填，除非给了素材文件）", "unit-short": "单位简称", "sector": "系统，例如 市场监管", "party-body": "党组织：党组、党委、党工委、党总支、党支部",
    "speaker": "发言人姓名（不进正文）", "role": "职务，例如 局党组书记、局长", "superior": "上级党委，例如 云溪县委", "region": "地区",
    "team": "巡察组，例如 县委第三巡察组", "inspection": "巡察类型：常规、专项（主题）、提级、交叉、回头看、巡视", "meeting": "会议：反馈会、集中反馈会、整改推进会、整改评估会",
    "period": "巡察时间", "date": "会议日期", "slogan": "口号", "tone": "语气，例如 朴实", "notes": "其他要求，例如 不要提时间",
}  # fmt: skip
"""Fields of the brief that hold one text: flag and help."""

LISTS = {
    "problem": ("problems", "反馈的问题，可写多次"), "portfolio": ("portfolio", "分管的工作，可写多次"), "rectified": ("rectified", "已经立行立改的事，可写多次"),
    "deadline": ("deadlines", "上级给的时限，可写多次"), "priority": ("priorities", "今年的重点工作，可写多次"),
    "present": ("present", "讲了话的到会领导，可写多次，例如 县委书记：整改要见实效"),
}  # fmt: skip
"""Fields of the brief that hold a list: flag, field, help."""


ROLES = ("secretary", "head", "deputy_body", "deputy_field", "member", "discipline", "acting", "representative")
"""The roles of `assistant.roles`, named here too because that module takes time to import."""

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk")
"""The encodings of `assistant.export`, named here for the same reason."""

_MAX_SEED = 10**9


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError("应是 1 到 1000 之间的数")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) > _MAX_SEED:
        raise argparse.ArgumentTypeError("应是 0 或更大的整数，例如 3")
    return int(text)


def _tokens(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 10**9:
        raise argparse.ArgumentTypeError("应是大于 0 的整数，例如 30000")
    return int(text)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"错误：{message}；用 {self.prog} --help 查看用法", file=sys.stderr)
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = _Parser(prog="biaotai", description="起草巡察反馈会议表态发言：按素材写、逐条回应问题、自带检查，可以完全离线。")
    top.add_argument("--version", action="store_true", help="显示版本")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令")
    for add in (
        _add_draft, _add_chat, _add_revise, _add_problems, _add_search, _add_segment, _add_check, _add_library, _add_corpus, _add_wirecheck, _add_others,
    ):  # fmt: skip
        add(commands)
    return top


def _add_draft(commands: argparse._SubParsersAction[_Parser]) -> None:
    draft = commands.add_parser("draft", help="按素材起草一篇", description="按素材起草一篇表态发言；素材是 YAML 或 JSON 文件，也可以全用选项给。")
    draft.add_argument("brief", nargs="?", metavar="素材", help="素材文件；- 表示从标准输入读")
    fields = draft.add_argument_group("素材（写在命令行上的优先）")
    for flag, text in TEXTS.items():
        fields.add_argument(f"--{flag}", metavar="文字", help=text)
    for flag, (_, text) in LISTS.items():
        fields.add_argument(f"--{flag}", metavar="文字", action="append", help=text)
    draft.add_argument("--feedback", metavar="文件", help="巡察组的反馈意见；素材和选项里没有写的，从这里取")
    fields.add_argument("--length", type=int, metavar="字数", help="600—2400，默认 1300")
    fields.add_argument("--minutes", type=float, metavar="分钟", help="按每分钟 210 字算")
    _add_model(draft)
    draft.add_argument("--message", metavar="话", help="用平常的话说要写什么；- 表示从标准输入读；别的选项在它之上")
    draft.add_argument("--seed", type=_seed, metavar="数", help="换一个数就换一种写法；不给就从 0 起选与以往稿子不雷同的")
    draft.add_argument("--no-history", action="store_true", help="不看也不记以往的稿子")
    draft.add_argument("--as-of", metavar="日期", help="按这一天检查提法是否过时；默认会议日期，再默认今天")
    draft.add_argument("--plan", action="store_true", help="只列提纲，不成文；加 -o 存成可以修改的文件")
    draft.add_argument("--plan-file", metavar="文件", help="按这份（改过的）提纲写")
    draft.add_argument("-o", "--output", metavar="文件", help="写到文件：.docx（公文版式） .html .txt .md .json")
    draft.add_argument("--encoding", choices=ENCODINGS, metavar="编码", help=f"txt 的编码：{' '.join(ENCODINGS)}，默认 utf-8；后三种用 Windows 换行")
    draft.add_argument("--comments", action="store_true", help="docx：每段的出处写成批注")
    draft.add_argument("--reading", action="store_true", help="docx、html：朗读稿，大字，一页止于整句，注明每页分钟")
    draft.add_argument("--annex", action="store_true", help="docx、html：附问题、措施、责任人、时限、完成标志一张表")
    draft.add_argument("--name-line", metavar="文字", help="docx、html：标题下的一行；默认用素材里的日期和职务姓名，给空的 \"\" 就不写")
    draft.add_argument("--force", action="store_true", help="文件已有时覆盖")
    draft.add_argument("--json", action="store_true", help="输出 JSON")


def _add_model(command: argparse.ArgumentParser) -> None:
    """Add the options of every command that may ask a model."""
    model = command.add_argument_group("模型（不写 --model、也没有设 BIAOTAI_MODEL，就完全离线）")
    model.add_argument("--model", metavar="名称", help="用哪个模型，地址和钥匙取自 OPENAI_BASE_URL、OPENAI_API_KEY")
    model.add_argument("--offline", action="store_true", help="不用模型，不联网")
    model.add_argument("--redact", metavar="词", action="append", default=[], help="发给模型前另外遮住的词，可写多次；单位、地名、人名本来就遮")
    model.add_argument("--no-redact", action="store_true", help="不遮名称，原样发给模型")
    model.add_argument("--dump-wire", metavar="文件", help="把发出的每个请求原样记进这个新文件")
    model.add_argument("--max-tokens-total", type=_tokens, metavar="数", help="一篇最多用多少词元，不够就不再问模型")
def _add_problems(commands: argparse._SubParsersAction[_Parser]) -> None:
    problems = commands.add_parser(
        "problems", help="读一份反馈意见，列出问题", description="读巡察组的反馈意见：单位、巡察组、日期、问题（附原文）、整改建议、时限；draft --feedback 用的就是它。"
    )
    problems.add_argument("file", metavar="文件", help="反馈意见；- 表示标准输入")
    problems.add_argument("--json", action="store_true", help="输出 JSON")
    _add_model(problems)
def _add_revise(commands: argparse._SubParsersAction[_Parser]) -> None:
    revise = commands.add_parser(
        "revise", help="按要求改一份稿子，别的一字不动", description="按一句话的要求改稿：要改的改，没说的一字不动，改了什么逐条说明。稿子可以是 draft 写的，也可以是自己写的。"
    )
    revise.add_argument("file", metavar="文件", help=".txt .md 或 draft 写出的 .json；- 表示标准输入")
    revise.add_argument("wanted", metavar="要求", help="例如：第二部分再具体点，压缩到1000字，结尾不要感谢")
    revise.add_argument("--brief", metavar="素材", help="这份稿子的素材文件；要新写段落、措施时用得上")
    revise.add_argument("--seed", type=_seed, metavar="数", help="新写的部分从这个种子往后找写法")
    revise.add_argument("--as-of", metavar="日期", help="按这一天检查提法；默认会议日期，再默认今天")
    revise.add_argument("-o", "--output", metavar="文件", help="写到文件：.txt .md .json；不给就打印出来，原文件不动")
    revise.add_argument("--force", action="store_true", help="文件已有时覆盖")
    revise.add_argument("--json", action="store_true", help="输出 JSON")


def _add_search(commands: argparse._SubParsersAction[_Parser]) -> None:
    search = commands.add_parser("search", help="在范文里找相近的段落")
    search.add_argument("text", metavar="文字", help="要找什么，可以用口语")
    search.add_argument("-k", type=_count, default=5, metavar="数", help="最多几条，默认 5")
    search.add_argument("--part", default="", metavar="种类", help="opening transition heading body pledge closing thanks 等")
    search.add_argument("--section", type=int, default=0, choices=(1, 2, 3), help="只在第几部分里找")
    search.add_argument("--role", default="", metavar="角色", choices=ROLES, help=" ".join(ROLES))
    search.add_argument("--sector", default="", metavar="系统", help="单位、系统或类别，例如 市场监管、医院")
    search.add_argument("--embedder", metavar="模型", help="sentence-transformers 模型名或本机文件夹")
    search.add_argument("--json", action="store_true", help="输出 JSON")


def _add_segment(commands: argparse._SubParsersAction[_Parser]) -> None:
    segment = commands.add_parser("segment", help="看一份稿子怎样切分")
    segment.add_argument("file", metavar="文件", help=".docx .pdf .txt .md .html；- 表示标准输入")
    segment.add_argument("--json", action="store_true", help="输出 JSON")


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    check = commands.add_parser("check", help="检查一份稿子", description="检查任何一份表态发言稿；给了素材，还查职权、串名、数字和问题是否都有回应。")
    check.add_argument("file", metavar="文件", help=".docx .pdf .txt .md .html，或 draft 写出的 .json；- 表示标准输入")
    check.add_argument("--brief", metavar="素材", help="这份稿子的素材文件")
    check.add_argument("--against", nargs="+", metavar="文件", default=[], help="再同这些稿子（或文件夹）比雷同")
    check.add_argument("--as-of", metavar="日期", help="按这一天检查提法；默认会议日期，再默认今天")
    check.add_argument("--json", action="store_true", help="输出 JSON")


def _add_corpus(commands: argparse._SubParsersAction[_Parser]) -> None:
    corpus = commands.add_parser("corpus", help="查看一份范文库的状况", description="查看范文库的状况：格式、雷同、遗留的名称和号码、过时提法、覆盖面。")
    corpus.add_argument("action", choices=("audit",), metavar="audit", help="检查")
    corpus.add_argument("folder", nargs="?", metavar="文件夹", help="自己的范文文件夹，或整份语料；默认随程序的语料")
    corpus.add_argument("--strict", action="store_true", help="有一处毛病就以 1 退出")
    corpus.add_argument("--as-of", metavar="日期", help="按这一天检查提法，默认今天")
    corpus.add_argument("--json", action="store_true", help="输出 JSON")


def _add_chat(commands: argparse._SubParsersAction[_Parser]) -> None:
    chat = commands.add_parser("chat", help="用平常的话起草和修改（不写命令也是它）")
    chat.add_argument("--resume", nargs="?", type=int, const=0, metavar="编号", help="接着上次（或某一号）对话")
    _add_model(chat)

    history = commands.add_parser("history", help="以往的对话和稿子：列出、查看、导出、删除")
    history.add_argument("action", nargs="?", default="list", choices=("list", "show", "export", "delete"), metavar="list|show|export|delete", help="默认列出")
    history.add_argument("number", nargs="?", type=int, metavar="编号", help="哪一号对话")
    history.add_argument("--all", action="store_true", help="delete 时删去全部，连同以往稿子的记录")
    history.add_argument("-o", "--output", metavar="文件", help="export 写到文件")
    history.add_argument("--force", action="store_true", help="文件已有时覆盖")
    history.add_argument("--json", action="store_true", help="输出 JSON")


def _add_library(commands: argparse._SubParsersAction[_Parser]) -> None:
    ingest = commands.add_parser(
        "ingest", help="把自己的稿子收进范文库", description="读稿子（.docx .pdf .txt .md .html 或整个文件夹），把单位、地名、人名、日期、数字换成槽位或隐去，存成可以打开修改的范文。中断后再运行一次就接着做。"
    )
    ingest.add_argument("files", nargs="+", metavar="文件或文件夹", help="要收的稿子")
    ingest.add_argument("--review", action="store_true", help="每换一处都问：同意、保留原文或改成别的")
    ingest.add_argument("--dry-run", action="store_true", help="只看会换掉什么，不写")
    ingest.add_argument("--unit", default="", metavar="单位", help="这些稿子是哪个单位的（认不出时写明）")
    ingest.add_argument("--hide", action="append", default=[], metavar="词", help="另外要隐去的词，可写多次")
    ingest.add_argument("--json", action="store_true", help="输出 JSON")

    library = commands.add_parser("library", help="看管自己的范文库：列出、查看、删除、重建、导出")
    library.add_argument("action", choices=("list", "show", "remove", "rebuild", "export"), metavar="list|show|remove|rebuild|export", help="做什么")
    library.add_argument("name", nargs="?", default="", metavar="名称或文件夹", help="哪一篇；export 时是导出到的文件夹")
    library.add_argument("--force", action="store_true", help="export 时覆盖已有的文件")
    library.add_argument("--json", action="store_true", help="输出 JSON")

    selftest = commands.add_parser("selftest", help="自查：收进库的稿子里的名称会不会漏进新稿")
    selftest.add_argument("action", choices=("leak",), metavar="leak", help="造带暗记的稿子，入库，再给别的单位起草，数漏出几处")
    selftest.add_argument("--speeches", type=_count, default=50, metavar="数", help="造几篇，默认 50")
    selftest.add_argument("--drafts", type=_count, default=200, metavar="数", help="起草几篇，默认 200")
    selftest.add_argument("--json", action="store_true", help="输出 JSON")


def _add_wirecheck(commands: argparse._SubParsersAction[_Parser]) -> None:
    wire = commands.add_parser(
        "wirecheck", help="查发给模型的内容里有没有素材里的名称",
        description="在 --dump-wire 写出的请求记录里找素材中的单位、地名、巡察组、人名、文号、号码等；一处没有以 0 退出，有以 1 退出。",
    )  # fmt: skip
    wire.add_argument("file", metavar="记录", help="--dump-wire 写出的文件")
    wire.add_argument("brief", metavar="素材", help="那次起草用的素材文件")
    wire.add_argument("--redact", metavar="词", action="append", default=[], help="另外要查的词，可写多次")
    wire.add_argument("--json", action="store_true", help="输出 JSON")


def _add_others(commands: argparse._SubParsersAction[_Parser]) -> None:
    commands.add_parser("brief", help="打印一份带说明的素材样张")
    doctor = commands.add_parser("doctor", help="看看装了什么、用的哪份语料、提法核对到哪一天、模型通不通")
    doctor.add_argument("--model", metavar="模型", help="问一问这个模型通不通、会什么；默认 BIAOTAI_MODEL，都没有就不联网")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        try:
            return _run(arguments)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()  # here, where a reader who has gone is no fault
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.ENOSPC):
            raise
        with contextlib.suppress(OSError):  # Python would try once more at exit, and complain
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:  # the reader has gone (biaotai draft … | head): nothing is wrong
            return 0
        print("错误：磁盘满了，没有写完；请腾出地方再试", file=sys.stderr)
        return 2


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe or a file gets UTF-8 everywhere; a console keeps its own, and shows ? for what it lacks.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    top = parser()
    asked = top.parse_args(arguments)
    if asked.version:
        from assistant import __version__

        print(f"biaotai {__version__}")
        return 0
    if not asked.command:
        asked = top.parse_args(["chat"])
    # A command makes a few hundred thousand values and ends: looking for garbage among them takes a tenth of its time.
    gc.set_threshold(200_000, 20, 20)
    from assistant import commands

    return commands.run(asked)


def run_and_leave() -> None:
    """Run one command and end the process: what the console script and `python -m assistant` call.

    Leaves without taking the corpus apart in memory, piece by piece, which would take longer than checking a speech.
    """
    code = 1
    try:
        code = main()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 2
    except BaseException:
        import traceback

        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run_and_leave()
