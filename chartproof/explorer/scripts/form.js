"use strict";
// The rules as data: read from the document, and under the rule changes that are switched on. Pure: nothing here knows a page.
//
// A rule is {name, parameters, guard, effects, …}; guard and effects are lists of {part, added}, a part by its number, and so
// are needs and actors until all changes have been applied; then they are rows of their tables. Binders, expressions, machines
// and states are numbers in the document's tables.

class Model {
  constructor(doc) {
    if (doc.version !== 1) throw new Error(`version ${doc.version} of the document is not known here`);
    this.doc = doc;
    this.sorts = doc.sorts;
    this.variables = doc.variables;
    this.binders = doc.binders.slice();
    this.expressions = doc.expressions.slice();
    this.parts = doc.parts;
    // Where the parts of a rule stand, by what it calls them.
    this.tables = { guard: doc.parts, effects: doc.parts, needs: doc.needs, actors: doc.actors };
    this.predicates = new Map(doc.predicates.map((p) => [p.name, p.body]));
    this.changes = new Map(doc.changes.map((c) => [c.name, c]));
    const later = new Set(doc.changes.flatMap((c) => c.steps.filter((s) => s.kind === "machine").map((s) => s.new)));
    this.own = doc.variables.map((_, n) => n).filter((n) => !later.has(n));
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

  /** The machines under some changes, by number: what changes add stands last, by name. */
  machines(names = []) {
    const more = this.lineage(names).flatMap((name) => this.changes.get(name).steps.filter((s) => s.kind === "machine"));
    return behind([...this.own, ...more.map((s) => s.new)], (n) => this.variables[n].added, (n) => this.variables[n].name);
  }

  /** The rules under some changes. */
  rules(names = []) {
    let rules = this.doc.rules.map((rule) => this.opened(rule));
    for (const name of this.lineage(names)) {
      for (const step of this.changes.get(name).steps) rules = this.performed(rules, step);
    }
    const rows = (parts, table) => parts.map(({ part }) => table[part]);
    return rules.map((r) => ({ ...r, needs: rows(r.needs, this.doc.needs), actors: rows(r.actors, this.doc.actors) }));
  }

  /** A rule of the document, each part with whether a change has added it. What it does not say is empty. */
  opened(rule) {
    const { added = {} } = rule;
    const marked = (parts = [], last = 0) => parts.map((part, n) => ({ part, added: n >= parts.length - last }));
    const fields = Object.keys(this.tables).map((name) => [name, marked(rule[name], added[name])]);
    return { sentence: "", discouraged: "", harm: "", spoils: "", parameters: [], ...rule, ...Object.fromEntries(fields) };
  }

  performed(rules, step) {
    if (step.kind === "machine") return rules;
    if (step.kind === "event") return withEvent(rules, step, step.new === null ? null : this.opened(step.new));
    return rules.map((rule) => (rule.name === step.rule ? { ...rule, [step.kind]: this.stepped(rule, step) } : rule));
  }

  /** The parts of a rule after a step: one gained, lost or replaced. */
  stepped(rule, step) {
    const parts = rule[step.kind].slice();
    const table = this.tables[step.kind];
    if (step.old === null) return gained(parts, step, table);
    const at = placeOf(parts, step.old, table);
    if (at < 0) throw new Error(`${rule.name} has no part that the change replaces`);
    if (step.new === null) parts.splice(at, 1);
    else parts[at] = { part: step.new, added: parts[at].added };
    return parts;
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
  return behind([...rules, { ...rule, new: true }], (r) => r.new === true, (r) => r.name);
}

/** What changes add, behind what the model says, by name. */
function behind(rows, added, name) {
  const last = rows.filter(added).sort((a, b) => compareText(name(a), name(b)));
  return [...rows.filter((r) => !added(r)), ...last];
}

/** The parts of a rule and one more: what a change adds stands behind what the model says, in an order of its own. */
function gained(parts, step, table) {
  const own = parts.filter((p) => !p.added);
  const added = parts.filter((p) => p.added);
  if (step.place !== null) own.splice(step.place, 0, { part: step.new, added: false });
  else added.push({ part: step.new, added: true });
  added.sort((a, b) => table[a.part].rank - table[b.part].rank);
  return [...own, ...added];
}

/** Where a part stands: of equal ones, the one that comes from the same participant. */
function placeOf(parts, number, table) {
  const wanted = table[number];
  const same = parts.map((_, n) => n).filter((n) => equalParts(table[parts[n].part], wanted));
  const exact = same.find((n) => (table[parts[n].part].machine || "") === (wanted.machine || ""));
  return exact === undefined ? (same.length ? same[0] : -1) : exact;
}

/** Whether two parts say the same: the participant that a condition comes from does not count, nor for whom an actor acts. */
function equalParts(one, other) {
  const told = (part) => JSON.stringify({ ...part, machine: "", acts_for: "", rank: 0 }, Object.keys({ ...one, ...other }).sort());
  return told(one) === told(other);
}

/** Texts in the order of their code points, as Python has it; a browser's own order is that of UTF-16. */
function compareText(one, other) {
  const a = Array.from(one, (c) => c.codePointAt(0));
  const b = Array.from(other, (c) => c.codePointAt(0));
  for (let n = 0; n < Math.min(a.length, b.length); n += 1) if (a[n] !== b[n]) return a[n] - b[n];
  return a.length - b.length;
}
