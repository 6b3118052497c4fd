"""Change a speech as asked in plain words: requests read by rules, carried out so that all else stays to the letter."""
