"""The prompt chain: a language model plans, writes, unites and mends a speech, stage by stage, under the same checks."""
