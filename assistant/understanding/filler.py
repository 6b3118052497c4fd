"""Words of a message that carry nothing for the brief: courtesy, the request itself, what only joins."""

import re

from assistant.understanding.message import GAP

_NOW = re.compile(r"直接(?:写|出|开写|成文|给我写)|马上写|开始写|写吧|开写|出稿|(?:不用|别)(?:再)?问了|就这样写|现在就写|先写出来|先写一[稿版]")

_WORDS = """
表态性发言 反馈意见 发言单位 啊帮个忙 巡察反馈 巡察整改 我们单位 表态发言 一下子 一个人 一个月 两个月 写一下 写一份 写一篇 写错了 刚接手 反馈会 发言人 发言稿 大家好 小同志 就这些 就这几 巡察组 巡查组 巡视组 差不多
帮个忙 帮忙写 我们局 我们这 我单位 我这边 时间是 本单位 来一份 来一篇 没别的 老头子 老师傅 讲话用 讲话稿 说错了 这几条 需要写 麻烦您 一下 一个 一人 一份 一稿 一篇 上下 上会 上午 上班 下午 不对 不过
个月 中午 为主 为题 主持 主要 人家 今天 他们 代拟 代表 以下 任职 会上 会后 会场 会议 但是 作为 你好 使用 信息 做个 全称 全面 关于 其实 具体 内容 写个 写份 准备 几条 出席 刚刚 初稿 劳驾 单位 即可 县里
参加 参考 反馈 发言 口吻 另外 召开 可以 各位 同志 名义 名字 名称 咱们 哈哈 嗯嗯 因为 场合 多谢 够了 大概 大约 好的 如下 字数 完了 定稿 就够 就是 就行 就这 尽快 局里 巡完 巡察 巡查 巡视 工作 左右 已经
市里 师傅 帮忙 帮我 帮着 应该 开会 开展 弄个 待会 快点 急急 急用 您好 情况 想要 意见 感谢 我们 我局 我是 我村 我校 我镇 我院 所以 担任 拜托 按照 换成 接手 控制 收到 改为 改成 文章 日期 早上 时候 时间
明天 晚上 更正 最后 期间 本人 本次 材料 村里 查完 根据 正式 此次 然后 现任 现在 现场 用于 用的 的话 省里 知道 稿件 稿子 篇幅 纠正 组织 组里 结束 给我 老师 草拟 草稿 表态 要来 要点 讲稿 讲话 请问 谢谢
负责 起草 身份 辛苦 过来 还有 这个 这些 这次 这边 这里 进行 进驻 通报 那个 那边 错了 镇里 需要 领导 马上 麻烦 上 下 与 且 个 为 也 了 于 人 他 以 份 会 作 你 供 做 先 再 写 几 出 刚 到 去 又 及
句 叫 号 向 吗 吧 呀 呢 和 咱 哈 哎 哦 唉 啊 嗯 嘛 在 她 好 它 完 对 将 就 巡 帮 并 应 开 弄 式 当 得 念 急 性 您 想 我 把 拟 搞 改 整 新 日 时 是 替 有 来 查 点 用 由 的 稿 篇 约 组
给 而 行 被 要 让 讲 说 请 起 跟 还 这 那 都 里 需
"""
"""The longest first, so that the shorter ones take nothing out of their middle."""

_FILLER = re.compile("|".join(_WORDS.split()))
_OURS = re.compile(r"能不能|可不可以|行不行|(?:到|来|在|给|对|巡|查|巡察)*(?:我们?|咱们?|本)(?:局|院|校|镇|乡|村|委|办|公司|集团|单位|医院|学校|街道|社区|县|区|中心)(?![长党])|就?分管的(?=表态|发言|$)|集中(?=反馈)")
_TALK = re.compile(
    r"搞不[清懂明]|不(?:分管|负责|管(?:业务|这))|能不能|可不可以|是不是|行不行|弄不[清懂]|不知道|不晓得|不懂|不会写|不太会|没写过|没经验|不清楚.*(?:谁|哪|怎)|怎么|为什么|什么|[吗呢么]$|谢|写不|我(?!局|院|校|县|市|镇|乡|村|委|办|中心|公司|集团|单位|系统|区|社|们)"
    r"|隔壁|天气|心里|忽略|指令|ignore|system|prompt|[{}<>%$#]|http",
    re.IGNORECASE,
)


def asks_to_write(text: str) -> bool:
    """Return whether a clause asks to write now, without more questions."""
    return bool(_NOW.search(text))


def residue(text: str) -> str:
    """Return what of a clause carries content once courtesy, request and joining words are gone; empty for nothing."""
    if re.search(r"[{}<>`$\\]", text):
        return text
    bare = _OURS.sub(GAP, _NOW.sub(GAP, text))
    bare = _FILLER.sub("", re.sub(rf"[{GAP}]+", GAP, bare))
    left = "".join(re.findall(r"[^\W_]+", bare.replace(GAP, "")))
    return left if len(left) >= 2 or re.search(r"[a-zA-Z0-9]", left) else ""
