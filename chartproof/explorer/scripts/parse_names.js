"use strict";
// The rest of the parser: calls, the elements that names stand for, and renaming without capture. Pure.

Object.assign(Parser.prototype, {
  call(token, scope) {
    const word = token.value;
    if (!["every", "some", "possible"].includes(word)) {
      throw new Mistake(`no such word: ${word}${hint(word, ["every", "some", "possible"])}`, token.at);
    }
    this.need("(");
    const found = word === "possible" ? this.possible(scope) : this.quantified(word, scope);
    this.need(")");
    return found;
  },

  possible(scope) {
    const token = this.peek();
    const events = this.instance.byName;
    const rule = token.kind === "name" ? events.get(token.value) : undefined;
    if (rule === undefined) throw new Mistake(`there is no event ${token.value}${hint(token.value, [...events.keys()])}`, token.at);
    this.next += 1;
    const guard = joinedParts(this.model, "and", rule.guard.map(({ part }) => this.model.parts[part].if));
    return this.applied(token, `possible(${rule.name})`, rule.parameters, guard, this.bracketed(), scope);
  },

  quantified(word, scope) {
    const token = this.peek();
    if (token.kind !== "name") throw new Mistake("a quantifier names a sort first", token.at);
    this.next += 1;
    let binder;
    if (this.take("in", "name")) {
      const sort = this.peek();
      this.next += 1;
      binder = this.model.binder(token.value, this.sort(sort));
    } else {
      const sort = this.sort(token);
      binder = this.model.binder(this.model.sorts[sort].element, sort);
    }
    this.need(",");
    return this.model.intern([word, binder, this.disjunction([...scope, binder])]);
  },

  sort(token) {
    const number = this.model.sorts.findIndex((s) => s.name === token.value);
    if (number < 0) throw new Mistake(`there is no sort ${token.value}${hint(token.value, this.model.sorts.map((s) => s.name))}`, token.at);
    return number;
  },

  /** A predicate or a guard at elements: its own names stand for these. */
  applied(token, name, signature, body, given, scope) {
    const sorts = signature.map((b) => this.model.binders[b][1]);
    const indices = this.indices(token, sorts, given, scope, signature);
    const table = new Map(signature.map((b, n) => [b, indices[n]]));
    return this.model.intern(["named", name, indices, renamed(this.model, body, table)]);
  },

  indices(token, sorts, given, scope, signature = null) {
    if (given !== null) return this.explicit(token, sorts, given, scope);
    if (new Set(sorts).size < sorts.length) {
      if (signature !== null && signature.every((b) => scope.includes(b))) return signature;
      throw new Mistake(`${token.value} has two elements of one sort: say which is which, ${token.value}[x, y]`, token.at);
    }
    return sorts.map((sort) => {
      const inner = [...scope].reverse().find((b) => this.model.binders[b][1] === sort);
      return inner === undefined ? this.model.binder(this.model.sorts[sort].element, sort) : inner;
    });
  },

  explicit(token, sorts, given, scope) {
    if (given.length !== sorts.length) {
      const per = sorts.map((s) => this.model.sorts[s].name).join(", ") || "nothing";
      throw new Mistake(`${token.value} is per ${per}, not per ${given.length} elements`, token.at);
    }
    return given.map((element, n) => {
      const found = this.elementNamed(element.value, scope);
      const sort = this.model.sorts[sorts[n]];
      if (found === null) throw new Mistake(`no element is named ${element.value} here`, element.at);
      const [, own] = this.model.binders[found];
      if (own !== sorts[n]) throw new Mistake(`${element.value} is ${this.model.sorts[own].name}, and ${token.value} wants ${sort.name}`, element.at);
      return found;
    });
  },

  /** The element that a name stands for: one in force, a sort's own, or one of the instance; null where it is none. */
  elementNamed(name, scope) {
    const inner = [...scope].reverse().find((b) => this.model.binders[b][0] === name);
    if (inner !== undefined) return inner;
    const sort = this.model.sorts.findIndex((s) => s.element === name);
    if (sort >= 0) return this.model.binder(name, sort);
    const constant = this.constant(name);
    if (constant === null) return null;
    const binder = this.model.binder(name, constant.sort);
    this.constants.set(binder, constant.number);
    return binder;
  },

  constant(name) {
    for (let sort = 0; sort < this.model.sorts.length; sort += 1) {
      const { element } = this.model.sorts[sort];
      const number = name.startsWith(element) ? name.slice(element.length) : "";
      if (/^[1-9]\d*$/.test(number) && Number(number) <= this.instance.sizes[sort]) return { sort, number: Number(number) - 1 };
    }
    return null;
  },
});

