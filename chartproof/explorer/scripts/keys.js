"use strict";
// Keys, and the list of them.

const KEYS = [
  ["←  →", "back, next"],
  ["Home  End", "the initial state, the last one"],
  ["1 … 9", "the event of that number"],
  ["/", "filter, or goal"],
  ["Esc", "leave a field, stop playing, close this list"],
  ["?", "this list"],
];

function startKeys(app) {
  const list = make("dl", {}, ...KEYS.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]));
  const dialog = make("dialog", { id: "keys", "aria-labelledby": "keys-title" }, make("h2", { id: "keys-title" }, "Keys"), list,
    button("Close", "close keys", () => dialog.close(), { class: "main" }));
  document.body.append(dialog);
  byId("show-keys").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => pressed(app, dialog, event));
}

function pressed(app, dialog, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target instanceof Element && event.target.matches("input[type=text], input[type=search], select, textarea");
  if (event.key === "Escape") {
    if (app.timer !== null) app.play();
    if (field) event.target.blur();
    return;
  }
  if (field || dialog.open) return;
  if (event.key === "?") {
    dialog.showModal();
    event.preventDefault();
  } else if (event.key === "/") {
    const place = byId(app.view === "explore" ? "goal" : "filter-text");
    if (place === null || place.offsetParent === null) return;
    place.focus();
    event.preventDefault();
  } else if (app.view === "explore" && explored(app, event.key)) event.preventDefault();
}

function explored(app, key) {
  const { path } = app;
  if (document.activeElement !== null && document.activeElement.matches(".scroll, pre") && key.startsWith("Arrow")) return false;
  const way = path.way();
  const targets = { ArrowLeft: path.previous(), ArrowRight: path.next(), Home: path.root, End: way[way.length - 1] };
  if (key in targets && Object.hasOwn(targets, key)) {
    if (targets[key] !== null) app.go(targets[key]);
    return true;
  }
  const chosen = /^[1-9]$/.test(key) ? app.choices[Number(key) - 1] : undefined;
  if (chosen === undefined) return false;
  app.take(chosen);
  return true;
}
