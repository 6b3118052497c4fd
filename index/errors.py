"""Errors of the retrieval package, drawn as one tree."""


class RetrievalError(Exception):
    """The index could not do what was asked; the message is one Chinese line that says what to do."""


class CorpusError(RetrievalError):
    """There are no exemplars, or a file is against its format; the move is the user's."""
