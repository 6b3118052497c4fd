"""Requests about the leaders at the meeting: another one, or one more whose coming or words are answered."""

from __future__ import annotations

import re

import msgspec

from assistant.brief import Present
from assistant.revising.alterations import replace, single
from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.manuscript import Spot
from assistant.revising.targets import Target
from assistant.speech import Paragraph

_SPOKE = re.compile(r"讲了话|讲话|提了要求")
_CAME = re.compile(r"出席|到会|参加|到场|列席|来了?(?=[，。]|$)")
_SAID = re.compile(r"(?:说|强调|要求|指出|提出|讲)(?:了|要|的是|到)?[：，]?“?(?P<said>[^“”]{4,60}?)”?[。！]?$")


_NAME = re.compile(r"(?<=的)[赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹章潘葛范彭郎鲁韦马苗方俞任袁柳史唐薛雷贺倪汤罗郝邬常于傅康余顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒项祝董梁杜阮蓝贾江童郭梅林钟徐邱骆高夏蔡田樊胡霍万卢莫丁邓洪包石崔龚程裴陆荣翁侯段武刘叶白赖乔翟谭申冉桂牛廖肖曾覃](?=副?(?:[省市县区镇乡校院局部]长|书记|主任|秘书长|主席|常委|组长))")
_NAME = re.compile(f"{_NAME.pattern}|{_NAME.pattern.replace('(?<=的)', '^')}")
"""A family name before a post: no person is named in a speech."""


def leader(desk: Desk, request: Request) -> None:
    """Name another leader in the place of the one who is answered; one more, who came or spoke, is answered too.

    Where it is only said who it is, and nobody is named yet, the salutation names him.
    """
    request = msgspec.structs.replace(request, value=_NAME.sub("", request.value))
    manuscript, value = desk.manuscript, request.value
    present = desk.brief.present if desk.brief else ()
    named = [one for one in present if one.who and one.who in manuscript.all()]
    came = _came(request)
    if came and desk.brief and all(one.who != value for one in present) and not re.search(r"改|换|不是|错", request.words):
        _answer(desk, came)
        return
    if len(named) > 1:
        raise Cannot(f"稿子里提到的领导有{'、'.join(one.who for one in named)}；请说清哪一位，例如：把“{named[0].who}”改成“{value}”")
    if named:
        replace(desk, Request("replace", Target(), value, named[0].who))
        desk.rebrief(present=tuple(msgspec.structs.replace(one, who=value) if one == named[0] else one for one in present))
        return
    old = manuscript.text(Spot("salutation"))
    if value in old:
        raise Cannot(f"称呼里已经有“{value}”")
    if not re.search(r"领导", old):
        raise Cannot(f"稿子里没有点到领导；要写在称呼里，请说：称呼改成“{value}，……”")
    prefix = "尊敬的" if old.startswith("尊敬的") else ""
    single(desk, "salutation", f"{prefix}{value}，{old.removeprefix('尊敬的')}")


def _came(request: Request) -> Present | None:
    """Return who came, what he did and what he said, as the request has it; None where it says neither."""
    after = "，".join(filter(None, (request.words.partition(request.value)[2], request.about, request.words)))
    said = found["said"].strip("，。 ") if (found := _SAID.search(after)) and "讲了话" not in found.group() else ""
    spoke, came = _SPOKE.search(after), _CAME.search(after)
    if not (spoke or came or said):
        return None
    return Present(request.value, "讲了话" if spoke and "讲" in spoke.group() else spoke.group() if spoke else "到会" if came else "", said)


def _answer(desk: Desk, one: Present) -> None:
    """Put one more leader into the brief, and the answer to him at the end of the opening's first paragraph."""
    spots = [spot for spot in desk.manuscript.body(Target("opening")) if spot.part == "opening"]
    if not spots or desk.brief is None:
        raise Cannot("开头按您的要求不动，没有地方写这位领导")
    desk.rebrief(present=(*desk.brief.present, one))
    bit = desk.composer().remark(len(desk.brief.present))
    if not bit.text:
        raise Cannot(f"“{one.who}”已记进素材；开头没有合适的话可写，请给一句")
    old = desk.manuscript.paragraph(spots[0])
    text = Paragraph(f"{old.text}{bit.text}", (*old.sources, *bit.sources))
    desk.manuscript.put(spots[0], text.text, text.sources)
    desk.fresh.add(bit.text)
    desk.say(f"{spots[0].name}：末尾加上“{bit.text[:30]}……”" + (f"；{one.who}具体要求了什么，请补一句" if one.did == "讲了话" and not one.said else ""))
