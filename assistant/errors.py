"""Errors of drafting, drawn as one tree; each says whose move it is."""


class AssistantError(Exception):
    """Something could not be done; the message is one Chinese line that says what to do."""


class BriefError(AssistantError):
    """The brief lacks something or contradicts itself; the move is the user's."""


class PromptError(AssistantError):
    """A prompt or frame file is missing or asks for what is not given; the move is the developer's."""


class ModelError(AssistantError):
    """The model is unreachable, refused, was cut short, or answered in the wrong form; that section falls back.

    `reason` is one stable word, `partial` the text that had come until then, without reasoning. The reasons:

    - never answered: timeout, connection, auth (401), payment (402), forbidden (403), not_found (404), rate_limit (429),
      server (5xx), refused_request (400: the request itself is not taken, a prompt beyond the model's window too);
    - broke off: timeout, cut (the connection ended in the middle), length, content_filter, repetition;
    - not usable: empty, bad_reply (wrong form), refusal (declined in prose), language (not Chinese), echo (the prompt again).
    """

    def __init__(self, message: str, *, reason: str = "", partial: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.partial = partial


class DocumentError(AssistantError):
    """A file can't be read or written as asked; the move is the user's."""
