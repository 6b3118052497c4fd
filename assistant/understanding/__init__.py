"""Plain words without a model: read into changes of a brief (rules), asked for (asking), shown back (card)."""
