"use strict";
// Runs the page's pure scripts by node, for the tests: requests as lines of JSON in, answers as lines of JSON out.
// First argument: the file of the scripts, concatenated as the page has them.
const fs = require("fs");
const vm = require("vm");
const readline = require("readline");

vm.runInThisContext(`${fs.readFileSync(process.argv[2], "utf8")}
globalThis.api = { Model, Words, Instance, Search, Packing, Parser, Mistake, Path, goalOf, product, linkOf, readLink };`);
const { Model, Instance, Search, Parser, Mistake, Path, goalOf, linkOf, readLink } = globalThis.api;
const models = new Map();

function instance(request) {
  return new Instance(models.get(request.model), request.sizes, request.changes || []);
}

const ops = {
  load(request) {
    models.set(request.model, new Model(request.doc));
    return true;
  },
  cells(request) {
    return instance(request).cells.map((c) => c.name);
  },
  initial(request) {
    return instance(request).initialStates();
  },
  // Of each state, every event that can happen, and the state after it.
  steps(request) {
    const at = instance(request);
    return request.states.map((state) => at.events.filter((e) => at.possible(e, state)).map((e) => [e.name, at.after(e, state)]));
  },
  texts(request) {
    const at = instance(request);
    return at.model.expressions.slice(0, request.count).map((_, n) => [at.words.show(n), at.words.inWords(n)]);
  },
  read(request) {
    const at = instance(request);
    return request.texts.map((text) => {
      try {
        return at.words.show(new Parser(at, text).parse());
      } catch (error) {
        if (error instanceof Mistake) return { mistake: error.message, at: error.at };
        throw error;
      }
    });
  },
  why(request) {
    const at = instance(request);
    return request.states.map((state) => at.events.filter((e) => !at.possible(e, state)).map((e) => [e.name, at.whyNot(e, state)]));
  },
  lacks(request) {
    const at = instance(request);
    const held = new Set(request.held);
    return request.states.map((state) => at.events.map((e) => (
      [e.name, at.lacks(e, state, held, request.where || "", request.by === undefined ? null : request.by).map((n) => n.name)])));
  },
  count(request) {
    const at = instance(request);
    const search = new Search(at, at.initialStates(), null);
    const begun = Date.now();
    while (!search.step(1000));
    return { states: search.count, transitions: search.transitions, milliseconds: Date.now() - begun };
  },
  how(request) {
    const at = instance(request);
    const parser = new Parser(at, request.text);
    const goal = parser.parse();
    const search = new Search(at, at.initialStates(), goalOf(at, goal, parser.constants));
    while (!search.step(1000));
    return search.found < 0 ? null : search.way().map((e) => at.events[e].name);
  },
  rules(request) {
    const model = models.get(request.model);
    const { words } = instance(request);
    const names = (binders) => binders.map((b) => model.binders[b][0]);
    return model.rules(request.changes).map((r) => [
      r.name,
      model.guard(r).map((c) => words.show(c.if)),
      model.effects(r).map((e) => [
        model.variables[e.variable].name, model.variables[e.variable].states[e.value], names(e.indices), names(e.bound), words.show(e.when),
      ]),
      r.needs.map((n) => [n.name, words.show(n.when), n.where, n.by]),
      r.actors.map((a) => [a.name, a.person]),
    ]);
  },
  // Of each event, its sentence at the last elements.
  sentences(request) {
    const at = instance(request);
    const last = new Map(at.events.map((e) => [e.rule.name, e]));
    return at.rules.map((r) => at.words.sentence(r, last.get(r.name).elements));
  },
  goal(request) {
    const at = instance(request);
    const parser = new Parser(at, request.text);
    const goal = goalOf(at, parser.parse(), parser.constants);
    return request.states.map((state) => goal(state));
  },
  trace(request) {
    const at = instance(request);
    const path = Path.ofTrace(at, request.trace);
    return path.way().map(({ event, state }) => ({
      event: event === null ? null : event.name,
      state,
      sentence: event === null ? "" : at.words.sentence(event.rule, event.elements),
    }));
  },
  link(request) {
    return linkOf(request.parts);
  },
  readLink(request) {
    return readLink(request.text);
  },
};

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { value: ops[request.op](request) };
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}`, stack: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
