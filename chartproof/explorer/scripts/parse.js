"use strict";
// Text to expression: the language of the rules, as chartproof reads it on its command line. Pure.
//
// A mistake is a Mistake, with the place in the text where it stands. Elements may be named as traces name them (account1).

class Mistake extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

const DEEPEST = 60;
const TOKEN = /\s*(?:([\p{L}_][\p{L}\p{N}\p{M}_]*)|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|(\d+)|(==|!=|<=|>=|[<>()[\]{},]))/uy;

function tokens(text) {
  const found = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (/^\s*$/.test(text.slice(at))) break;
      const place = at + /^\s*/.exec(text.slice(at))[0].length;
      throw new Mistake("cannot be read from here", place);
    }
    const [whole, name, single, double, digits, sign] = match;
    const start = at + /^\s*/.exec(whole)[0].length;
    const string = single !== undefined ? single : double;
    if (name !== undefined) found.push({ kind: "name", value: name.normalize("NFKC"), at: start });
    else if (string !== undefined) found.push({ kind: "text", value: string.replace(/\\(.)/g, "$1"), at: start });
    else if (digits !== undefined) found.push({ kind: "text", value: digits, at: start });
    else found.push({ kind: "sign", value: sign, at: start });
    at += whole.length;
  }
  found.push({ kind: "end", value: "", at: text.trimEnd().length });
  return found;
}

class Parser {
  /** instance: whose machines, events and elements may be named; elements that are named are constants of the goal. */
  constructor(instance, text) {
    this.model = instance.model;
    this.instance = instance;
    this.constants = new Map();
    this.depth = 0;
    this.tokens = tokens(text);
    this.next = 0;
  }

  /** The number of the expression. */
  parse() {
    const found = this.disjunction([]);
    const token = this.peek();
    if (token.kind !== "end") throw new Mistake(`nothing follows here, and there is ${token.value || "more"}`, token.at);
    return found;
  }

  peek() {
    return this.tokens[this.next];
  }

  is(value, kind = "sign") {
    const token = this.peek();
    return token.kind === kind && token.value === value;
  }

  take(value, kind = "sign") {
    if (!this.is(value, kind)) return false;
    this.next += 1;
    return true;
  }

  need(value) {
    if (!this.take(value)) throw new Mistake(`here ${value} is expected`, this.peek().at);
  }

  disjunction(scope) {
    return this.joined("or", () => this.conjunction(scope));
  }

  conjunction(scope) {
    return this.joined("and", () => this.negation(scope));
  }

  joined(word, part) {
    this.depth += 1;
    if (this.depth > 2 * DEEPEST) throw new Mistake(`nested more than ${DEEPEST} deep`, this.peek().at);
    const parts = [part()];
    while (this.take(word, "name")) parts.push(part());
    this.depth -= 1;
    return joinedParts(this.model, word, parts);
  }

  negation(scope) {
    let odd = false;
    while (this.take("not", "name")) odd = !odd;
    const body = this.comparison(scope);
    return odd ? negated(this.model, body) : body;
  }

  /** A comparison, a predicate, a call, or something in brackets. */
  comparison(scope) {
    if (this.take("(")) {
      const inner = this.disjunction(scope);
      this.need(")");
      return inner;
    }
    const token = this.peek();
    if (token.kind !== "name") throw new Mistake("a machine or a predicate is expected here", token.at);
    this.next += 1;
    if (token.value === "True" || token.value === "False") return this.model.intern([token.value.toLowerCase()]);
    if (this.is("(")) return this.call(token, scope);
    const given = this.bracketed();
    const operator = this.operator();
    if (operator === null) return this.predicate(token, given, scope);
    const found = this.compared(token, given, operator, scope);
    if (this.operator() !== null) throw new Mistake("a chain of comparisons: write them one by one, joined with and", token.at);
    return found;
  }

