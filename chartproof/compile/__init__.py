"""Declarations become one small intermediate form: sorts, variables, rules."""

from chartproof.compile.compiler import Declarations, compile_form
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.parse import parse, vocabulary

__all__ = ["Declarations", "Form", "Rule", "Variable", "compile_form", "parse", "vocabulary"]