/** All of some expressions, or one of them: flattened, without what is true or false by itself. */
function joinedParts(model, word, parts) {
  const rows = parts.flatMap((p) => (model.expressions[p][0] === word ? model.expressions[p][1] : [p]));
  const [drop, absorb] = word === "and" ? ["true", "false"] : ["false", "true"];
  const kept = rows.filter((p) => model.expressions[p][0] !== drop);
  if (kept.some((p) => model.expressions[p][0] === absorb)) return model.intern([absorb]);
  if (kept.length === 0) return model.intern([drop]);
  return kept.length === 1 ? kept[0] : model.intern([word, kept]);
}

function negated(model, body) {
  const [kind, inner] = model.expressions[body];
  if (kind === "true") return model.intern(["false"]);
  if (kind === "false") return model.intern(["true"]);
  return kind === "not" ? inner : model.intern(["not", body]);
}

/** The names of elements that an expression leaves free, in order of appearance. */
function freeNames(model, number) {
  const [kind, ...rest] = model.expressions[number];
  const inside = (parts) => [...new Set(parts.flatMap((p) => freeNames(model, p)))];
  if (kind === "in") return [...new Set(rest[1])];
  if (kind === "same") return [...new Set(rest)];
  if (kind === "not") return freeNames(model, rest[0]);
  if (kind === "named") return freeNames(model, rest[2]);
  if (kind === "and" || kind === "or") return inside(rest[0]);
  if (kind === "every" || kind === "some") return freeNames(model, rest[1]).filter((b) => b !== rest[0]);
  return [];
}

/** An expression with its free names changed; a quantifier that would capture one steps aside. */
function renamed(model, number, table) {
  const [kind, ...rest] = model.expressions[number];
  const change = (b) => (table.has(b) ? table.get(b) : b);
  const inside = (p) => renamed(model, p, table);
  if (kind === "in") return model.intern(["in", rest[0], rest[1].map(change), rest[2]]);
  if (kind === "same") return model.intern(["same", change(rest[0]), change(rest[1])]);
  if (kind === "not") return model.intern(["not", inside(rest[0])]);
  if (kind === "named") return model.intern(["named", rest[0], rest[1].map(change), inside(rest[2])]);
  if (kind === "and" || kind === "or") return model.intern([kind, rest[0].map(inside)]);
  if (kind !== "every" && kind !== "some") return number;
  const avoid = new Set(freeNames(model, number).map(change));
  let own = rest[0];
  while (avoid.has(own)) own = model.binder(`${model.binders[own][0]}'`, model.binders[own][1]);
  return model.intern([kind, own, renamed(model, rest[1], new Map([...table, [rest[0], own]]))]);
}

/** The nearest of some names, as a mend; nothing where none is near. */
function hint(name, known) {
  const near = known.map((k) => [distance(name.toLowerCase(), k.toLowerCase()), k]).sort((a, b) => a[0] - b[0])[0];
  if (near !== undefined && near[0] <= Math.max(2, name.length / 3)) return `; did you mean ${near[1]}?`;
  return known.length && known.length <= 12 ? `; there are: ${known.join(", ")}` : "";
}

function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[other.length];
}
