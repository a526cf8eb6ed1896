"use strict";
// What rules mean in an instance: where guards hold, where steps lead, why not, and who may ask. Pure.
//
// A state is an array of numbers, a cell each, which are the numbers of states among those of their machine. Expressions are
// compiled to closures with their elements bound; an element that a quantifier binds hides one of the same name around it.

class Instance {
  constructor(model, sizes, changes = []) {
    this.model = model;
    this.sizes = sizes;
    this.rules = model.rules(changes);
    this.variables = model.machines(changes);
    this.words = new Words(model, this.rules);
    this.layCells();
    this.memory = new Map();
    this.events = this.rules.flatMap((rule) => this.choices(rule.parameters).map((elements) => ({ rule, elements })));
    this.events.forEach((event, n) => this.ground(event, n));
    this.byName = new Map(this.rules.map((rule) => [rule.name, rule]));
  }

  /** The cells of each machine one after another, in the order of their elements. */
  layCells() {
    this.offsets = [];
    this.cells = [];
    this.machines = new Map();
    for (const v of this.variables) {
      const { title, sorts } = this.model.variables[v];
      this.offsets[v] = this.cells.length;
      for (const elements of product(sorts.map((s) => this.sizes[s]))) {
        this.cells.push({ variable: v, elements, name: this.words.cell(v, elements) });
      }
      this.machines.set(title, v);
    }
    for (const v of this.variables) this.machines.set(this.model.variables[v].name, v);
    this.cellByName = new Map(this.cells.map((cell, n) => [cell.name, n]));
  }

  cellAt(variable, elements) {
    let place = 0;
    this.model.variables[variable].sorts.forEach((s, n) => { place = place * this.sizes[s] + elements[n]; });
    return this.offsets[variable] + place;
  }

  /** Every way to choose elements for some names. */
  choices(binders) {
    return product(binders.map((b) => this.sizes[this.model.binders[b][1]]));
  }

  /** Every initial state: one, unless a machine may start in several. */
  initialStates() {
    const starts = this.cells.map((cell) => this.model.variables[cell.variable].initial);
    return product(starts.map((s) => s.length)).map((picks) => picks.map((p, n) => starts[n][p]));
  }

  /** Give an event with its arguments its guard, conjunct by conjunct, and its effects. */
  ground(event, number) {
    const bound = this.bind(event.rule.parameters, event.elements, new Map());
    event.number = number;
    event.bound = bound;
    event.name = this.words.call(event.rule, event.elements);
    event.conjuncts = this.model.guard(event.rule).map((conjunct) => ({
      ...conjunct, holds: this.compiled(conjunct.if, bound),
    }));
    event.test = every(event.conjuncts.map((c) => c.holds));
    event.effects = this.model.effects(event.rule).flatMap((effect) => this.grounded(effect, bound));
  }

  grounded(effect, bound) {
    return this.choices(effect.bound).map((further) => {
      const all = this.bind(effect.bound, further, bound);
      return {
        cell: this.cellAt(effect.variable, effect.indices.map((b) => all.get(b))),
        value: effect.value,
        when: this.compiled(effect.when, all),
      };
    });
  }

  bind(binders, elements, around) {
    const bound = new Map(around);
    binders.forEach((b, n) => bound.set(b, elements[n]));
    return bound;
  }

  /** An expression for some elements, as a function of the state; each is made once. */
  compiled(number, bound) {
    const free = this.free(number);
    const key = `${number}:${free.map((b) => bound.get(b)).join(",")}`;
    let found = this.memory.get(key);
    if (found === undefined) {
      found = this.closure(this.model.expressions[number], bound);
      this.memory.set(key, found);
    }
    return found;
  }

  closure([kind, ...rest], bound) {
    if (kind === "true") return () => true;
    if (kind === "false") return () => false;
    if (kind === "in") return this.lookup(rest, bound);
    if (kind === "same") {
      const same = bound.get(rest[0]) === bound.get(rest[1]);
      return () => same;
    }
    if (kind === "not") {
      const body = this.compiled(rest[0], bound);
      return (state) => !body(state);
    }
    if (kind === "named") return this.compiled(rest[2], bound);
    if (kind === "and") return every(rest[0].map((p) => this.compiled(p, bound)));
    if (kind === "or") return some(rest[0].map((p) => this.compiled(p, bound)));
    if (kind === "every" || kind === "some") {
      const bodies = this.choices([rest[0]]).map((one) => this.compiled(rest[1], this.bind([rest[0]], one, bound)));
      return kind === "every" ? every(bodies) : some(bodies);
    }
    throw new Error(`no meaning is given here to an expression of the kind ${kind}`);
  }

