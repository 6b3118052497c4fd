"""Draft and check 巡察反馈会议表态发言.

>>> from assistant import Assistant, Brief
>>> speech = Assistant().draft(Brief(unit="云溪县市场监督管理局", problems=("执法裁量标准不统一",)))

Names are loaded when first used, so that `import assistant` costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Assistant": "assistant.drafting",
    "AssistantError": "assistant.errors",
    "Brief": "assistant.brief",
    "BriefError": "assistant.errors",
    "DocumentError": "assistant.errors",
    "Finding": "assistant.findings",
    "ModelError": "assistant.errors",
    "Plan": "assistant.plan",
    "Present": "assistant.brief",
    "Problem": "assistant.brief",
    "PromptError": "assistant.errors",
    "Report": "assistant.checks",
    "Revision": "assistant.revising.reviser",
    "Speech": "assistant.speech",
}

__all__ = [
    "Assistant",
    "AssistantError",
    "Brief",
    "BriefError",
    "DocumentError",
    "Finding",
    "ModelError",
    "Plan",
    "Present",
    "Problem",
    "PromptError",
    "Report",
    "Revision",
    "Speech",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
