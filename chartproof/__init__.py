"""A verifier for systems made of many small state machines.

Rules are declared once, as python-statemachine machines and rows of events; everything else is
derived from that declaration: a live object, exhaustive exploration, verdicts, diagrams.
"""

__version__ = "0.1.0"
