"""The rooms and their order: who may import whom, what import costs, and what has one home."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

INDEX = [
    ["errors"],
    ["passages", "textfile", "cache", "found", "script"],
    ["printed"],
    ["numbering", "package", "docx_reader", "pdf_reader", "html_reader"],
    ["documents"],
    ["layout", "parts", "segment", "kinds"],
    ["yamlfile", "text"],
    ["exemplars", "embed", "lexical", "words"],
    ["vectors", "classes"],
    ["segments"],
    ["search"],
    ["train"],
]
ASSISTANT = [
    ["errors", "settings", "findings", "patterns", "files", "cli"],
    ["model", "replies.repetition", "replies.cleaning", "replies", "testing"],
    ["endpoint.refusals", "endpoint.events", "endpoint.asking", "endpoint.probing", "endpoint"],
    ["brief", "corpus", "dates", "roles", "copying", "frames", "wording"],
    ["units", "context", "speech", "provenance", "everyday", "matching"],
    ["export.layout", "export.docx_style", "export.docx_writer", "export.html_writer", "export"],
    ["tagging.sequence", "tagging", "feedback.layout", "feedback.facts", "feedback.items", "feedback.zones", "feedback.sentences", "feedback.reading", "feedback.page", "feedback", "feedback.sorting", "feedback.verifying", "feedback.joining", "feedback.train"],
    ["understanding.numerals", "understanding.message", "understanding.fields", "understanding.identity", "understanding.filler", "understanding.problems", "understanding.edits", "tagging.characters", "understanding.people", "understanding.settling", "understanding.listing", "understanding.values", "understanding.attendance", "understanding.hearing", "understanding.rules", "understanding.asking", "understanding.card", "understanding"],
    ["cards", "library"],
    ["knowledge", "history"],
    ["pledging", "lines", "plan"],
    ["plan_file", "saying", "template_writer", "checks.subject"],
    ["checks.structure", "checks.authority", "checks.leaks", "checks.wordings", "checks.coverage", "checks.copies"],
    ["redaction.ordinary", "redaction.people", "redaction.naming", "redaction", "wire"],
    ["slotting.unit", "slotting.about", "slotting.marks", "slotting"],
    ["ingest"],
    ["checks"],
    ["audit"],
    ["chain.prompting", "chain.events", "chain.ledger", "chain.forms", "chain.facts", "chain.asking", "chain.judging", "chain.sourcing", "chain"],
    ["chain.using", "chain.planning", "chain.writer", "streaming"],
    ["revising.targets", "revising.asking", "revising.ruling", "revising.traits", "revising.clauses", "revising.manuscript", "revising.groups", "revising.placing", "revising.giving", "revising.meaning", "revising.hearing", "revising.requests"],
    ["revising.rewording", "revising.answering", "revising.desk", "revising.dictating", "tagging.train"],
    ["revising.fitting", "revising.headings", "revising.alterations", "revising.attending", "revising.deleting", "revising.rewriting", "revising.recasting"],
    ["revising.respeaking", "revising.reviser", "revising"],
    ["chain.conversing", "chain.reading"],
    ["drafting"],
    ["leaktest"],
    ["chat.help", "chat.shown", "chat.store", "chat.layout", "chat.versions", "chat.session", "chat.orders", "chat.pipe", "chat.terminal", "chat"],
    ["commands.answers"],
    ["commands.problems", "commands.draft", "commands.look", "commands.doctor", "commands.wirecheck", "commands.chat", "commands.revise"],
    ["commands.library", "commands.selftest"],
    ["commands"],
    ["__main__"],
]
"""Each module uses only modules of the layers above it in these lists, and neighbours named before it."""

HOMES = {
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/lexical.py"},
    "tokenizers": {"index/embed.py", "index/train.py"},
    "sentence_transformers": {"index/embed.py", "index/train.py"},
    "torch": {"index/train.py"},
    "pypdf": {"index/pdf_reader.py"},
    "lxml": {"index/html_reader.py"},
    "xml": {"index/package.py", "index/numbering.py", "index/docx_reader.py", "assistant/export/docx_style.py"},
    "jinja2": {"assistant/frames.py", "assistant/chain/prompting.py"},
    "pycrfsuite": {"assistant/tagging/sequence.py"},
    "sqlite3": {"assistant/history.py", "assistant/chat/store.py"},
    "openai": {"assistant/endpoint/__init__.py"},
    "httpx2": {"assistant/endpoint/__init__.py"},
    "prompt_toolkit": {"assistant/chat/terminal.py"},
    "docx": {"assistant/export/docx_writer.py"},
    "os.environ": {"assistant/settings.py"},
}


def imports_of(path: Path) -> list[tuple[str, bool]]:
    """Return every module that the file imports, and whether at the top or inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            all_modules = all(_is_module(name) for name in inner)  # from a package its modules alone: not the package
            names = inner if all_modules else [node.module, *inner]
        found += [(name, node in tree.body) for name in names]
    return found


