"use strict";
// A path through an instance, which is a tree: going back and choosing otherwise makes a branch, and nothing is lost. Pure.

class Path {
  constructor(instance, initial) {
    this.instance = instance;
    this.root = { parent: null, event: null, state: initial, children: [], depth: 0 };
    this.here = this.root;
    this.end = this.root;
    this.loop = null;
    this.note = "";
  }

  /** The path of a trace, by names, shown at its beginning; what cannot be followed is in `broken`. */
  static ofTrace(instance, trace) {
    const path = new Path(instance, initialOf(instance, trace.initial || []));
    path.loop = trace.loop;
    path.note = trace.note || "";
    path.follow(trace.steps);
    path.here = path.root;
    return path;
  }

  /** Take steps by names from here, as far as they go; the first that is impossible is kept with why. */
  follow(steps) {
    this.broken = null;
    for (let n = 0; n < steps.length; n += 1) {
      const [name, ...names] = steps[n];
      const event = this.instance.find(name, names);
      if (event === undefined) {
        this.broken = { at: this.here, step: steps[n], event: null, why: [], rest: steps.slice(n) };
        return;
      }
      if (!this.instance.possible(event, this.here.state)) {
        const why = this.instance.whyNot(event, this.here.state);
        this.broken = { at: this.here, step: steps[n], event, why, rest: steps.slice(n) };
        return;
      }
      this.take(event);
    }
  }

  /** Go on with an event: along a branch that is there, or a new one. */
  take(event) {
    const known = this.here.children.find((c) => c.event.name === event.name);
    if (known !== undefined) {
      this.go(known);
      return known;
    }
    const state = this.instance.after(event, this.here.state);
    const node = { parent: this.here, event, state, children: [], depth: this.here.depth + 1 };
    this.here.children.push(node);
    this.here = node;
    this.end = node;
    return node;
  }

  /** Show a node; the way goes through it, and on as it did where it still can. */
  go(node) {
    if (!ancestors(this.end).includes(node)) {
      let last = node;
      while (last.children.length) last = last.children[last.children.length - 1];
      this.end = last;
    }
    this.here = node;
  }

  /** The nodes of the way that is shown, from the first to the last. */
  way() {
    return ancestors(this.end).reverse();
  }

  next() {
    return this.way()[this.here.depth + 1] || null;
  }

  previous() {
    return this.here.parent;
  }

  /** The steps of the way up to its end, by names. */
  steps() {
    return this.way().slice(1).map((node) => [node.event.rule.name, ...this.instance.argumentsOf(node.event)]);
  }

  /** Every node with how it is nested: what branches off stands below what it branches from. */
  rows() {
    const found = [];
    const walk = (node, level) => {
      found.push({ node, level });
      const [main, ...others] = [...node.children].sort((a, b) => this.onWay(b) - this.onWay(a));
      others.forEach((other) => walk(other, level + 1));
      if (main !== undefined) walk(main, level);
    };
    walk(this.root, 0);
    return found;
  }

  onWay(node) {
    return ancestors(this.end).includes(node) ? 1 : 0;
  }
}

function ancestors(node) {
  const found = [];
  for (let at = node; at !== null; at = at.parent) found.push(at);
  return found;
}

/** The initial state that some cells, by name, tell from others; the first where they name none. */
function initialOf(instance, named) {
  const state = instance.cells.map((cell) => instance.model.variables[cell.variable].initial[0]);
  for (const [name, value] of named) {
    const cell = instance.cellByName.get(name);
    if (cell === undefined) continue;
    const variable = instance.model.variables[instance.cells[cell].variable];
    const number = variable.states.indexOf(value);
    if (variable.initial.includes(number)) state[cell] = number;
  }
  return state;
}

/** The first node of a path that is in other states than the other path is after as many steps; null where none is. Machines
 *  that one side alone has do not count. */
function parting(path, other) {
  const plain = other.way();
  const pairs = path.instance.cells
    .map((cell, n) => [n, other.instance.cellByName.get(cell.name)])
    .filter(([, there]) => there !== undefined);
  const differs = (node) => pairs.some(([here, there]) => node.state[here] !== plain[node.depth].state[there]);
  return path.way().find((node) => node.depth < plain.length && differs(node)) || null;
}
