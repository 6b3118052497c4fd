"""What a model wrote becomes a value or clean prose, or is refused with the reason."""

import json
from typing import Annotated, Literal

import msgspec
import pytest

from assistant.errors import ModelError
from assistant.replies import ReplyError, Watch, prose, schema_of, structured
from assistant.replies.cleaning import echoed, full_width
from assistant.replies.repetition import repeated


class Point(msgspec.Struct):
    heading: str
    days: int
    owner: str | None = None


class Outline(msgspec.Struct):
    title: str
    points: Annotated[list[Point], msgspec.Meta(min_length=1, max_length=3)]
    kind: Literal["常规", "专项"] = "常规"


class Line(msgspec.Struct):
    text: str


PLAIN = '{"title": "表态发言", "points": [{"heading": "学深悟透", "days": 30}]}'
WANTED = Outline("表态发言", [Point("学深悟透", 30)])

REPLIES = {
    "plain": PLAIN,
    "fenced": f"```json\n{PLAIN}\n```",
    "fence without end": f"```json\n{PLAIN}",
    "prose around": f"好的，提纲如下：\n{PLAIN}\n如需修改请告诉我。",
    "braces in the prose": f"按{{单位}}的情况[见附件]，{{x}}如下：{PLAIN}",
    "thoughts around": f"<think>应该是 {{\"title\": \"错\", \"points\": [{{\"heading\": \"错\", \"days\": 1}}]}}</think>{PLAIN}",
    "a lone closing tag": f"先想想{{\"title\"</think>{PLAIN}",
    "trailing commas": '{"title": "表态发言", "points": [{"heading": "学深悟透", "days": 30,},],}',
    "full-width quotes": "{“title”：“表态发言”，“points”：[{“heading”：“学深悟透”，“days”：30}]}",
    "full-width braces": "｛“title”：“表态发言”，“points”：【｛“heading”：“学深悟透”，“days”：30｝】｝",
    "closing marks only": "{”title”：”表态发言”，”points”：[{”heading”：”学深悟透”，”days”：30}]}",
    "half and half": '{"title"："表态发言"，"points"：[{"heading"："学深悟透"，"days"：30}]}',
    "comments": '{"title": "表态发言", // 标题\n"points": [{"heading": "学深悟透", "days": 30}]}',
    "python": '{"title": "表态发言", "points": [{"heading": "学深悟透", "days": 30, "owner": None}]}',
    "days as text": '{"title": "表态发言", "points": [{"heading": "学深悟透", "days": "30"}]}',
    "JSON in a text": json.dumps(PLAIN, ensure_ascii=False),
    "JSON in a text, fenced": f"```json\n{json.dumps(PLAIN, ensure_ascii=False)}\n```",
    "escaped, no marks around": json.dumps(PLAIN, ensure_ascii=False)[1:-1],
    "JSON in a field": json.dumps({"title": "表态发言", "points": '[{"heading": "学深悟透", "days": 30}]'}, ensure_ascii=False),
    "points in texts": json.dumps({"title": "表态发言", "points": ['{"heading": "学深悟透", "days": 30}']}, ensure_ascii=False),
    "an object around": f'{{"result": {PLAIN}}}',
    "an object around with JSON in a text": json.dumps({"outline": PLAIN}),
    "a list around": f"[{PLAIN}]",
    "several, the last counts": f'例如 {{"title": "例", "points": [{{"heading": "例", "days": 1}}]}}，正式的：{PLAIN}',
    "several, one fits": f'{PLAIN}\n字段说明：{{"title": "标题"}}',
    "the schema first": f'{{"type": "object", "properties": {{}}}}\n{PLAIN}',
    "a byte order mark": f"\ufeff{PLAIN}",
}  # fmt: skip


@pytest.mark.parametrize("reply", REPLIES)
def test_json_is_found_in_every_wrapping(reply: str) -> None:
    assert structured(REPLIES[reply], Outline) == WANTED


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ('{"text": "强化"四个意识"，做到"两个维护"。"}', '强化"四个意识"，做到"两个维护"。'),
        ('{"text": "第一行\n第二行"}', "第一行\n第二行"),
        ('{"text": "强化“学习”，提高认识",}', "强化“学习”，提高认识"),
        ("{“text”：“强化“学习”，提高“认识”。”}", "强化“学习”，提高“认识”。"),
        ('{"text": "路径 C:\\\\a \\u4e00",}', "路径 C:\\a 一"),
        ('{"text": "时间：30日，True 与 None，{单位}",}', "时间：30日，True 与 None，{单位}"),
    ],
)
def test_what_stands_in_a_text_stays_as_it_is(reply: str, text: str) -> None:
    assert structured(reply, Line).text == text


