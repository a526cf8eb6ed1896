"use strict";
// What can happen in the state that is shown, what cannot and why, and what a caller may ask for.

function canHappen(app) {
  const { instance, path } = app;
  const possible = instance.events.filter((e) => instance.possible(e, path.here.state));
  const groups = new Map();
  for (const event of possible) {
    const actor = event.rule.actors.length ? event.rule.actors[0].name : "anybody";
    if (!groups.has(actor)) groups.set(actor, new Map());
    const rules = groups.get(actor);
    if (!rules.has(event.rule.name)) rules.set(event.rule.name, []);
    rules.get(event.rule.name).push(event);
  }
  app.choices = [];
  const parts = [...groups].map(([actor, rules]) => make(
    "div", { class: "actor" }, make("h4", {}, actor), ...[...rules.values()].map((events) => ruleRow(app, events)),
  ));
  return section(`Can happen now (${possible.length})`, ...(parts.length ? parts : [make("p", {}, "Nothing: it stays so for ever.")]));
}

function ruleRow(app, events) {
  const { rule } = events[0];
  const others = rule.actors.slice(1).map((a) => a.name);
  const lacks = new Set();
  const marks = marksOf(rule);
  const risks = marks.filter((m) => m.name !== "harm");
  const words = risks.map((m) => m.word).join(", ");
  const buttons = events.map((event) => {
    const missing = app.held === null ? [] : app.instance.lacks(event, app.path.here.state, app.held, app.where);
    missing.forEach((need) => lacks.add(need.name));
    if (!missing.length) app.choices.push(event);
    const digit = !missing.length && app.choices.length <= 9 ? String(app.choices.length) : null;
    const names = app.instance.argumentsOf(event).join(", ");
    return button(
      `${names || "do it"}${words ? ` (${words})` : ""}`, `do ${event.name}`, () => app.take(event),
      {
        class: risks.length ? "choice risky" : "choice", "data-event": event.rule.name, disabled: missing.length > 0,
        "aria-label": [event.name, words, digit ? `key ${digit}` : ""].filter(Boolean).join(", "), "data-digit": digit,
        title: risks.map((m) => m.said).join("\n") || null,
      },
    );
  });
  return make(
    "div", { class: "rule" },
    make("div", { class: "head" }, make("code", {}, breakable(rule.name)), make("span", { class: "choices" }, ...buttons)),
    make("p", { class: "quiet" }, rule.sentence, others.length ? ` Or by ${others.join(", or ")}.` : ""),
    ...marks.map((m) => make("p", { class: `quiet mark-${m.name}` }, m.said)),
    lacks.size ? make("p", { class: "lacks" }, `missing: ${[...lacks].join(", ")}`) : null,
  );
}

/** Events that cannot happen, an event a row; a reason that several choices share is said once. */
function cannotHappen(app) {
  const { instance, path } = app;
  const impossible = instance.events.filter((e) => !instance.possible(e, path.here.state));
  const details = make(
    "details", { class: "panel", "data-key": "cannot" },
    make("summary", {}, make("h3", {}, `Cannot happen, and why (${impossible.length})`)),
  );
  const show = () => {
    if (!details.open || details.querySelector("ul") !== null) return;
    details.append(make("ul", { class: "impossible" }, ...reasonRows(app, impossible)));
  };
  details.addEventListener("toggle", show);
  details.show = show;
  return details;
}

function reasonRows(app, events) {
  const rules = new Map();
  for (const event of events) {
    if (!rules.has(event.rule.name)) rules.set(event.rule.name, new Map());
    const reasons = app.instance.whyNot(event, app.path.here.state);
    const key = JSON.stringify(reasons);
    const known = rules.get(event.rule.name);
    if (!known.has(key)) known.set(key, { reasons, names: [] });
    known.get(key).names.push(app.instance.argumentsOf(event).join(", "));
  }
  return [...rules].map(([name, groups]) => make(
    "li", { "data-event": name }, make("code", {}, breakable(name)),
    ...[...groups.values()].map(({ reasons, names }) => make(
      "div", {}, names.join("") ? make("p", { class: "who" }, names.join("; ")) : null, ...reasons.map(reasonLine),
    )),
  ));
}

/** The caller's permissions: not checked, or those that are ticked. */
function permissions(app) {
  const needs = app.instance.rules.flatMap((r) => r.needs);
  const names = [...new Set(needs.map((n) => n.name))].sort(compareText);
  const cases = [...new Set(needs.map((n) => n.where))].filter(Boolean).sort(compareText);
  const state = app.held === null ? "not checked" : `${app.held.size} of ${names.length} held`;
  return make(
    "details", { class: "panel", "data-key": "permissions" },
    make("summary", {}, make("h3", {}, `Caller's permissions: ${state}`)),
    check("check them", "held", app.held !== null, (on) => app.hold(on ? new Set(names) : null)),
    cases.length && app.held !== null ? caseChoice(app, cases) : null,
    ...(app.held === null ? [] : names.map((name) => check(name, `hold ${name}`, app.held.has(name), (on) => {
      const held = new Set(app.held);
      if (on) held.add(name);
      else held.delete(name);
      app.hold(held);
    }))),
    names.length ? null : make("p", { class: "quiet" }, "No event needs a permission."),
  );
}

function caseChoice(app, cases) {
  const options = ["", ...cases].map((c) => make("option", { value: c, selected: c === app.where }, c || "no case of its own"));
  return make("label", { class: "case" }, "asked in the case ", make(
    "select", { "data-key": "where", onchange: (e) => app.hold(app.held, e.target.value) }, ...options,
  ));
}

function check(text, key, checked, onchange, more = {}) {
  return make("label", { class: "check" }, make("input", {
    type: "checkbox", "data-key": key, checked, onchange: (e) => onchange(e.target.checked), ...more,
  }), make("span", {}, text));
}

/** The changes as check boxes; what conflicts with one that is chosen is disabled, and says with which. */
function whatIf(app) {
  const { doc } = app.model;
  const chosen = [...app.changes];
  const built = new Set(app.model.lineage(chosen).filter((name) => !app.changes.has(name)));
  const rows = doc.changes.map((change) => {
    const conflict = app.changes.has(change.name) ? null : app.model.conflict(change.name, chosen);
    const base = built.has(change.name);
    const notes = [
      change.builds_on.length ? `Builds on ${change.builds_on.join(", ")}.` : "",
      base ? "Another that is chosen builds on it." : "",
      conflict ? `Not beside ${conflict.other}: ${conflict.why}.` : "",
    ].filter(Boolean).join(" ");
    return make(
      "div", { class: "change" },
      check(change.name, `change ${change.name}`, app.changes.has(change.name) || base, (on) => app.choose(change.name, on),
        { disabled: conflict !== null || base, "data-change": change.name }),
      make("p", { class: "quiet" }, change.proposal),
      notes ? make("p", { class: "quiet" }, notes) : null,
    );
  });
  const title = chosen.length ? `What if… (${chosen.join(", ")})` : "What if…";
  const none = make("p", { class: "quiet" }, "The project keeps no changes. New ones are checked with chartproof check CHANGE.toml.");
  return make("details", { class: "panel", "data-key": "whatif" }, make("summary", {}, make("h3", {}, title)), ...(rows.length ? rows : [none]));
}
