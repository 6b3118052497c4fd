"""What a server's refusal means: a part of the request that it does not know, or a fault with what to do about it."""

import re
from typing import Any

from assistant.errors import ModelError

OPTIONAL = ("json_schema", "json_object", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "system")
"""What a request may carry and a server may not know; each has a way to do without."""

_NAMED = (
    ("json_object", r"json_object"),
    ("json_schema", r"response_format|json_?schema|guided|grammar|structured.?output|结构化输出"),
    ("stream_options", r"stream_options|include_usage"),
    ("max_tokens", r"max_tokens|max_completion_tokens|max_new_tokens"),
    ("temperature", r"temperature|温度"),
    ("system", r"system (?:role|message|prompt|instruction)|(?:role|角色)\W{0,12}(?:system|developer)|\W(?:system|developer)\W{1,3}(?:role|is not|角色)|developer instruction|(?:conversation )?roles must alternate|系统(?:角色|消息|提示)"),
)  # fmt: skip

_TOO_LONG = re.compile(
    r"context.?(?:length|window|size)|maximum context|too many (?:input )?tokens|prompt is too long|exceed_context|input length|range of input|上下文|输入.{0,6}(?:过长|超)", re.I
)
_FILTERED = re.compile(
    r"content_?filter|content exists risk|data_?inspection|content management policy|content_policy|safety|sensitive|不安全|敏感|违规|\b1301\b", re.I
)
_NO_MONEY = re.compile(r"insufficient.?(?:quota|balance|user_quota|funds)|exceeded your current quota|billing|arrear|余额|欠费|额度|充值", re.I)
_NO_MODEL = re.compile(r"model.{0,80}(?:not found|does not exist|not exist|not supported|no such|unknown)|(?:no such|unknown|invalid|unsupported) model|model_not_found|无可用渠道|no available channel|模型.{0,40}(?:不存在|未找到|没有)", re.I | re.S)
_BUSY = re.compile(r"rate.?limit|too many requests|throttl|请求过于频繁|限流|并发", re.I)
_OVERLOADED = re.compile(r"overloaded|server.?(?:is )?busy|internal.?(?:server )?error|unavailable|bad gateway|upstream|繁忙|过载|系统错误", re.I)
_BAD_KEY = re.compile(r"(?:invalid|incorrect|wrong|missing|no).{0,12}(?:api.?key|token|credential)|unauthori[sz]ed|authentication|令牌|密钥|未提供", re.I)


def refused_part(text: str, param: str | None, carried: set[str]) -> str | None:
    """Return which optional part of the request (of those that it carried) the server's words refuse, None if they name none.

    `param` is the parameter that the error names, where it does; it is believed before the words.
    """
    if _FILTERED.search(text):
        return None
    if _TOO_LONG.search(text):  # prompt and reply together: the prompt may fit if the server measures the reply
        limits = [part for part in ("max_tokens", "max_completion_tokens") if part in carried]
        return limits[0] if limits and "completion" in text else None
    for words in (param or "", text):
        found = [(match.start(), part) for part, pattern in _NAMED if (match := re.search(pattern, words, re.I))]
        for _, part in sorted(found):
            if part == "max_tokens":
                part = "max_completion_tokens" if "max_completion_tokens" in carried else "max_tokens"
            if part == "json_schema" and part not in carried:
                part = "json_object"
            if part == "json_object" and part not in carried:
                part = "json_schema"
            if part in carried:
                return part
    return None


