"use strict";
// Expressions, steps and cells as text: as the language has them (`show`), and as a phrase (`inWords`).

class Words {
  /** rules: those whose sentences are told. */
  constructor(model, rules) {
    this.model = model;
    this.rules = rules;
  }

  element(sort, number) {
    return `${this.model.sorts[sort].element}${number + 1}`;
  }

  /** A cell by its machine's name and its elements: ServiceRole(account1, service1). */
  cell(variable, elements) {
    const { title, sorts } = this.model.variables[variable];
    return sorts.length ? `${title}(${elements.map((n, i) => this.element(sorts[i], n)).join(", ")})` : title;
  }

  call(rule, elements) {
    const names = rule.parameters.map((b, n) => this.element(this.model.binders[b][1], elements[n]));
    return names.length ? `${rule.name}(${names.join(", ")})` : rule.name;
  }

  /** An expression as text that is read back to the same expression. */
  show(number, within = "", scope = []) {
    const [kind, ...rest] = this.model.expressions[number];
    if (kind === "true") return "True";
    if (kind === "false") return "False";
    if (kind === "in") return this.showIn(rest, scope, "==", "in");
    if (kind === "same") return `${this.name(rest[0])} == ${this.name(rest[1])}`;
    if (kind === "named") {
      const event = /^possible\((.*)\)$/.exec(rest[0]);
      const text = (event ? event[1] : rest[0]) + this.indices(rest[1], scope);
      return event ? `possible(${text})` : text;
    }
    if (kind === "every" || kind === "some") return this.showQuantified(kind, rest, scope);
    if (kind === "not") return this.showNot(rest[0], scope);
    const text = rest[0].map((p) => this.show(p, kind, scope)).join(` ${kind} `);
    return within && within !== kind ? `(${text})` : text;
  }

  showQuantified(kind, [binder, body], scope) {
    const [name, sort] = this.model.binders[binder];
    const { name: title, element } = this.model.sorts[sort];
    const named = name === element ? title : `${name} in ${title}`;
    return `${kind}(${named}, ${this.show(body, "", [...scope, binder])})`;
  }

  showNot(body, scope) {
    const [kind, ...rest] = this.model.expressions[body];
    if (kind === "in") return this.showIn(rest, scope, "!=", "not in");
    if (kind === "same") return `${this.name(rest[0])} != ${this.name(rest[1])}`;
    return `not ${this.show(body, "not", scope)}`;
  }

  showIn([variable, indices, states], scope, one, several) {
    const machine = this.model.variables[variable];
    const text = machine.name + this.indices(indices, scope);
    const names = states.map((s) => `'${machine.states[s]}'`);
    return names.length === 1 ? `${text} ${one} ${names[0]}` : `${text} ${several} (${names.join(", ")})`;
  }

  name(binder) {
    return this.model.binders[binder][0];
  }

  /** Brackets are left out only where the nearest elements are the ones that are meant. */
  indices(indices, scope) {
    const sorts = indices.map((b) => this.model.binders[b][1]);
    const nearest = (sort) => {
      const inner = [...scope].reverse().find((b) => this.model.binders[b][1] === sort);
      return inner === undefined ? this.model.binder(this.model.sorts[sort].element, sort) : inner;
    };
    if (new Set(sorts).size === sorts.length && indices.every((b, n) => b === nearest(sorts[n]))) return "";
    return `[${indices.map((b) => this.name(b)).join(", ")}]`;
  }

  /** An expression as a phrase. */
  inWords(number) {
    const [kind, ...rest] = this.model.expressions[number];
    if (kind === "true") return "always";
    if (kind === "false") return "never";
    if (kind === "in") return this.inState(rest, false);
    if (kind === "same") return `${this.name(rest[0])} is ${this.name(rest[1])}`;
    if (kind === "named") {
      const event = /^possible\((.*)\)$/.exec(rest[0]);
      return event ? `${event[1]}${this.of(rest[1])} can happen` : rest[0] + this.of(rest[1]);
    }
    if (kind === "not") return this.denied(rest[0]);
    if (kind === "every" || kind === "some") {
      const [name, sort] = this.model.binders[rest[0]];
      const { element } = this.model.sorts[sort];
      return `${kind} ${name === element ? element : `${element} ${name}`}: ${this.inWords(rest[1])}`;
    }
    return rest[0].map((p) => this.inner(p)).join(` ${kind} `);
  }