  lookup([variable, indices, states], bound) {
    const cell = this.cellAt(variable, indices.map((b) => bound.get(b)));
    const table = new Uint8Array(this.model.variables[variable].states.length);
    states.forEach((s) => { table[s] = 1; });
    return (state) => table[state[cell]] === 1;
  }

  /** The names of elements that no quantifier inside binds. */
  free(number) {
    if (this.freeNames === undefined) this.freeNames = new Map();
    let found = this.freeNames.get(number);
    if (found === undefined) {
      found = [...new Set(this.freeIn(this.model.expressions[number]))];
      this.freeNames.set(number, found);
    }
    return found;
  }

  freeIn([kind, ...rest]) {
    if (kind === "in") return rest[1];
    if (kind === "same") return rest;
    if (kind === "not") return this.free(rest[0]);
    if (kind === "named") return this.free(rest[2]);
    if (kind === "and" || kind === "or") return rest[0].flatMap((p) => this.free(p));
    if (kind === "every" || kind === "some") return this.free(rest[1]).filter((b) => b !== rest[0]);
    return [];
  }

  possible(event, state) {
    return event.test(state);
  }

  /** The state after an event: all effects read the state before. */
  after(event, state) {
    const next = state.slice();
    for (const { cell, value, when } of event.effects) if (when(state)) next[cell] = value;
    return next;
  }

  find(name, names) {
    return this.events.find((e) => e.rule.name === name && String(this.argumentsOf(e)) === String(names));
  }

  argumentsOf(event) {
    return event.rule.parameters.map((b, n) => this.words.element(this.model.binders[b][1], event.elements[n]));
  }

  /** What a step changed: the cells, with the states before and after. */
  moved(before, after) {
    return this.cells
      .map((cell, n) => ({ cell, n, from: before[n], to: after[n] }))
      .filter(({ from, to }) => from !== to);
  }

  stateName(cell, value) {
    return this.model.variables[this.cells[cell].variable].states[value];
  }

  /** Why an event cannot happen: each conjunct that fails, the elements that break it, and the states read there. */
  whyNot(event, state) {
    return event.conjuncts.filter((c) => !c.holds(state)).map((conjunct) => ({
      needs: this.words.inWords(conjunct.if),
      expression: conjunct.if,
      breaking: this.breaking(conjunct.if, event.bound, state, []),
    }));
  }

  breaking(number, bound, state, names) {
    const [kind, binder, body] = this.model.expressions[number];
    if (kind !== "every") return [{ elements: names, reads: this.reads(number, bound, state) }];
    const [, sort] = this.model.binders[binder];
    return this.choices([binder]).flatMap((one) => {
      const wider = this.bind([binder], one, bound);
      if (this.compiled(body, wider)(state)) return [];
      return this.breaking(body, wider, state, [...names, this.words.element(sort, one[0])]);
    });
  }

  /** The states that an expression reads outside its quantifiers, each once. */
  reads(number, bound, state) {
    const [kind, ...rest] = this.model.expressions[number];
    if (kind === "in") {
      const cell = this.cellAt(rest[0], rest[1].map((b) => bound.get(b)));
      return [`${this.cells[cell].name} is ${this.stateName(cell, state[cell])}`];
    }
    if (kind === "not") return this.reads(rest[0], bound, state);
    if (kind === "named") return this.reads(rest[2], bound, state);
    if (kind !== "and" && kind !== "or") return [];
    return [...new Set(rest[0].flatMap((p) => this.reads(p, bound, state)))];
  }

  /** What a caller lacks who holds some permissions: nothing where some actor of the event would be granted it. */
  lacks(event, state, held, where = "", by = null) {
    const actors = by !== null ? [by] : event.rule.actors.length ? event.rule.actors.map((a) => a.name) : [""];
    const missing = actors.map((actor) => event.rule.needs.filter((need) => (
      (need.where === "" || need.where === where) && (need.by === "" || need.by === actor)
      && !held.has(need.name) && this.compiled(need.when, event.bound)(state)
    )));
    return missing.every((found) => found.length) ? [...new Set(missing.flat())] : [];
  }
}

function every(parts) {
  return (state) => {
    for (let n = 0; n < parts.length; n += 1) if (!parts[n](state)) return false;
    return true;
  };
}

function some(parts) {
  return (state) => {
    for (let n = 0; n < parts.length; n += 1) if (parts[n](state)) return true;
    return false;
  };
}

/** Every tuple of numbers below some sizes, the last changing first. */
function product(sizes) {
  let found = [[]];
  for (const size of sizes) found = found.flatMap((row) => Array.from({ length: size }, (_, n) => [...row, n]));
  return found;
}
