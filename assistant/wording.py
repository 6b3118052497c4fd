"""Small work on the user's words: cleaning a problem's text, naming it, and joining names as Chinese does."""

import re

_NUMBER = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．:：]\s*|[①-⑳]\s*|第[一二三四五六七八九十]+[，、,]\s*|[一二三四五六七八九十]是(?=\w)\s*|[-*•·]\s*)")
_TAIL = re.compile(r"(?:等)?(?:方面)?(?:的)?(?:突出|主要|具体)?问题$|[。；;，,、\s]+$")
_LEAD = re.compile(r"^(?:存在|反映|指出|关于|对于|在)(?=[^，。]{4,}(?:的?问题)$)")
_TIME = re.compile(r"\d{4}年|以来$|期间$|^目前$|^截至")
_CLAUSE = re.compile(r"[，。；,;：:！？]+")


def clean(text: str) -> str:
    """Return a problem's text without numbering, a leading 存在, a trailing 的问题, and line breaks."""
    text = " ".join(text.split())
    text = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text)
    text = _NUMBER.sub("", text)
    bare = _TAIL.sub("", text).strip()
    if text.endswith(("问题", "问题。")):
        bare = re.sub(r"^(?:还)?存在(?:着)?", "", _LEAD.sub("", _TAIL.sub("", text.rstrip("。"))))
    bare = bare.strip(" 。；;，,、")
    return bare if len(bare) >= 2 else text.strip()


def label(text: str, most: int = 24) -> str:
    """Return a name of at most `most` characters for a problem: its own words where they are short enough.

    Of a long text the longest clause that fits and does not merely tell a time is taken; empty where none is.
    """
    text = clean(text)
    if len(text) <= most and not re.search(r"[。；;！？]", text):
        return text
    clauses = [c.strip() for c in _CLAUSE.split(text)]
    fitting = [c for c in clauses if 4 <= len(c) <= most and not (_TIME.search(c) and len(c) < 14)]
    return max(fitting, key=len, default="")


_FAULT = re.compile(
    r"(?:(?<![退归偿返清])还|仍|仍然|依然|比较|较为|不够|有时|普遍|长期|时有|多有|缺乏|缺少|存在|出现|有盲区|有漏洞|有短板|有差距|有缺口|有欠缺|不|未|没|无|薄弱|滞后"
    r"|把关|人为|干预|投诉多|反映多|意见大|意见多|一刀切|平均主义|吃大锅饭|流于|走过场|走形式|混乱|松散|松懈|偏|过[多高低慢]|虚化|弱化|淡化|空转|打折扣|违规|失管|缺位|缺失|欠(?![缴费款])|超标准|超范围|超概算|超编|超限额|差|乱|慢|弱|松|宽|虚|浮|重复|多头|反弹|拖)"
)
_FIELD_WORDS = """
管理 监管 监督 建设 采购 验收 执法 资金 标准 检查 审批 服务 教育 评议 发放 公示 公开 经费 合同 资产 招标 投标 征订 管护 维护 养护 处置 办理 整改 责任 制度 机制
阵地 学习 会议 议事 决策 用车 接待 补贴 档案 轮岗 考核 分配 培训 安全 防范 排查 治理 发包 承包 线索 投诉 信访 诉求 收费 食堂 食材 耗材 药品 工程 项目 变更 签证
结算 决算 债务 融资 投资 担保 账款 往来款 内控 审计 台账 清单 生活会 主题党日 党费 入党 发展党员 队伍 梯队 职称 绩效 招聘 招生 选拔任用 选人用人 编制 借调 证照
保密 数据 网络 舆情 宣传 文风 会风 作风 窗口 办件 许可 裁量 处罚 案件 执行 款物 救助 低保 环保 排污 扬尘 水质 绿化 环卫 物业 供水 燃气 公交 消防 防汛 应急 预案
审核 保障金 基金 热线 安置 优抚 储备 轮换 购销 清收 征缴 追缴 退还 拨付 抽取 评审 评标 评定 认定 化解 改造 整治 清理 监测 运营 保护 供应 供热 供暖 拆除 拆迁 征收 审计 预算 统计 普查
疫苗 托育 养老 殡葬 公墓 文物 公厕 客运 超载 调解 公证 仲裁 矫正 帮扶 帮教 扶持 招商 引资 住房 公租房 维修 演练 课题 科研 实验 实习 教学 课堂 师德 医德 诊疗 护理 病历 医保 集采 三资 村务 财务 账目 租金 出租 出借 房产 土地 耕地 农田 水利
"""
"""What the names of fields of work end in."""

_FIELD_ENDS = tuple(_FIELD_WORDS.split())
_NOT_A_FIELD = re.compile(r"^(?:个别|部分|有的|一些|少数|多数|对|在|把|被|将|以|由|从|因|让|使|存在|没有|违规|反馈|至今|长期|上轮|上一轮|该|未|不)|[，、]")


_SHORTHAND = re.compile(r"三重一大|三会一课|一岗双责|第一议题|一网通办|三公(?=经费)|一卡通|双随机")
"""What is written in quotes wherever it stands."""


