"""Words of a message that carry nothing for the brief: courtesy, the request itself, what only joins."""

import re

from assistant.message import GAP

_NOW = re.compile(r"直接(?:写|出|开写|成文|给我写)|马上写|开始写|写吧|开写|出稿|(?:不用|别)(?:再)?问了|就这样写|现在就写|先写出来|先写一[稿版]")

_FILLER = re.compile(
    "|".join(
        sorted(
            "您好 你好 大家好 各位 麻烦 劳驾 拜托 辛苦 谢谢 多谢 感谢 帮我 帮忙 帮 请问 请 给我 给 替 为 我是 我们 我们局 我局 我校 我院 我镇 我村 咱们 咱 我 本人 老师 同志 小同志 师傅 老头子 "
            "写一下 写一份 写一篇 写个 写 弄个 弄 起草 草拟 拟 准备 整 搞 做 做个 作 出 来一篇 来一份 来 需要 需 想要 想 要 得 一份 一篇 一个 一下 个 份 篇 用 用的 稿 稿子 讲稿 讲话稿 讲话 文章 材料 表态性发言 表态发言 "
            "表态 发言稿 发言 念 说 讲 讲话用 开会 会议 会上 会 上 在 的 了 吧 吗 呢 啊 哦 嗯 呀 哈 嘛 哎 唉 好的 好 行 可以 就 就是 就行 就够 够了 即可 是 有 到 去 对 向 由 于 把 被 和 跟 以 及 与 然后 另外 还有 那个 这个 "
            "那 这 急用 急 尽快 快点 单位 全称 名称 名字 工作 上班 任职 担任 当 现任 领导 让 叫 反馈意见 反馈会 反馈 意见 情况 巡察 巡视 巡查 开展 进行 组织 进驻 完 完了 查完 巡完 查 巡 结束 通报 召开 开 "
            "上午 下午 早上 晚上 中午 今天 时间 日期 大概 大约 约 左右 上下 差不多 控制 篇幅 字数 身份 名义 口吻 我这边 这边 这里 刚 刚刚 马上 已经 要来 过来 县里 市里 局里 镇里 村里 省里 他们 人家 一个人 一人 "
            "巡察组 巡视组 巡查组 组里 组 代表 全面 主持 刚接手 接手 新 也 都 又 还 再 将 拟 需要写 明天 主要 具体 内容 如下 以下 关于 巡察反馈 巡察整改 不对 错了 说错了 写错了 应该 应 改成 改为 改 换成 更正 纠正 一下子 其实 现在 "
            "嗯嗯 哈哈 收到 知道 这次 本次 此次 期间 我们单位 我单位 本单位 我们这 上会 使用 待会 所以 因为 但是 不过 最后 先 起 篇 稿件 性 式 正式 为题 为主 会场 现场 会后 而 且 并 帮着 帮忙写 急急 几 个月 两个月 一个月 负责 具体 出席 参加 "
            "麻烦您 你 您 他 她 它 人 号 日 用于 场合 作为 那边 里 时 时候 时间是 下 句 点".split(),
            key=len,
            reverse=True,
        )
    )
)
_TALK = re.compile(
    r"搞不[清懂明]|弄不[清懂]|不知道|不晓得|不懂|不会写|不太会|没写过|没经验|不清楚.*(?:谁|哪|怎)|怎么|为什么|什么|[吗呢么]$|谢|写不|我(?!局|院|校|县|市|镇|乡|村|委|办|中心|公司|集团|单位|系统|区|社|们)"
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
    bare = _NOW.sub(GAP, text)
    bare = _FILLER.sub("", re.sub(rf"[{GAP}]+", GAP, bare))
    left = "".join(re.findall(r"[^\W_]+", bare.replace(GAP, "")))
    return left if len(left) >= 2 or re.search(r"[a-zA-Z0-9]", left) else ""


def plain_talk(text: str) -> bool:
    """Return whether a clause is the writer's own talk, and so no problem that an inspection found."""
    return bool(_TALK.search(text))
