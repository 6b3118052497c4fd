"""Copying: how much of the text stands in an exemplar or in another text that it is compared with."""

from collections.abc import Iterator

from assistant.checks.subject import Subject
from assistant.copying import Copied, plain
from assistant.findings import Finding

TEMPLATE_LIMIT = 0.15
LIMIT = 0.25
LONGEST = 30
SIBLING_LIMIT = 0.3
"""Of one earlier draft: measures and frames are shared, a speech is not."""

EXCHANGED = 0.5
"""From this share of one source on, a text is that source with names exchanged."""


def check(subject: Subject, copied: Copied, what: str = "范文") -> Iterator[Finding]:
    limit = TEMPLATE_LIMIT if subject.speech.writer == "template" else LIMIT
    if copied.one_source >= EXCHANGED:
        yield Finding(
            "copying.exchanged", "error", "全文",
            f"{copied.one_source:.0%} 的文字同{what}“{copied.source}”一样，等于换了名称的同一篇", "按本单位的问题重写",
        )  # fmt: skip
    elif copied.share > limit:
        yield Finding(
            "copying.share", "error", "全文",
            f"{copied.share:.0%} 的文字同{what}雷同（上限 {limit:.0%}），最多的是“{copied.source}”", "把雷同的段落换成自己的话、自己的措施",
        )  # fmt: skip
    if copied.longest > LONGEST:
        start = copied.longest_text[:8]
        place = next((place for place, text in subject.places if start in plain(text)), "全文")
        yield Finding(
            "copying.longest", "error", place,
            f"连续 {copied.longest} 个字同{what}“{copied.longest_source}”一样：“{copied.longest_text[:20]}……”", "改写这一处",
        )  # fmt: skip


def check_siblings(copied: Copied) -> Iterator[Finding]:
    """Yield a warning where a draft is like an earlier one of another brief; copied is what was found among those."""
    if copied.one_source > SIBLING_LIMIT:
        yield Finding(
            "copying.sibling", "warning", "全文",
            f"{copied.one_source:.0%} 的文字同以前给“{copied.source}”写的稿子一样（上限 {SIBLING_LIMIT:.0%}）", "换一个 --seed，或把问题写得更具体",
        )  # fmt: skip
