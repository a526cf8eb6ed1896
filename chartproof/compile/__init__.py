"""Declarations become one small intermediate form: sorts, variables, rules."""

from chartproof.compile.change import Change, apply, inverse
from chartproof.compile.change_file import load_change
from chartproof.compile.changes import together
from chartproof.compile.compiler import Declarations, compile_form
from chartproof.compile.form import Form, Rule, Variable
from chartproof.compile.parse import parse, vocabulary

__all__ = [
    "Change",
    "Declarations",
    "Form",
    "Rule",
    "Variable",
    "apply",
    "compile_form",
    "inverse",
    "load_change",
    "parse",
    "together",
    "vocabulary",
]
