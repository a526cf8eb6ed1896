"use strict";
// The drawings of machines in the explorer: clones of those in the page, a drawing a cell, in which states and arcs light up.

function drawings(app) {
  const { instance, path } = app;
  const { here } = path;
  const moved = new Map(here.parent === null ? [] : instance.moved(here.parent.state, here.state).map((m) => [m.n, m]));
  return instance.cells.map((cell, n) => {
    const move = moved.get(n);
    const now = instance.stateName(n, here.state[n]);
    const title = move ? `${cell.name}: ${instance.stateName(n, move.from)} → ${now}` : `${cell.name}: ${now}`;
    const details = make(
      "details", { class: "panel drawing", "data-drawing": cell.name, "data-key": `drawing ${cell.name}`, open: move !== undefined, "data-own": true },
      make("summary", {}, title),
    );
    const show = () => {
      if (!details.open || details.querySelector(".scroll") !== null) return;
      details.append(lit(app, n, move));
    };
    details.addEventListener("toggle", show);
    show();
    return details;
  });
}

/** The drawing of a cell's machine, with its state lit, and the arc and the label of the event that moved it. */
function lit(app, n, move) {
  const { instance, path } = app;
  const machine = instance.model.variables[instance.cells[n].variable];
  const event = move ? path.here.event.rule.name : null;
  const from = move ? machine.states[move.from] : null;
  const now = machine.states[path.here.state[n]];
  const source = sourceDrawing(app, machine.name, event, from, now);
  if (source === null) return make("p", { class: "quiet scroll" }, "It is not drawn.");
  const svg = source.cloneNode(true);
  for (const part of all("[id]", svg)) part.removeAttribute("id");
  svg.removeAttribute("aria-labelledby");
  svg.setAttribute("aria-label", `${instance.cells[n].name} is ${now}`);
  for (const node of all("[data-state]", svg)) node.classList.toggle("on", node.getAttribute("data-state") === now);
  if (move) lightArc(svg, event, from, now);
  // A drawing that is lit is looked at; its links are those of the one that it was made from.
  for (const link of all("a", svg)) link.setAttribute("tabindex", "-1");
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `drawing of ${instance.cells[n].name}` }, svg);
}

function lightArc(svg, event, from, to) {
  const arcs = arcsOf(svg, event, from, to);
  if (!arcs.length) return;
  arcs[0].classList.add("lit");
  const label = all("[data-event]", arcs[0]).find((a) => a.getAttribute("data-event") === event);
  if (label !== undefined) label.classList.add("lit");
}

/** The arcs between two states that bear an event's label; those that a change takes away do not count. */
function arcsOf(svg, event, from, to) {
  return all(".arc", svg).filter((arc) => (
    arc.getAttribute("data-from") === from && arc.getAttribute("data-to") === to && !arc.classList.contains("lost")
    && all("[data-event]", arc).some((a) => a.getAttribute("data-event") === event)
  ));
}

/** The drawing under the changes that are chosen, where one of them alters the machine and has the arc; else the model's. */
function sourceDrawing(app, name, event, from, to) {
  const named = (figure) => figure.getAttribute("data-machine") === name;
  const chosen = app.model.lineage([...app.changes]).reverse();
  const altered = all("figure[data-machine][data-of]").filter((f) => named(f) && chosen.includes(f.getAttribute("data-of")));
  altered.sort((a, b) => chosen.indexOf(a.getAttribute("data-of")) - chosen.indexOf(b.getAttribute("data-of")));
  const own = all("figure[data-machine]:not([data-of])").filter(named);
  const found = [...altered, ...own].map((f) => f.querySelector("svg")).filter((svg) => svg !== null);
  return found.find((svg) => event !== null && arcsOf(svg, event, from, to).length) || found[0] || null;
}