def words_of(body: Any) -> tuple[str, str | None, int]:
    """Return the message (with code and type), the parameter named and the status (0 if none) of an error body."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        words = str(error or "")
        return "" if words.lstrip().startswith("<") else words, None, 0
    error = {**error, **base} if isinstance(base := error.get("base_resp"), dict) else error
    metadata = error.get("metadata")
    parts = [error.get(key) for key in ("message", "msg", "error_msg", "status_msg", "detail", "code", "error_code", "status_code", "type")]
    parts += [metadata.get("raw") if isinstance(metadata, dict) else None]
    text = " ".join(str(part) for part in parts if part not in (None, "", 0))
    param = error.get("param")
    code = str(error.get("code") or error.get("status") or "")
    return text, param if isinstance(param, str) else None, int(code) if re.fullmatch(r"[45]\d\d", code) else 0


def is_error(event: Any) -> bool:
    """Return whether an event or body, sent with status 200, says that it failed, in OpenAI's form or a gateway's own."""
    if not isinstance(event, dict) or event.get("choices"):
        return False
    if event.get("error") or event.get("error_code") or event.get("object") == "error":
        return True
    base = event.get("base_resp")  # MiniMax
    codes = [event.get("code") if "message" in event or "msg" in event else None, base.get("status_code") if isinstance(base, dict) else None]
    return any(code not in (None, "", 0, 200, "0", "200") for code in codes)


def _kind(status: int, text: str) -> str:
    if _FILTERED.search(text) and status in (0, 400, 403, 422, 451):
        return "content_filter"
    if status == 402 or (status in (0, 400, 403, 429) and _NO_MONEY.search(text)):
        return "payment"
    if _TOO_LONG.search(text) and status in (0, 400, 413, 422, 500):
        return "too_long"
    by_status = {401: "auth", 403: "forbidden", 404: "not_found", 405: "not_found", 408: "timeout", 413: "too_long", 429: "rate_limit", 504: "timeout"}
    if status in by_status:
        return by_status[status]
    for kind, pattern in (("not_found", _NO_MODEL), ("rate_limit", _BUSY), ("auth", _BAD_KEY), ("server", _OVERLOADED)):
        if (status in (0, 400) or (status >= 500 and kind == "not_found")) and pattern.search(text):
            return kind
    return "refused_request" if 400 <= status < 500 else "server"


def fault(status: int, text: str, *, model: str, address: str, wait: str = "", partial: str = "") -> ModelError:
    """Return the ModelError for a refusal: status (0 if unknown), the server's words without keys, and Retry-After."""
    kind = _kind(status, text)
    said = f"（{short}）" if (short := " ".join(text.split())[:120]) else ""
    number = f" {status}" if status else ""
    message = {
        "auth": "模型服务不认这个密钥：检查 OPENAI_API_KEY 是否正确、是否属于这个地址",
        "payment": "模型服务的账户余额或额度不足：充值，或换一个密钥、模型",
        "forbidden": f"这个密钥无权使用模型 {model}，或这里不许访问 {address}：检查账户权限和地址{said}",
        "not_found": f"{address} 没有模型 {model}，或地址不对：检查模型名和 OPENAI_BASE_URL（多半要以 /v1 结尾）{said}",
        "rate_limit": f"模型服务限流，要求等 {wait} 秒：过后再试" if wait else "模型服务限流：稍后再试，或换一个模型",
        "timeout": f"模型服务自己等超时了{number}：稍后再试，或换一个模型",
        "server": f"模型服务出错{number}：稍后再试，或换一个模型{said}",
        "content_filter": "模型服务的内容审查拦下了这次请求：换个说法，或换一个模型",
        "too_long": f"请求超过模型 {model} 一次能读的长度：减少素材和引用段落，或换一个上下文更长的模型",
        "refused_request": f"模型服务不接受这样的请求{number}{said}：换一个模型，或检查服务的版本",
    }[kind]
    return ModelError(message, reason="refused_request" if kind == "too_long" else kind, partial=partial)


def without_keys(text: str, key: str | None) -> str:
    """Return text without the key, and without anything that looks like one."""
    if key and len(key) > 3:
        text = text.replace(key, "***")
    text = re.sub(r"\bBearer\s+\S+", "Bearer ***", text, flags=re.I)
    return re.sub(r"\b(?:sk|ak|key)-[^\s,，。;'\"“”）)]+", "***", text)