COMPLAINTS = {
    "nothing": ("好的，我来写提纲。", "没有 JSON"),
    "empty": ("", "没有 JSON"),
    "cut off": (PLAIN[:-20], "没有写完，断在“"),
    "cut off in a text": (PLAIN[:14], "没有写完"),
    "cut off after one brace": ("提纲：{", "没有写完"),
    "cut off, full-width": ("{“title”：“表态发言”，“points”：[{“head", "没有写完"),
    "a second one cut off": (PLAIN + PLAIN[:30], "没有写完"),
    "broken": ('{"title": "表态发言" "points": []}', "语法错误"),
    "no quotes": ("{title: 表态发言}", "语法错误"),
    "missing": ('{"title": "表态发言"}', "缺少字段 points"),
    "missing inside": ('{"title": "表态发言", "points": [{"days": 3}]}', "缺少字段 heading（在 $.points[0]）"),
    "wrong kind": ('{"title": "表态发言", "points": [{"heading": "学", "days": "三十日"}]}', "应是整数，给的是文字（在 $.points[0].days）"),
    "too few": ('{"title": "表态发言", "points": []}', "列表"),
    "too many": (json.dumps({"title": "t", "points": [{"heading": "h", "days": 1}] * 4}), "列表"),
    "another word": ('{"title": "表态发言", "points": [{"heading": "学", "days": 3}], "kind": "巡视"}', "不能是 '巡视'"),
    "a list": ("[1, 2]", "应是对象，给的是列表"),
}  # fmt: skip


@pytest.mark.parametrize("fault", COMPLAINTS)
def test_a_reply_of_another_form_gets_a_complaint_that_the_model_can_be_sent(fault: str) -> None:
    reply, words = COMPLAINTS[fault]
    with pytest.raises(ReplyError) as raised:
        structured(reply, Outline)
    assert words in str(raised.value) and "完整的 JSON" in str(raised.value)
    assert raised.value.reason == "bad_reply" and isinstance(raised.value, ModelError) and "\n" not in str(raised.value)


def test_a_broken_outline_is_not_taken_for_one_of_its_parts() -> None:
    class Loose(msgspec.Struct):
        text: str = ""

    with pytest.raises(ReplyError):
        structured('{"text": "一" "inner": {"text": "二"}}', Loose)


def test_the_schema_is_what_strict_mode_takes() -> None:
    schema = schema_of(Outline)
    assert schema["type"] == "object" and schema["additionalProperties"] is False
    assert schema["required"] == ["title", "points", "kind"]
    assert schema["properties"]["kind"]["enum"] == ["专项", "常规"]
    point = schema["$defs"]["Point"]
    assert point["required"] == ["heading", "days", "owner"] and point["additionalProperties"] is False
    assert "default" not in json.dumps(schema)


def test_a_field_may_be_called_like_a_word_of_the_schema() -> None:
    class Odd(msgspec.Struct):
        title: str
        default: str = ""
        properties: str = ""

    schema = schema_of(Odd)
    assert list(schema["properties"]) == schema["required"] == ["title", "default", "properties"]


def test_what_strict_mode_cannot_say_is_no_schema() -> None:
    class Free(msgspec.Struct):
        answers: dict[str, str]

    for kind in (Free, list[str]):
        with pytest.raises(TypeError):
            schema_of(kind)


# -- prose --------------------------------------------------------------------------------------------------------------

BODY = "我们将对照反馈意见，逐条建立台账，明确责任人和完成时限。对采购验收把关不严的问题，由分管领导牵头，反馈后三十日内完成整改。"
PROSE = {
    "plain": BODY,
    "fenced": f"```markdown\n{BODY}\n```",
    "thoughts": f"<think>先想想</think>\n{BODY}",
    "in JSON": json.dumps({"text": BODY}),
    "before": f"好的，以下是第二部分的内容：\n\n{BODY}",
    "before, at your wish": f"根据您提供的素材，撰写如下：\n{BODY}",
    "before, on the same line": f"以下是正文：{BODY}",
    "after": f"{BODY}\n\n如需调整，请随时告诉我。",
    "after, on the same line": f"{BODY}如果您需要进一步润色，请告诉我！",
    "hopes": f"{BODY}\n希望以上内容对您有所帮助！",
    "counted": f"{BODY}\n（约 62 字）",
    "noted": f"{BODY}\n\n（注：以上内容仅供参考，请结合实际修改。）",
    "heading": f"## 二、抓实整改\n\n{BODY}",
    "bold heading": f"**二、抓实整改**\n{BODY}",
    "bare heading": f"二、抓实整改，做到条条有着落\n{BODY}",
    "rules": f"---\n{BODY}\n---",
    "bold words": BODY.replace("逐条", "**逐条**"),
    "quote": f"> {BODY}",
    "half-width": BODY.replace("，", ",").replace("。", "."),
    "half-width with spaces": BODY.replace("，", ", ").replace("。", ". "),
    "invisible marks": BODY.replace("逐条", "逐\u200b条\ufeff"),
    "all of it": f"好的！\n\n### 二、抓实整改\n\n- {BODY.replace('，', ',')}\n\n---\n\n如需修改，请告诉我。",
}  # fmt: skip


