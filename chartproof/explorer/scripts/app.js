"use strict";
// Begins: views, theme, and what the address says.

function start() {
  const app = new Explorer(JSON.parse(byId("data").textContent));
  document.documentElement.classList.add("scripted");
  startLinks();
  startTheme();
  startFilter();
  startKeys(app);
  const follow = () => show(app, location.hash);
  window.addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/** Names of events and properties lead to where they are said; an event that a change alone has is said nowhere. */
function startLinks() {
  for (const link of all(".chart a:not([data-event])")) link.setAttribute("data-event", link.textContent);
  for (const link of all("a:not([href])")) {
    const event = link.getAttribute("data-event");
    const kind = event !== null || link.classList.contains("e") ? "event" : "property";
    const name = event === null ? link.textContent : event;
    if (byId(`${kind}-${name}`) !== null) {
      link.setAttribute("href", `#${kind}-${encodeURIComponent(name)}`);
    }
  }
}

/** Show what a fragment says: a view, or a place in one. */
function show(app, hash) {
  const place = /^#[\w%.-]+$/.test(hash) && !VIEWS.includes(hash.slice(1)) ? byId(readable(hash.slice(1))) : null;
  const view = place === null ? null : place.closest("main > section");
  if (view !== null) {
    showView(app, view.id);
    place.scrollIntoView();
    return;
  }
  const link = readLink(hash);
  showView(app, link.view);
  const wrong = [...link.wrong, ...(link.view === "explore" ? applied(app, link) : [])];
  announce(wrong.length ? `Of this link, ${wrong.join("; ")}. The rest is shown.` : "");
  app.render();
}

function showView(app, view) {
  app.view = view;
  if (view !== "explore" && app.timer !== null) app.play();
  for (const section of all("main > section")) section.hidden = section.id !== view;
  for (const link of all("#views a")) {
    if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Let the explorer show what a link says; what is not there any more is returned, said. */
function applied(app, link) {
  const wrong = [];
  const bare = !link.sizes && !link.trace && !link.path.length && !link.changes.length && !link.initial.length;
  if (bare) return wrong;
  app.goal.stop();
  app.goal.answer = null;
  app.changes = new Set();
  for (const name of link.changes) {
    const conflict = app.model.changes.has(name) ? app.model.conflict(name, [...app.changes]) : null;
    if (!app.model.changes.has(name)) wrong.push(`the change ${name} is not there any more`);
    else if (conflict !== null) wrong.push(`the change ${name} cannot stand beside ${conflict.other}`);
    else app.changes.add(name);
  }
  const sized = sizesOf(app, link, wrong);
  if (link.trace !== null && !link.path.length) {
    const missing = app.showTrace(link.trace, link.step, sized);
    if (!missing) return wrong;
    wrong.push(missing);
  }
  app.traceId = null;
  app.named = named(app, link, wrong);
  app.branches = link.path.length ? [link.path] : [];
  app.rebuild(link.path, link.step || link.path.length);
  if (app.path.broken !== null && !app.changes.size) {
    wrong.push(`${app.path.broken.step[0]} cannot happen there any more`);
  }
  return wrong;
}

/** The sizes that a link says, where it says some; null where it says none. */
function sizesOf(app, link, wrong) {
  if (link.sizes === null) {
    if (link.trace === null) app.sizes = app.model.doc.sizes.slice();
    return null;
  }
  const right = link.sizes.length === app.model.sorts.length && link.sizes.every((n) => n >= 1 && n <= 40);
  if (right && cellsAt(app.model, link.sizes) <= 4000) {
    app.sizes = link.sizes.slice();
    return app.sizes;
  }
  wrong.push(`sizes ${link.sizes.join(".")} are none that can be shown`);
  return null;
}

function cellsAt(model, sizes) {
  const count = (sorts) => sorts.reduce((n, s) => n * sizes[s], 1);
  const cells = model.variables.reduce((n, v) => n + count(v.sorts), 0);
  return cells + model.rules().reduce((n, r) => n + count(r.parameters.map((b) => model.binders[b][1])), 0);
}

function named(app, link, wrong) {
  const instance = new Instance(app.model, app.sizes, [...app.changes]);
  for (const [cell] of link.initial) if (!instance.cellByName.has(cell)) wrong.push(`the machine ${cell} is not there any more`);
  return link.initial;
}

/** The theme: the device's own, light, or dark; kept where the browser lets it be. */
function startTheme() {
  const choices = ["auto", "light", "dark"];
  const change = byId("theme");
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    change.textContent = `Theme: ${theme}`;
  };
  let now = "auto";
  try {
    now = localStorage.getItem("chartproof-theme") || "auto";
  } catch { /* nothing is kept here */ }
  apply(choices.includes(now) ? now : "auto");
  change.addEventListener("click", () => {
    const next = choices[(choices.indexOf(document.documentElement.dataset.theme) + 1) % choices.length];
    apply(next);
    try {
      localStorage.setItem("chartproof-theme", next);
    } catch { /* nothing is kept here */ }
  });
}

start();