def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def rank(layers: list[list[str]]) -> dict[str, int]:
    return {name: place for place, name in enumerate(name for layer in layers for name in layer)}


def modules(package: str) -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / package).with_suffix("").parts)
        name = name.removesuffix(".__init__")
        if name != "__init__":
            found[name] = path
    return found


@pytest.mark.parametrize(("package", "layers"), [("index", INDEX), ("assistant", ASSISTANT)])
def test_every_module_has_its_layer(package: str, layers: list[list[str]]) -> None:
    assert set(modules(package)) == {name for layer in layers for name in layer}


@pytest.mark.parametrize(("package", "layers"), [("index", INDEX), ("assistant", ASSISTANT)])
def test_a_module_uses_only_modules_below_it(package: str, layers: list[list[str]]) -> None:
    ranks = rank(layers)
    wrong = []
    for name, path in modules(package).items():
        for imported, _ in imports_of(path):
            inner = imported.removeprefix(f"{package}.")
            if imported.startswith(f"{package}.") and inner in ranks and inner != name and ranks[inner] > ranks[name]:
                wrong.append(f"{name} imports {inner}")
    assert wrong == ALLOWED.get(package, [])


ALLOWED: dict[str, list[str]] = {
    # The command line hands over to the commands once it knows which one is asked for; what the corpus is compiled
    # with is known above it and imported when it is compiled.
    "assistant": ["cli imports commands", "knowledge imports checks.wordings"],
}


def test_index_never_imports_assistant() -> None:
    wrong = [f"{p.name}: {i}" for p in (ROOT / "index").rglob("*.py") for i, _ in imports_of(p) if i.startswith("assistant")]
    assert wrong == []


def test_what_has_a_home_is_imported_nowhere_else() -> None:
    wrong = []
    for package in ("assistant", "index"):
        for path in (ROOT / package).rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            for imported, _ in imports_of(path):
                top = imported.split(".")[0]
                if top in HOMES and place not in HOMES[top]:
                    wrong.append(f"{place} imports {imported}")
            if "os.environ" in path.read_text(encoding="utf-8") and place not in HOMES["os.environ"]:
                wrong.append(f"{place} reads os.environ")
    assert wrong == []


def test_no_python_file_stands_in_prompts_or_corpus() -> None:
    assert [str(p) for folder in ("prompts", "corpus") for p in (ROOT / folder).rglob("*.py")] == []


def test_only_the_command_line_prints() -> None:
    printing = set()
    for package in ("assistant", "index"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                    printing.add(path.relative_to(ROOT).as_posix())
    assert {name for name in printing if not name.startswith("assistant/commands/")} <= {"assistant/cli.py", "assistant/tagging/train.py"}


def test_importing_the_packages_loads_nothing_heavy() -> None:
    code = "import sys, assistant, index; print([m for m in ('faiss','openai','numpy','torch','msgspec','yaml','jinja2','docx','lxml') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for package in ("assistant", "index")
        for path in (ROOT / package).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_public_names_are_sorted_and_documented() -> None:
    import assistant
    import index

    for package in (assistant, index):
        assert list(package.__all__) == sorted(package.__all__)
        for name in package.__all__:
            value = getattr(package, name)
            assert value.__doc__, f"{package.__name__}.{name} has no docstring"
            for member, function in vars(value).items():
                if not member.startswith("_") and callable(function):
                    assert function.__doc__, f"{name}.{member} has no docstring"