@pytest.mark.parametrize("reply", PROSE)
def test_a_section_comes_out_clean_whatever_stands_around_it(reply: str) -> None:
    assert prose(PROSE[reply]) == BODY


@pytest.mark.parametrize(
    "text",
    [
        "根据上述反馈意见，我们重点抓好三件事：一是学习，二是整改，三是长效。",
        "这是一次深刻的政治体检：既点出了问题，又指明了方向。",
        "以下三项工作，我们立行立改：清理台账、公开流程、回访群众。",
        "如有整改不到位的，请巡察组和县委批评指正，我们立即补课。\n如需调整整改期限，一律报县委巡察办同意。",
        "以上是我代表局党组作的表态，请各位领导和同志们监督。",
        "希望各位领导一如既往关心支持我局工作，对我们的整改多提要求。",
        "作为局党组书记，我带头认领问题。对不起群众的事，我们决不能做。",
        "作为一个部门负责人，我无法回避责任。",
        "一是抓学习。\n二是抓整改。\n三是抓长效。",
        "各位领导：\n我代表局党组作表态发言。",
    ],
)
def test_what_belongs_to_a_speech_stays(text: str) -> None:
    assert prose(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("坚持严字当头,抓早抓小;做到:有诺必践!", "坚持严字当头，抓早抓小；做到：有诺必践！"),
        ('落实"四个融入",防止"两张皮".', "落实“四个融入”，防止“两张皮”。"),
        ("落实「四个融入」", "落实“四个融入”"),
        ("他说:'马上办'。", "他说：‘马上办’。"),
        ('尺寸 5" 的问题', '尺寸5" 的问题'),
        ("比例1.5,时间10:30,金额1,000元,占1:3", "比例1.5，时间10:30，金额1,000元，占1:3"),
        ("见 https://a.gov.cn/x?y=1,2;z!w 。", "见https://a.gov.cn/x?y=1,2;z!w。"),
        ("发到 a.b@c.cn, 抄送我局.", "发到a.b@c.cn，抄送我局。"),
        ("按GB/T 9704-2012执行(含附件)。", "按GB/T 9704-2012执行（含附件）。"),
        ("Use A, B and C; see f(x).", "Use A, B and C; see f(x)."),
        ("三十日内完成...再报告", "三十日内完成……再报告"),
        ("整改--不是终点", "整改——不是终点"),
        ("期限 30 日 , 逾期问责 。", "期限30日，逾期问责。"),
        ("提高到95%,再提高.", "提高到95%，再提高。"),
        ("2026年3月,完成整改.", "2026年3月，完成整改。"),
    ],
)
def test_half_width_marks_become_full_width_between_chinese_and_stay_elsewhere(text: str, wanted: str) -> None:
    assert full_width(text) == wanted
    assert full_width(wanted) == wanted


ASKED = "请写第二部分。要点：对采购验收把关不严的问题，由分管领导牵头，建立双人验收制度，反馈后三十日内完成，每季度抽查一次，结果在局党组会上通报。要求：语言朴实，不说空话，不写没有给出的数字。"
NO_PROSE = {
    "empty": ("", "empty"),
    "spaces": (" \n\u3000\n", "empty"),
    "only thoughts": ("<think>想</think>", "empty"),
    "only marks": ("……！", "empty"),
    "only a heading": ("## 二、抓实整改", "empty"),
    "only talk": ("好的，以下是第二部分的内容：", "empty"),
    "an AI": ("作为一个人工智能语言模型，我不便撰写这类内容。", "refusal"),
    "sorry": ("抱歉，我无法协助完成这个请求。", "refusal"),
    "very sorry": ("很抱歉，这个内容我不能写。", "refusal"),
    "another topic": ("你好，这个问题我暂时无法回答，让我们换个话题再聊聊吧。", "refusal"),
    "English refusal": ("I'm sorry, but I can't help with that.", "refusal"),
    "English refusal, curly": ("I can’t assist with writing this speech.", "refusal"),
    "English": ("Dear leaders, on behalf of the bureau I accept the feedback and will rectify every problem.", "language"),
    "mostly English": ("各位领导，we will take the feedback seriously and rectify all the problems found.", "language"),
    "Japanese": ("巡察組の指摘を真摯に受け止め、改善に取り組んでまいります。責任を持って対応します。", "language"),
    "Chinese with some Japanese": (f"{BODY}また、責任者について対応します。", "language"),
    "Korean": ("순찰반의 지적을 겸허히 받아들이고 시정하겠습니다.", "language"),
    "Russian": ("Уважаемые руководители, мы исправим все недостатки.", "language"),
    "an echo": (ASKED, "echo"),
    "an echo with a frame": (f"收到。{ASKED[8:90]}我们一定照办。", "echo"),
    "a circle": ("我们要坚决整改到位，" * 12, "repetition"),
    "a sentence thrice": ("我们要坚决把问题整改到位。先抓学习教育不放松。" * 3, "repetition"),
}  # fmt: skip


