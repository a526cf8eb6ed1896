"""Deciding properties: from claims to verdicts, traces and what they rest on."""
