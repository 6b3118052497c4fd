"""The command wirecheck: which of a brief's names stand in what was sent to a model."""

import argparse
import sys
from pathlib import Path

from assistant import brief as briefs
from assistant.commands.answers import as_json, read
from assistant.drafting import Assistant
from assistant.errors import DocumentError
from assistant.wire import wire_report


def wirecheck(asked: argparse.Namespace) -> int:
    if not Path(asked.file).is_file():
        raise DocumentError(f"没有文件 {asked.file}；请给 --dump-wire 写出的文件")
    name = "标准输入" if asked.brief == "-" else Path(asked.brief).name
    context = Assistant().context(briefs.from_text(read(asked.brief)[0], name))
    report = wire_report(Path(asked.file), context, asked.redact)
    if asked.json:
        print(as_json({"requests": report.requests, "bytes": report.bytes, "hits": report.hits}))
        return int(bool(report.hits))
    for hit in report.hits:
        print(f"第{hit.request}次请求〔{hit.kind}〕{hit.name}：…{hit.excerpt}…")
    print(f"查了 {report.requests} 次请求，{report.bytes} 字节；素材里的名称出现 {len(report.hits)} 处")
    if report.hits:
        print("名称出去了：多半是关了隐名；或把漏掉的词用 --redact 加上", file=sys.stderr)
    return int(bool(report.hits))
