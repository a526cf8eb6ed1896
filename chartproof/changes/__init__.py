"""Proposed rule changes: edits in the words of the rules, and the form that they lead to."""
