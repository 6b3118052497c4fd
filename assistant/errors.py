"""Errors of drafting, drawn as one tree; each says whose move it is."""


class AssistantError(Exception):
    """Something could not be done; the message is one Chinese line that says what to do."""


class BriefError(AssistantError):
    """The brief lacks something or contradicts itself; the move is the user's."""


class PromptError(AssistantError):
    """A prompt or frame file is missing or asks for what is not given; the move is the developer's."""


class ModelError(AssistantError):
    """The model is unreachable, refused, was cut short, or answered in the wrong form; that section falls back."""


class DocumentError(AssistantError):
    """A file can't be read or written as asked; the move is the user's."""
