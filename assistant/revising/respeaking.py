"""Requests that change who speaks, or where: only the paragraphs that the new speaker could not say are said anew."""

from __future__ import annotations

import re

import msgspec

from assistant.checks import check_speech
from assistant.revising.answering import numbered_as
from assistant.revising.asking import POST, Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.manuscript import Manuscript, Spot, section_name
from assistant.revising.recasting import repledged
from assistant.revising.rewording import without
from assistant.roles import ROLE_NAMES
from assistant.speech import Paragraph, Speech
from assistant.template_writer import TemplateWriter
from index.segment import sentences

_AUTHORITY = ("role.", "body.", "authority", "meeting.", "inspection.", "unit.")
_LEADS = re.compile(r"由我(?=(?:来)?(?:担)?任[^，。；]{0,12}组长)")
_SELF = r"(?:我(?:是|作为|身为|个人作为)|作为|身为|本人是)"


def role(desk: Desk, request: Request) -> None:
    """Let another post speak: its words are put in, and what it may not say is said as it may."""
    post = request.value or _left_of(desk, request.about)
    if not post:
        _not_first(desk)
        desk.unclear.append("您现在是什么职务？请说“我是……”，好把全文的口径一起核对")
        return
    if desk.context is None:
        _words_of_post(desk, post, request.about)
        desk.unclear.append(f"第一责任人、组长、代表党组织这些话，要知道单位才能核对{NEED}")
        return
    before = desk.context
    had = desk.errors(desk.manuscript.speech())
    desk.rebrief(role=_full_post(post, desk.brief.role if desk.brief else "", before.role))
    if desk.context.role in ("deputy_field", "member") and desk.brief and desk.brief.portfolio == ():
        desk.unclear.append("副职、班子成员要写明分管哪些工作；请在素材的“分管”里补上")
    if desk.context.role == before.role:
        _words_of_post(desk, post, request.about or "", quiet=True)
        if not request.value and not desk.context.powers.first_responsible:
            _not_first(desk)
        desk.say(f"职务：改成{post}，仍按{ROLE_NAMES[before.role]}的口径，正文的说法不用变")
        return
    if not desk.own:
        _words_of_post(desk, post, request.about, quiet=True)
    _say_anew(desk, f"改按{ROLE_NAMES[desk.context.role]}的口径", had)
    if not request.value and not desk.known().powers.first_responsible:
        _not_first(desk)


def _left_of(desk: Desk, denied: str) -> str:
    """Return the post of the brief without the one that the speaker does not hold; empty where no post is left."""
    posts = [post for post in re.split(r"[、，,/ ]+", desk.brief.role if desk.brief else "") if post and denied not in post]
    return "、".join(posts) if denied != "第一责任人" and any(POST.search(post) for post in posts) else ""


_FIRST = re.compile(r"第一责任人|第一责任(?!人)|负总责|头一份责任|(?:我是|我作为|作为|身为)[^，。；]{0,8}(?<!副)书记(?=[，。；])")


def _not_first(desk: Desk) -> None:
    """Take out what only the first responsible says of itself."""
    manuscript = desk.manuscript
    done = []
    for spot in reversed(manuscript.body()):
        text = manuscript.text(spot)
        told = _LEADS.sub("由党组织书记", text) if desk.context is None else _LEADS.sub(f"由{desk.known()['党组织']}书记", text)
        told = without(told, lambda s: bool(_FIRST.search(s)))
        if told != text and told:
            manuscript.put(spot, told)
            done.append(spot.name)
        elif told != text:
            manuscript.remove(spot)
            done.append(spot.name)
    if done:
        desk.say(f"{'、'.join(reversed(done))}：去掉了只有书记才能说的“第一责任人”“由我任组长”这类话")


NEED = "，请加上素材（--brief 素材）"


def _full_post(post: str, old: str, role_before: str) -> str:
    """Return the post; one that names no party post stays so: it is what the user said."""
    return post


