"""A second meaning of models and claims: an interpreter that shares no line with the engine, and fuzzing against it.

`system` says what a system is, as data; `meaning` runs it; `verdicts` decides claims about it; `written` writes it
as a module of the engine's declaring words; `generate` draws systems; `compare` asks both; `minimise` makes a
failing one small; `fuzz` does it for minutes. Of all these, `engine` alone imports the engine.
"""