def field(text: str) -> str:
    """Return what a problem is about, in its own words and without the charge: 采购验收 of 采购验收把关不严.

    Empty where the words before the fault are no name of a field of work, 4 to 9 characters long.
    """
    text = re.sub(r"[“”‘’\"]", "", clean(text))
    found = _FAULT.search(text, 2)
    head = re.split(r"[，。；、：（]", text[: found.start()])[0] if found else ""
    head = re.sub(r"(?:上|方面|工作)?(?:(?<![退归偿返清])还|仍|较|存在|有|比较|的)*$", "", head)
    head = re.sub(r"(?<=.{4})(?:价格|质量|效率|效果|效益|进度|力度|程序|过程|领域|环节|工作|措施|力量|使用|落实|责任落实)+$", "", head)
    named = 4 <= len(head) <= 9 and head.endswith(_FIELD_ENDS) and not _NOT_A_FIELD.search(head)
    return _SHORTHAND.sub(r"“\g<0>”", head) if named else ""


_MORE_WORDS = """
名单 债务 经费 权限 录像 设施 设备 个案 积案 名录 土地 车辆 房屋 补贴 账号 栏目 器具 隐患 记录 信息 收入 救助金 林木 树木 名木 用地 平台 广告 摊贩 仪 网点 客户 市场 场馆 漏损率 活动 业务
协商 建议 拨缴 建档 移送 抽取 报告 填报 选派 审核 核查 认定 运维 巡检 更新 采编 校 运输 用水 伙食 档案 网格员 讲座 论坛 保管 转运 交接 抽检 检修 核算 巡查 评估 保存 收益 安排 承诺 问效 推进 设置 轮换 控制 运用 退还
"""
_MORE_ENDS = tuple(_MORE_WORDS.split())
_TAMING = ("治理", "整治", "化解", "处置", "查处", "移送", "清理", "办理", "监管", "排查")
"""What is done about a fault: its name may hold the fault's own word, as 不合理低价游治理 does."""
_CHARGE = re.compile(_FAULT.pattern[:-1] + r"|造假|弄虚|代填|打招呼|冒领|沉淀|失范|断档|悬空|堵塞|反弹|推诿|扯皮|挤占|挪用|宴请|泄露|失真|闲置|僵尸|有偿|长期|超期|信息提前|发生|需要|重答复|空岗|优亲厚友|变相|搞|缓慢|老化|培养|走样)")


def matter(text: str, most: int = 14) -> str:
    """Return what a problem is about, in its own words, without the charge: 村级债务 of 村级债务底数不清，违规举债.

    Less strict than `field`: names of things and people will do, and a later clause where the first names nothing.
    Empty where no clause starts with such a name of 4 to `most` characters, or where it strings two things together.
    """
    text = re.sub(r"[“”‘’\"]", "", clean(text))
    found = (_matter_of(clause, most) for clause in re.split(r"[，。；：（]", text))
    return _SHORTHAND.sub(r"“\g<0>”", next((name.replace("“", "").replace("”", "") for name in found if name), ""))


def _matter_of(clause: str, most: int) -> str:
    if own := field(clause):
        return own if len(own) <= most and not re.search(r"[和与及或]", own) else ""
    clause = re.sub(r"^(?:上一?轮反馈(?:指出)?的|对于?(?!外)|在|部分)", "", clause)
    places = [found.start() for found in _CHARGE.finditer(clause) if found.start() >= 2]
    for at in reversed(places):
        head = clause[:at]
        if 6 <= len(head) <= most and head.endswith(_TAMING) and not re.search(r"[、的]", head):
            return head
    head = clause[: places[0]] if places else ""
    head = re.sub(r"(?:底数|责任|制度|方面|工作|标准|执行|质量|程序|力度|工作落实|落实)+$", "", head) if len(head) >= 6 else head
    head = re.sub(r"(?:上|(?<!退)还|仍|较|有|比较|的|按)+$", "", head)
    fits = 4 <= len(head) <= most and head.endswith((*_FIELD_ENDS, *_MORE_ENDS))
    return head if fits and not _NOT_A_FIELD.search(head) and not re.search(r"[、和与及或的]", head) else ""


def quoted(text: str) -> str:
    """Return text in Chinese quotes, quotes inside it turned to single ones."""
    inner = text.replace("“", "‘").replace("”", "’").replace('"', "")
    return f"“{inner}”"


def joined(names: list[str]) -> str:
    """Return names joined by 、 and 和; quoted ones stand side by side without a mark, as GB/T 15834 has it."""
    names = list(dict.fromkeys(names))
    if len(names) <= 1:
        return "".join(names)
    if all(name.startswith("“") for name in names):
        return "".join(names)
    last = "以及" if any("和" in name for name in names) else "和"
    return "、".join(names[:-1]) + last + names[-1]


def numeral(n: int) -> str:
    """Return 1-99 in Chinese."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def sentence(text: str) -> str:
    """Return text ended with a full stop where it has no closing mark."""
    text = text.rstrip("；;，,、 ")
    return text if text.endswith(("。", "！", "？", "”")) and not text.endswith("，”") else text + "。"


def names_fault(text: str) -> bool:
    """Whether a text says what is wrong, and not only where: 采购验收把关不严, but not 采购验收."""
    return bool(_FAULT.search(text, min(2, len(text))))
