"""The command doctor: what is installed and used, whether the model answers, and up to which day the wording was verified."""

import argparse
from typing import Any

from assistant import settings
from assistant.commands.answers import as_json
from assistant.drafting import Assistant

_PACKAGES = ("faiss-cpu", "tantivy", "tokenizers", "numpy", "jinja2", "python-docx", "sentence-transformers", "openai")


_PATIENCE = 30.0
"""Seconds for the endpoint's first piece and between two: here somebody waits and only wants to know."""


def doctor(asked: argparse.Namespace) -> int:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from assistant import __version__

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return ""

    knowledge = Assistant().knowledge
    corpus = knowledge.corpus
    packages = {name: installed(name) for name in _PACKAGES}
    name = asked.model or settings.model_name()
    model = _asked(name) if name else None
    fine = model is None or model["answers"]
    found = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "corpus": str(knowledge.corpus_folder),
        "exemplars": len(knowledge.cards),
        "categories": len(corpus.categories),
        "measures": sum(len(category.measures) for category in corpus.categories.values()),
        "units": len(corpus.units),
        "passages": len(knowledge.passages),
        "embedder": knowledge.embedder.name,
        "verified": corpus.formulations.verified,
        "home": str(settings.home()),
        "installed": packages,
        "model": model,
    }
    if asked.json:
        print(as_json(found))
        return 0 if fine else 1
    missing = "没有装"
    print(f"biaotai {found['version']}，Python {found['python']}，{found['system']}")
    print(f"语料　　{found['corpus']}：范文 {found['exemplars']} 篇，段落 {found['passages']} 个，问题 {found['categories']} 类，措施 {found['measures']} 条，单位 {found['units']} 类")
    print(f"提法　　核对到 {found['verified']}，此后的新提法请人工核对")
    print(f"向量　　{found['embedder']}")
    print(f"数据　　{found['home']}")
    print("依赖　　" + "，".join(f"{name} {number or missing}" for name, number in packages.items()))
    for line in _told(model) if model else ["没有用到：全部离线写成"]:
        print(f"模型　　{line}")
    return 0 if fine else 1


def _asked(model: str) -> dict[str, Any]:
    """Return what the endpoint can do; one that can't even be asked has its reason in `problems`."""
    from assistant.endpoint import Endpoint
    from assistant.errors import ModelError

    try:
        with Endpoint(model, timeout=_PATIENCE, retries=0) as endpoint:
            return endpoint.capabilities()
    except ModelError as error:
        return {"model": model, "address": None, "reachable": False, "answers": False, "problems": [str(error)]}


_FORMS = {"json_schema": "按给定格式答（JSON schema）", "json_object": "只保证是 JSON，不保证格式", "none": "不能限定格式，靠提示"}
_REASONS = {"field": "有，单列", "tags": "有，夹在正文里（已分开）", "": "没有"}


def _told(model: dict[str, Any]) -> list[str]:
    """Return what was found of the model, a line each."""
    lines = [f"{model['model']}，{model['address']}" if model["address"] else model["model"]]
    if model["answers"]:
        yes, no = "能", "不能"
        lines += [
            f"能答，{model['milliseconds']} 毫秒见到第一段；边写边出：{yes if model['streams'] else no}；结束有标记：{'有' if model['finish'] else '没有'}",
            f"结构化回答：{_FORMS[model['schema']]}；系统提示：{'收' if model['system'] else '不收，并入第一条'}；温度：{'收' if model['temperature'] else '不收'}",
            f"用量：{'服务端报' if model['usage'] else '不报，按字数估'}；思考过程：{_REASONS[model['reasoning']]}",
        ]
    else:
        lines.append("通，但不能答" if model["reachable"] else "不通")
    return [*lines, *model["problems"]]