@pytest.mark.parametrize("fault", NO_PROSE)
def test_what_is_no_section_is_refused_with_its_reason(fault: str) -> None:
    text, reason = NO_PROSE[fault]
    with pytest.raises(ModelError) as raised:
        prose(text, ASKED)
    assert raised.value.reason == reason and "\n" not in str(raised.value)


def test_a_section_may_use_the_words_of_its_points() -> None:
    text = "采购验收把关不严，根子在制度空转。我们由分管领导牵头，建立双人验收制度，反馈后三十日内完成；此后每季度抽查一次，既查台账又看实物，让验收不再走过场。"
    assert prose(text, ASKED) == text
    assert 0 < echoed(text, ASKED) < 0.4 < echoed(ASKED, ASKED) == 1


def test_a_few_foreign_words_are_no_foreign_language() -> None:
    text = "我们用好OA系统和APP，把整改台账搬到线上，做到一事一码、随时可查。"
    assert prose(text) == text


# -- repetition -----------------------------------------------------------------------------------------------------------


def fed(text: str, size: int = 3) -> int:
    """Return how many characters were fed until the watch stopped, 0 if it did not."""
    watch = Watch()
    for at in range(0, len(text), size):
        try:
            watch.feed(text[at : at + size])
        except ModelError as error:
            assert error.reason == "repetition" and text.startswith(error.partial[:20])
            return at + size
    return 0


def unlike(length: int) -> str:
    """Return a text of this length that does not repeat itself."""
    return "".join(chr(0x4E00 + (n * n * 31 + n * 7) % 9973) for n in range(length))


@pytest.mark.parametrize("unit", [1, 2, 7, 8, 9, 31, 60, 200])
def test_a_unit_is_endless_when_it_comes_the_fourth_time(unit: int) -> None:
    head, words = unlike(137), unlike(300)[100 : 100 + unit]
    rounds = 4 * unit * -(-8 // unit)
    text = head + words * (2000 // unit + 2)
    assert len(head) + rounds <= fed(text) <= len(head) + rounds + 32 + 3
    assert fed(head + words * 3 + unlike(800)[400:]) == 0 or unit < 8


def test_a_unit_longer_than_two_hundred_or_another_text_each_time_is_not_endless() -> None:
    assert fed(unlike(230) * 3) == 0
    assert fed(unlike(6000)) == 0
    assert fed("".join(f"第{n}条，{unlike(40)[n % 20 : n % 20 + 9]}，" for n in range(60))) == 0


def test_what_is_kept_of_a_circle_is_its_first_round() -> None:
    watch = Watch()
    with pytest.raises(ModelError) as raised:
        for _ in range(100):
            watch.feed("我们要 坚决整改到位，\n")
    assert "".join(raised.value.partial.split()) == "我们要坚决整改到位，"


def test_a_sentence_that_comes_a_third_time_is_repetition_and_a_short_one_is_not() -> None:
    sentence = "我们一定把问题整改到位不打折扣。"
    parts = [unlike(50) + "。", unlike(90)[40:] + "。"]
    assert fed(sentence + parts[0] + sentence + parts[1]) == 0
    assert fed(sentence + parts[0] + sentence + parts[1] + sentence) > 0
    assert fed("谢谢大家。" + parts[0] + "谢谢大家。" + parts[1] + "谢谢大家。") == 0


def test_the_end_of_a_reply_is_looked_at_though_no_step_is_full() -> None:
    text = unlike(37) + unlike(99)[80:88] * 4
    watch = Watch()
    watch.feed(text)
    with pytest.raises(ModelError):
        watch.end()


@pytest.mark.parametrize(("text", "length"), [("", 0), ("ab", 0), ("abcdefgh" * 4, 32), ("x" + "abcdefgh" * 5, 40), ("a" * 31, 0), ("a" * 32, 32)])
def test_how_much_repeats_at_the_end(text: str, length: int) -> None:
    assert repeated(text) == length


def test_the_watch_does_the_same_work_for_each_character(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr("assistant.replies.repetition.repeated", lambda tail: looked.append(len(tail)) or 0)
    for length in (4000, 8000):
        looked.clear()
        watch = Watch()
        for letter in unlike(length):
            watch.feed(letter)
        assert len(looked) == length // 32 and max(looked) <= 832
