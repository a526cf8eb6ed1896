"use strict";
// The board: a card for what is shared, and one an element; each machine with its states, the one that it is in told apart.

function board(app) {
  const { instance } = app;
  const before = app.path.here.parent === null ? null : app.path.here.parent.state;
  return cards(instance).map(({ title, cells }) => make(
    "section", { class: "panel card" },
    make("h3", {}, title),
    ...cells.map(({ cell, label }) => machineRow(app, cell, label, before)),
  ));
}

/** Which cells stand on which card: those of one element on its own, those of several on the first's. */
function cards(instance) {
  const { model } = instance;
  const found = new Map([["shared by all", []]]);
  model.sorts.forEach((_, s) => {
    for (let n = 0; n < instance.sizes[s]; n += 1) found.set(instance.words.element(s, n), []);
  });
  instance.cells.forEach((cell, n) => {
    const { sorts, title } = model.variables[cell.variable];
    const names = cell.elements.map((e, i) => instance.words.element(sorts[i], e));
    const label = names.length > 1 ? `${title} with ${names.slice(1).join(", ")}` : title;
    found.get(names[0] || "shared by all").push({ cell: n, label });
  });
  return [...found].map(([title, cells]) => ({ title, cells })).filter(({ cells }) => cells.length);
}

function machineRow(app, cell, label, before) {
  const { instance } = app;
  const { name, variable } = instance.cells[cell];
  const now = app.path.here.state[cell];
  const left = before !== null && before[cell] !== now ? before[cell] : -1;
  const chips = instance.model.variables[variable].states.map((state, n) => {
    const standing = n === now ? (left >= 0 ? "entered" : "now") : n === left ? "left" : "";
    const said = { entered: "just entered", now: "now", left: "just left", "": "" }[standing];
    return make(
      "button",
      {
        type: "button", class: `state ${n === now ? "now" : ""} ${standing}`, "data-state": state, "data-key": `${name} ${state}`,
        title: `How do I get to a state where ${name} is ${state}?`, onclick: () => app.goal.ask(goalText(instance, cell, n)),
      },
      state,
      said ? hiddenText(` (${said})`) : null,
    );
  });
  return make("div", { class: "machine", "data-cell": name }, make("h4", {}, label), make("div", { class: "states" }, ...chips));
}

/** The goal that a cell is in a state, as text. */
function goalText(instance, cell, state) {
  const { variable, elements } = instance.cells[cell];
  const { name, sorts, states } = instance.model.variables[variable];
  const names = elements.map((e, n) => instance.words.element(sorts[n], e));
  return `${name}${names.length ? `[${names.join(", ")}]` : ""} == '${states[state]}'`;
}
