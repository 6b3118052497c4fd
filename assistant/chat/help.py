"""The chat's commands by name, which Tab completes before anything else is loaded."""

HELP = {
    "/brief": "看看现在的素材", "/set": "改一项素材，例如 /set 字数 1000", "/plan": "看提纲；/plan 存 提纲.yaml 存成文件去改，/plan 用 提纲.yaml 按改过的写",
    "/check": "再检查一遍", "/why": "某一段从哪里来，例如 /why 3", "/again": "换一版；/again 3 指定种子", "/undo": "回到上一版", "/redo": "再到下一版",
    "/diff": "这一版同上一版哪里不同", "/versions": "列出各版；/versions 2 换到第 2 版", "/save": "存成文件，例如 /save 稿.docx（.docx .md .txt .html .json）",
    "/open": "打开素材文件或反馈意见", "/load": "拿自己写好的稿子来改，例如 /load 稿.docx", "/history": "列出以前的对话", "/model": "用某个模型写，例如 /model qwen-max",
    "/offline": "不用模型", "/paste": "贴一大段文字，单独一行 . 结束", "/help": "这张表", "/quit": "离开",
}  # fmt: skip
"""Each command and what it does."""