def _words_of_post(desk: Desk, post: str, was: str, quiet: bool = False) -> None:
    """Put the post in where the speaker names the own one."""
    manuscript = desk.manuscript
    pattern = re.compile(rf"({_SELF})([^，。；、的是]{{0,12}}?)({re.escape(was)}|[^，。；的是]{{0,8}}?(?:局长|院长|校长|镇长|主任|书记|董事长|总经理))(?=[，。；、的]|$)") if was else re.compile(rf"({_SELF})([^，。；、的是]{{0,10}}?)([^，。；、的是]{{0,8}}?(?<!副)(?:局长|院长|校长|镇长|主任|董事长|总经理))(?=[，。；、的]|$)")
    done = []
    for spot in manuscript.body():
        text = manuscript.text(spot)
        new = pattern.sub(lambda m: m[1] + post, text)
        if new != text:
            manuscript.put(spot, new)
            done.append(spot.name)
    if done:
        desk.say(f"{'、'.join(done)}：自称的职务改成“{post}”")
    elif not quiet:
        raise Cannot(f"稿子里没有自称的职务（“我是局长”这样的话），没有可改成“{post}”的{NEED}")


def meeting(desk: Desk, request: Request) -> None:
    """Speak at another kind of meeting."""
    value = request.value
    if desk.context is None or value not in ("反馈会", "集中反馈会", "整改推进会", "整改评估会"):
        _words_of_meeting(desk, value)
        return
    if desk.context.meeting == value:
        raise Cannot(f"本来就是按{value}写的")
    old, had = desk.context.meeting, desk.errors(desk.manuscript.speech())
    desk.rebrief(meeting=value)
    if not desk.own:
        _words_of_meeting(desk, value)
        return
    context = desk.known()
    after = value in ("整改推进会", "整改评估会")
    for spot in desk.manuscript.body():
        text = desk.manuscript.text(spot)
        new = text.replace("反馈后", "会后") if after else text.replace("会后", "反馈后") if old in ("整改推进会", "整改评估会") else text
        if new != text:
            desk.manuscript.put(spot, new)
            desk.say(f"{spot.name}：“反馈后”同“会后”对应会议改过来")
    _say_anew(desk, f"改成{context.meeting}", had)


def _words_of_meeting(desk: Desk, value: str) -> None:
    pattern = re.compile(r"(?:巡[察视])?(?:集中反馈会|整改推进会|整改评估会|反馈会)(?:议)?")
    spots = [s for s in desk.manuscript.of(Request("x").target) if pattern.search(desk.manuscript.text(s))]
    if not spots:
        raise Cannot(f"稿子里没有出现会议名称，没有可改成“{value}”的")
    for spot in spots:
        desk.manuscript.put(spot, pattern.sub(lambda m: ("巡察" if m.group().startswith("巡察") else "") + value, desk.manuscript.text(spot)))
    desk.say(f"{'、'.join(spot.name for spot in spots)}：会议名称改成“{value}”")


