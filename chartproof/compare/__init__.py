"""Comparing two rule sets: verdicts and behaviours, of a change, of a revision, or of several changes at once."""