  inner(number) {
    const text = this.inWords(number);
    return ["and", "or", "every", "some"].includes(this.model.expressions[number][0]) ? `(${text})` : text;
  }

  denied(body) {
    const [kind, ...rest] = this.model.expressions[body];
    if (kind === "in") return this.inState(rest, true);
    if (kind === "same") return `${this.name(rest[0])} is not ${this.name(rest[1])}`;
    return `not ${this.inner(body)}`;
  }

  inState([variable, indices, states], negated) {
    const machine = this.model.variables[variable];
    const names = states.map((s) => machine.states[s]);
    const text = machine.title + this.of(indices);
    if (!negated) return `${text} is ${listed(names, "or")}`;
    return names.length === 1 ? `${text} is not ${names[0]}` : `${text} is neither ${listed(names, "nor")}`;
  }

  of(indices) {
    const binders = indices.map((b) => this.model.binders[b]);
    if (binders.every(([name, sort]) => name === this.model.sorts[sort].element)) return "";
    return ` of ${listed(binders.map(([name]) => name), "and")}`;
  }

  /** The sentence of a step, with the names of its elements where it speaks of them. */
  sentence(rule, elements) {
    if (!rule.sentence) return `${upper(this.call(rule, elements))}.`;
    let text = rule.sentence;
    const left = [];
    rule.parameters.forEach((b, n) => {
      const [name, sort] = this.model.binders[b];
      const alone = rule.parameters.filter((p) => this.model.binders[p][1] === sort).length === 1;
      const words = alone ? [name, this.model.sorts[sort].element] : [name];
      const element = this.element(sort, elements[n]);
      const named = this.placed(text, words, element);
      if (named === null) left.push(element);
      else text = named;
    });
    if (!left.length) return text;
    const stem = text.endsWith(".") ? text.slice(0, -1) : text;
    return `${stem} (${left.join(", ")})${text.slice(stem.length)}`;
  }

  /** The sentence with an element's name, or null where it does not speak of it. */
  placed(text, words, element) {
    let hidden = text;
    for (const actor of this.strangers()) {
      hidden = hidden.replace(new RegExp(escaped(actor), "gi"), (found) => "\0".repeat(found.length));
    }
    const said = words.map((w) => escaped(w.replace(/_/g, " "))).join("|");
    const found = new RegExp(`(?<![\\p{L}\\p{N}_])(the )?(?:${said})(?![-\\p{L}\\p{N}_])`, "iu").exec(hidden);
    if (found === null) return null;
    const end = found.index + found[0].length;
    if (hidden.startsWith("'s", end) && !found[1]) return null;
    if (found[1]) return text.slice(0, found.index) + element + text.slice(end);
    return `${text.slice(0, end)} (${element})${text.slice(end)}`;
  }

  /** Actors that act for no element: the "account" of a management account is nobody's argument. */
  strangers() {
    if (this.known === undefined) {
      const everyone = this.rules.flatMap((r) => r.actors);
      const sorts = new Set(this.model.sorts.map((s) => s.name));
      const acting = new Set(everyone.filter((a) => sorts.has(a.acts_for)).map((a) => a.name));
      this.known = [...new Set(everyone.map((a) => a.name))].filter((name) => name && !acting.has(name));
    }
    return this.known;
  }
}

const MARKS = [
  ["discouraged", "advised against", "Advised against"],
  ["spoils", "spoils", "What it spoils"],
  ["harm", "harm", "What is lost where it can no longer happen"],
];

/** The marks that an event's row bears: each as a word for its button, and as a sentence. */
function marksOf(rule) {
  return MARKS.filter(([name]) => rule[name]).map(([name, word, title]) => ({ name, word, said: `${title}: ${rule[name]}` }));
}

function listed(words, last) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1]}`;
}

function upper(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
