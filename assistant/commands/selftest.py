"""The command selftest: proofs that the guards hold, run on the user's own machine."""

import argparse
import sys

import msgspec

from assistant.commands.answers import as_json
from assistant.drafting import Assistant
from assistant.leaktest import leak_test


def selftest(asked: argparse.Namespace) -> int:
    found = leak_test(Assistant(), asked.speeches, asked.drafts)
    if asked.json:
        print(as_json({**msgspec.to_builtins(found), "found": found.found}))
    else:
        for where, names in (("范文文件", found.in_files), ("段落", found.in_passages), ("稿子", found.in_drafts)):
            for name in names[:20]:
                print(f"{where}里有暗记：{name}")
    print(
        f"造稿 {asked.speeches} 篇，入库 {found.speeches} 篇，暗记 {found.canaries} 个，起草 {found.drafts} 篇；漏出 {found.found} 处", file=sys.stderr
    )
    return int(found.found > 0 or found.speeches == 0)
