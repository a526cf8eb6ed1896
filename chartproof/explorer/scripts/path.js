"use strict";
// The path as a tree, and the stepper that walks it.

function stepper(app) {
  const { path } = app;
  const length = path.way().length - 1;
  const at = path.here;
  const playing = app.timer !== null;
  return [
    make(
      "div", { class: "steps", role: "group", "aria-label": "Steps" },
      button("Start", "start", () => app.go(path.root), { disabled: at === path.root }),
      button("← Back", "back", () => app.go(path.previous()), { disabled: at.parent === null }),
      button("Next →", "next", () => app.go(path.next()), { disabled: path.next() === null, class: "main" }),
      button(playing ? "Stop" : "Play", "play", () => app.play(), { disabled: !playing && length === 0 }),
      make("span", { class: "quiet" }, `step ${at.depth} of ${length}`),
    ),
    ...told(app),
  ];
}

function told(app) {
  const { path, instance } = app;
  const at = path.here;
  const said = [];
  if (at.event === null) said.push(make("p", { class: "sentence" }, "The initial state."));
  else {
    said.push(make("p", { class: "sentence" }, instance.words.sentence(at.event.rule, at.event.elements)));
    marksOf(at.event.rule).forEach((m) => said.push(make("p", { class: "quiet" }, m.said)));
    const moved = instance.moved(at.parent.state, at.state);
    const moves = moved.map(({ cell, n, from, to }) => `${cell.name}: ${instance.stateName(n, from)} → ${instance.stateName(n, to)}`);
    said.push(make("p", { class: "quiet moves" }, moves.join("; ") || "nothing changes"));
  }
  if (app.elsewhere !== null && app.elsewhere === at) {
    said.push(make("p", { class: "differs" }, "From here on it leads elsewhere than without these changes."));
  }
  if (path.next() === null && path.note) said.push(make("p", { class: "quiet" }, path.note));
  if (path.broken && at === path.broken.at) said.push(brokenStep(app, path.broken));
  return said;
}

function brokenStep(app, { step, event, why }) {
  const [name, ...names] = step;
  const title = `${name}${names.length ? `(${names.join(", ")})` : ""}`;
  const rest = event === null
    ? [make("p", {}, app.instance.byName.has(name) ? "These elements are not there at these sizes." : "There is no such event.")]
    : why.map((reason) => reasonLine(reason));
  return make("div", { class: "bad", id: "impossible" }, make("p", {}, make("strong", {}, title), " is impossible under these rules."), ...rest);
}

function reasonLine({ needs, breaking }) {
  const but = breaking.map(({ elements, reads }) => {
    const where = elements.join(" with ");
    return [where, reads.join(", ")].filter(Boolean).join(": ");
  }).filter(Boolean).join("; ");
  return make("p", { class: "reason" }, `It needs: ${needs}.`, but ? ` But ${but}.` : "");
}

/** The tree, a row a node; the way that is shown is marked, what branches off is set in. */
function pathList(app) {
  const { path } = app;
  const way = new Set(path.way());
  const rows = path.rows().map(({ node, level }) => {
    const text = node.event === null ? "initial state" : node.event.name;
    const marks = [
      app.elsewhere === node ? " (leads elsewhere)" : "",
      path.broken && path.broken.at === node ? " (the next step is impossible)" : "",
    ].join("");
    return make(
      "li", { class: `${way.has(node) ? "way" : "branch"} level${Math.min(level, 6)}` },
      button(
        breakable(text + marks), `node ${keyOf(node)}`, () => app.go(node),
        { "aria-current": node === path.here ? "step" : null, "data-depth": node.depth },
      ),
    );
  });
  const broken = path.broken ? path.broken.rest.map((step) => make("li", { class: "lost" }, make("s", {}, said(step)))) : [];
  return make("ol", { class: "path" }, ...rows, ...broken);

  function said([name, ...names]) {
    return names.length ? `${name}(${names.join(", ")})` : name;
  }
}

function keyOf(node) {
  return ancestors(node).map((n) => (n.event === null ? "" : n.event.name)).join("<");
}