  operator() {
    if (this.take("==")) return { negated: false, several: false };
    if (this.take("!=")) return { negated: true, several: false };
    const token = this.peek();
    if (["<", ">", "<=", ">="].includes(token.value) && token.kind === "sign") {
      throw new Mistake("states have no order: compare with ==, !=, in or not in", token.at);
    }
    if (this.take("in", "name")) return { negated: false, several: true };
    if (this.take("is", "name")) return { negated: this.take("not", "name"), several: false };
    if (this.is("not", "name")) {
      this.next += 1;
      if (!this.take("in", "name")) throw new Mistake("here in is expected", this.peek().at);
      return { negated: true, several: true };
    }
    return null;
  }

  bracketed() {
    if (!this.take("[")) return null;
    const names = [];
    while (!this.take("]")) {
      const token = this.peek();
      if (token.kind !== "name") throw new Mistake("an element is expected here", token.at);
      names.push(token);
      this.next += 1;
      if (!this.is("]")) this.need(",");
    }
    if (!names.length) throw new Mistake("the brackets name no element", this.tokens[this.next - 1].at);
    return names;
  }

  compared(token, given, operator, scope) {
    const left = given === null ? this.elementNamed(token.value, scope) : null;
    const other = this.peek();
    const right = left !== null && other.kind === "name" ? this.elementNamed(other.value, scope) : null;
    let found;
    if (right !== null) {
      this.next += 1;
      found = this.same(left, right, token);
    } else {
      found = this.machine(token, given, scope);
    }
    return operator.negated ? negated(this.model, found) : found;
  }

  same(left, right, token) {
    const [one, other] = [left, right].map((b) => this.model.binders[b]);
    if (one[1] !== other[1]) throw new Mistake(`${one[0]} and ${other[0]} are of two sorts: they are never the same`, token.at);
    return this.model.intern(["same", left, right]);
  }

  machine(token, given, scope) {
    const number = this.instance.machines.get(token.value);
    if (number === undefined) {
      const known = this.machineNames();
      const kind = this.model.predicates.has(token.value) ? "is a predicate, which is not compared" : "is no machine";
      throw new Mistake(`${token.value} ${kind}${hint(token.value, known)}`, token.at);
    }
    const variable = this.model.variables[number];
    const indices = this.indices(token, variable.sorts, given, scope);
    const states = this.states(variable);
    return this.model.intern(["in", number, indices, variable.states.map((_, n) => n).filter((n) => states.has(n))]);
  }

  machineNames() {
    return this.instance.variables.map((v) => this.model.variables[v].name);
  }

  states(variable) {
    const close = { "(": ")", "[": "]", "{": "}" }[this.peek().kind === "sign" ? this.peek().value : ""];
    if (close === undefined) return new Set([this.state(variable)]);
    const open = this.peek();
    this.next += 1;
    const found = new Set();
    while (!this.take(close)) {
      found.add(this.state(variable));
      if (!this.is(close)) this.need(",");
    }
    if (!found.size) throw new Mistake("no state is named", open.at);
    return found;
  }

  state(variable) {
    const token = this.peek();
    if (token.kind !== "name" && token.kind !== "text") throw new Mistake("a state is expected here", token.at);
    const value = ["True", "False", "None"].includes(token.value) && token.kind === "name" ? token.value.toLowerCase() : token.value;
    const number = variable.states.indexOf(value);
    if (number < 0) {
      throw new Mistake(`${variable.name} has no state ${token.value}${hint(token.value, variable.states)}`, token.at);
    }
    this.next += 1;
    return number;
  }

  predicate(token, given, scope) {
    const body = this.model.predicates.get(token.value);
    if (body === undefined) {
      const machine = this.instance.machines.get(token.value);
      if (machine !== undefined) {
        const { states } = this.model.variables[machine];
        throw new Mistake(`${token.value} is a machine: compare it with a state, as in ${token.value} == '${states[0]}'`, token.at);
      }
      const known = [...this.model.predicates.keys(), ...this.machineNames()];
      throw new Mistake(`${token.value} is no predicate${hint(token.value, known)}`, token.at);
    }
    return this.applied(token, token.value, freeNames(this.model, body), body, given, scope);
  }
}