def _say_anew(desk: Desk, what: str, had: set[tuple[str, str]]) -> None:
    """Replace what the new context can't say with what the writer says there, part by part.

    `had` are the errors that were there before: they are none of this change's business.
    """
    if not desk.known().powers.leads_group:
        for spot in desk.manuscript.body():
            text = desk.manuscript.text(spot)
            if not desk.manuscript.paragraph(spot).sources and (told := _LEADS.sub(f"由{desk.known()['党组织']}书记", text)) != text:
                desk.manuscript.put(spot, told)
                desk.say(f"{spot.name}：“由我任组长”改成“由{desk.known()['党组织']}书记任组长”")
    manuscript, context = desk.manuscript, desk.known()
    plan, _ = desk.planned(context, desk.seed)
    answers = repledged(desk, desk.plan.answers, desk.composer())
    plan = msgspec.structs.replace(plan, answers=answers, enumeration=desk.plan.enumeration)
    new = TemplateWriter(desk.knowledge).write(plan, context)
    wrong = {spot for spot in manuscript.spots() if not _may_say(desk, spot)} | _accused(desk, had)
    done: list[str] = []
    for part, number in (("opening", 0), ("section", 1), ("section", 2), ("section", 3), ("closing", 0)):
        if (part, number) not in manuscript.lists:
            continue
        fresh = new.sections[number - 1].paragraphs if part == "section" else getattr(new, part)
        done += _renew(desk, [s for s in wrong if (s.part, s.number) == (part, number)], fresh, had)
    for part in ("title", "salutation", "transition", "thanks"):
        spot = Spot(part)
        stale = manuscript.text(spot) and manuscript.text(spot) != getattr(new, part) and (spot in wrong or (part == "title" and desk.own))
        if stale and not manuscript.kept(spot):
            manuscript.put(spot, getattr(new, part))
            done.append(spot.name)
    if len(manuscript.headings) == 3 and _headings_wrong(desk):
        for number in (1, 2, 3):
            if not manuscript.kept(Spot("heading", number)):
                manuscript.put(Spot("heading", number), new.sections[number - 1].heading)
        done.append("三个标题")
    desk.plan = msgspec.structs.replace(plan, headings=tuple(manuscript.headings) if len(manuscript.headings) == 3 else plan.headings)
    _last_resort(desk, new, done, had)
    desk.say(f"{what}：{'、'.join(dict.fromkeys(done))}换成这个身份和场合能说的话" if done else f"{what}：正文没有说不得的话，不用变")


def _headings_wrong(desk: Desk) -> bool:
    context, headings = desk.known(), tuple(desk.manuscript.headings)
    known = [f for f in desk.knowledge.corpus.headings if set(f.headings) & set(headings)]
    return bool(known) and not any(f.fits(context.kind, context.role, context.meeting) for f in known)


def _may_say(desk: Desk, spot: Spot) -> bool:
    """Whether the frames and measures that a paragraph is made of are for this speaker at this meeting."""
    context = desk.known()
    paragraph = desk.manuscript.paragraph(spot)
    frames = {frame.id: frame for own in desk.knowledge.frames.values() for frame in own}
    for source in paragraph.sources:
        if source.kind == "frame" and (frame := frames.get(source.id)):
            if frame.roles and context.role not in frame.roles:
                return False
            if frame.meetings and context.meeting not in frame.meetings:
                return False
        if source.kind == "measure" and "-" in source.id:
            category = desk.knowledge.corpus.categories.get(source.id.partition("-")[0])
            measure = next((m for m in category.measures if m.id == source.id), None) if category else None
            spoken_as = "secretary" if context.role == "discipline" else context.role
            if measure and not measure.fits(context.kind, spoken_as):
                return False
            owner = context.owner(measure.who) if measure else None
            if measure and (owner == "我") != (f"我{measure.what[:2]}" in paragraph.text or bool(re.search(r"这一件我自己来|这一条由我领|我来办|我自己领|动手的是我|不托人，我|由我", paragraph.text))) and measure.who in ("书记", "行政负责人", "分管领导"):
                return False
    if spot.part in ("opening", "closing") and any(s.kind == "frame" for s in paragraph.sources) and context.role == "discipline":
        return False
    if spot.part in ("transition", "thanks") and desk.own:
        known = [f for move in ("transition", "thanks") for f in desk.knowledge.frames.get(move, ())]
        return any(not f.roles or context.role in f.roles for f in known if _fits_text(desk, f, paragraph.text))
    return True


def _fits_text(desk: Desk, frame: object, text: str) -> bool:
    stem = re.sub(r"\{[{%].*?[%}]\}", "", getattr(frame, "text", ""))
    return all(piece in text for piece in re.split(r"[，。：]", stem) if piece)


