"""The chat: ask in plain words, read the draft, change it, take it away; the same in a terminal and through a pipe."""
