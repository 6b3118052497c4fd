"""The command doctor: what is installed and used, and up to which day the wording was verified."""

import argparse

from assistant import settings
from assistant.commands.answers import as_json
from assistant.drafting import Assistant

_PACKAGES = ("faiss-cpu", "tantivy", "tokenizers", "numpy", "jinja2", "sentence-transformers", "openai")


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
    }
    if asked.json:
        print(as_json(found))
        return 0
    missing = "没有装"
    print(f"biaotai {found['version']}，Python {found['python']}，{found['system']}")
    print(f"语料　　{found['corpus']}：范文 {found['exemplars']} 篇，段落 {found['passages']} 个，问题 {found['categories']} 类，措施 {found['measures']} 条，单位 {found['units']} 类")
    print(f"提法　　核对到 {found['verified']}，此后的新提法请人工核对")
    print(f"向量　　{found['embedder']}")
    print(f"数据　　{found['home']}")
    print("依赖　　" + "，".join(f"{name} {number or missing}" for name, number in packages.items()))
    print("模型　　没有用到：全部离线写成")
    return 0