def _accused(desk: Desk, had: set[tuple[str, str]]) -> set[Spot]:
    """Return the lines in which the checks find something that this speaker may not say."""
    report = check_speech(desk.manuscript.speech(), desk.knowledge, desk.context, desk.day)
    places = {f.where for f in report.findings if f.level == "error" and f.rule.startswith(_AUTHORITY) and (f.rule, f.message) not in had}
    return {spot for spot in desk.manuscript.spots() if spot.name in places}


def _renew(desk: Desk, wrong: list[Spot], fresh: tuple[Paragraph, ...], had: set[tuple[str, str]]) -> list[str]:
    """Put the writer's paragraphs of the same moves in the place of wrong ones; without one, the sentences that are wrong go."""
    manuscript, done = desk.manuscript, []
    used: set[int] = set()
    for spot in sorted((s for s in wrong if not manuscript.kept(s)), key=lambda s: s.index):
        old = manuscript.paragraph(spot)
        if not old.sources:
            if _without_wrong(desk, spot, had):
                done.append(spot.name)
            continue
        scores = [(_kinship(old, p) - 9 * (i in used), -abs(i - spot.index), i) for i, p in enumerate(fresh)]
        best = max(scores, default=(0.0, 0, -1))
        if best[0] <= 0:
            continue
        used.add(best[2])
        elsewhere = {s for one in manuscript.spots() if one != spot for s in sentences(manuscript.text(one)) if len(s) >= 10}
        text = "".join(s for s in sentences(fresh[best[2]].text) if s not in elsewhere)
        new = numbered_as(old.text, Paragraph(text or old.text, fresh[best[2]].sources))
        manuscript.put(spot, new.text, new.sources)
        done.append(spot.name)
    return done


def _kinship(a: Paragraph, b: Paragraph) -> float:
    def marks(p: Paragraph) -> set[str]:
        return {s.id.partition("/")[0] if s.kind == "frame" else s.id for s in p.sources if s.kind in ("frame", "brief")}

    left, right = marks(a), marks(b)
    problems = {m for m in left | right if m.startswith("problems")}
    return len(left & right) / max(1, len(left | right)) + 2 * bool(left & right & problems) - 2 * bool(problems and not left & right & problems)


def _without_wrong(desk: Desk, spot: Spot, had: set[tuple[str, str]]) -> bool:
    """Take the sentences that this speaker may not say out of a paragraph of the user's; False where none could go."""
    manuscript = desk.manuscript
    pieces = sentences(manuscript.text(spot))
    trial = Manuscript(manuscript.speech())
    bad = []
    for piece in pieces:
        trial.put(spot, piece)
        report = check_speech(trial.speech(), desk.knowledge, desk.context, desk.day)
        if any(f.level == "error" and f.where == spot.name and f.rule.startswith(_AUTHORITY) and (f.rule, f.message) not in had for f in report.findings):
            bad.append(piece)
    left = "".join(piece for piece in pieces if piece not in bad)
    if not bad or not left:
        for piece in bad:
            desk.unclear.append(f"{spot.name}的“{piece[:24]}”这个身份不能说，整段只有这一句，没有动；请说换成什么")
        return False
    manuscript.put(spot, left)
    for piece in bad:
        desk.say(f"{spot.name}：删去“{piece[:24]}”，这个身份不能说")
    return True


def _last_resort(desk: Desk, new: Speech, done: list[str], had: set[tuple[str, str]]) -> None:
    """Take a whole part from the writer where an error of authority is left in a part that it wrote."""
    manuscript = desk.manuscript
    for spot in sorted(_accused(desk, had), key=lambda s: (s.part, s.number)):
        if not desk.own or manuscript.kept(spot):
            continue
        if spot.part == "section":
            manuscript.replace_part("section", spot.number, new.sections[spot.number - 1].paragraphs)
            done.append(section_name(spot.number))
        elif spot.part in ("opening", "closing"):
            manuscript.replace_part(spot.part, 0, getattr(new, spot.part))
            done.append(spot.name)
        elif spot.part in manuscript.single:
            manuscript.put(spot, getattr(new, spot.part))
            done.append(spot.name)
