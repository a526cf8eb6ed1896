"use strict";
// The rules as data: read from the document, and under the rule changes that are switched on. Pure: nothing here knows a page.
//
// A rule is {name, parameters, guard, effects, added, …}; guard and effects are lists of {part, added}, a part by its number.
// Binders, expressions, machines and states are numbers in the document's tables.

class Model {
  constructor(doc) {
    if (doc.version !== 1) throw new Error(`version ${doc.version} of the document is not known here`);
    this.doc = doc;
    this.sorts = doc.sorts;
    this.variables = doc.variables;
    this.binders = doc.binders.slice();
    this.expressions = doc.expressions.slice();
    this.parts = doc.parts;
    this.predicates = new Map(doc.predicates.map((p) => [p.name, p.body]));
    this.changes = new Map(doc.changes.map((c) => [c.name, c]));
    this.machines = new Map();
    doc.variables.forEach((v, n) => this.machines.set(v.title, n));
    doc.variables.forEach((v, n) => this.machines.set(v.name, n));
    this.numbers = new Map(this.expressions.map((row, n) => [JSON.stringify(row), n]));
    this.named = new Map(this.binders.map((b, n) => [JSON.stringify(b), n]));
  }

  /** The number of an expression that is given by a row; equal rows have one number. */
  intern(row) {
    return interned(this.numbers, this.expressions, row);
  }

  binder(name, sort) {
    return interned(this.named, this.binders, [name, sort]);
  }

  /** These changes and all that they build on, in the order in which they are applied. */
  lineage(names) {
    const wanted = new Set();
    const add = (name) => {
      const change = this.changes.get(name);
      if (change === undefined || wanted.has(name)) return;
      change.builds_on.forEach(add);
      wanted.add(name);
    };
    names.forEach(add);
    const found = [];
    const place = (name) => {
      if (found.includes(name) || !wanted.has(name)) return;
      this.changes.get(name).builds_on.forEach(place);
      found.push(name);
    };
    names.forEach(place);
    return found;
  }

  /** Why a change cannot be switched on beside others: the other's name and the reason; null where it can. */
  conflict(name, chosen) {
    const ours = this.lineage([name]);
    const theirs = this.lineage(chosen);
    for (const [one, other, why] of this.doc.conflicts) {
      for (const [mine, yours] of [[one, other], [other, one]]) {
        if (ours.includes(mine) && theirs.includes(yours) && !ours.includes(yours)) return { other: yours, why };
      }
    }
    return null;
  }

  /** The rules under some changes. */
  rules(names = []) {
    let rules = this.doc.rules.map((rule) => this.opened(rule));
    for (const name of this.lineage(names)) {
      for (const step of this.changes.get(name).steps) rules = this.performed(rules, step);
    }
    return rules;
  }

  /** A rule of the document, with what it names by number. */
  opened(rule) {
    const marked = (parts, added) => parts.map((part, n) => ({ part, added: n >= parts.length - added }));
    return {
      ...rule,
      guard: marked(rule.guard, rule.guard_added),
      effects: marked(rule.effects, rule.effects_added),
      actors: rule.actors.map((a) => this.doc.actors[a]),
      needs: rule.needs.map((n) => this.doc.needs[n]),
    };
  }

  performed(rules, step) {
    if (step.kind === "event") return withEvent(rules, step, step.new === null ? null : this.opened(step.new));
    return rules.map((rule) => (rule.name === step.rule ? { ...rule, [step.kind]: this.stepped(rule, step) } : rule));
  }

  /** The parts of a rule after a step: one gained, lost or replaced. */
  stepped(rule, step) {
    const parts = rule[step.kind].slice();
    if (step.old === null) return this.gained(parts, step);
    const at = this.place(parts, step.old);
    if (at < 0) throw new Error(`${rule.name} has no part that the change replaces`);
    if (step.new === null) parts.splice(at, 1);
    else parts[at] = { part: step.new, added: parts[at].added };
    return parts;
  }

  /** What a change adds stands behind what the model says, in an order of its own. */
  gained(parts, step) {
    const own = parts.filter((p) => !p.added);
    const added = parts.filter((p) => p.added);
    if (step.place !== null) own.splice(step.place, 0, { part: step.new, added: false });
    else added.push({ part: step.new, added: true });
    added.sort((a, b) => this.parts[a.part].rank - this.parts[b.part].rank);
    return [...own, ...added];
  }

  /** Where a part stands: of equal ones, the one that comes from the same participant. */
  place(parts, number) {
    const wanted = this.parts[number];
    const same = parts.map((_, n) => n).filter((n) => equalParts(this.parts[parts[n].part], wanted));
    const exact = same.find((n) => (this.parts[parts[n].part].machine || "") === (wanted.machine || ""));
    return exact === undefined ? (same.length ? same[0] : -1) : exact;
  }

  /** The conjuncts of a rule, as expressions, with the participant that each comes from. */
  guard(rule) {
    return rule.guard.map(({ part, added }) => ({ ...this.parts[part], added }));
  }

  effects(rule) {
    return rule.effects.map(({ part }) => this.parts[part]);
  }
}

function interned(numbers, table, row) {
  const key = JSON.stringify(row);
  let number = numbers.get(key);
  if (number === undefined) {
    number = table.length;
    table.push(row);
    numbers.set(key, number);
  }
  return number;
}

function withEvent(rules, step, rule) {
  if (rule === null) return rules.filter((r) => r.name !== step.rule);
  const added = [...rules.filter((r) => r.added), { ...rule, added: true }];
  added.sort((a, b) => compareText(a.name, b.name));
  return [...rules.filter((r) => !r.added), ...added];
}

function equalParts(one, other) {
  if ("if" in one || "if" in other) return one.if === other.if;
  const same = one.variable === other.variable && one.value === other.value && one.when === other.when;
  return same && String(one.indices) === String(other.indices) && String(one.bound) === String(other.bound);
}

/** Texts in the order of their code points, as Python has it; a browser's own order is that of UTF-16. */
function compareText(one, other) {
  const a = Array.from(one, (c) => c.codePointAt(0));
  const b = Array.from(other, (c) => c.codePointAt(0));
  for (let n = 0; n < Math.min(a.length, b.length); n += 1) if (a[n] !== b[n]) return a[n] - b[n];
  return a.length - b.length;
}
