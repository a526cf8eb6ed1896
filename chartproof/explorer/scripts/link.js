"use strict";
// What is shown, as a fragment of an address, by names: so that a link lasts as long as the names do. Pure.
//
//   #explore;s=2.1;c=literal;t=PROPERTY;k=3;i=CELL~STATE;p=event~account1!event2

const VIEWS = ["verdicts", "explore", "changes", "machines", "page"];

function linkOf(parts) {
  const said = [parts.view];
  if (parts.sizes && parts.sizes.length) said.push(`s=${parts.sizes.join(".")}`);
  for (const name of parts.changes || []) said.push(`c=${word(name)}`);
  if (parts.trace) said.push(`t=${word(parts.trace)}`);
  if (parts.step) said.push(`k=${parts.step}`);
  if (parts.initial && parts.initial.length) said.push(`i=${parts.initial.map((p) => p.map(word).join("~")).join("!")}`);
  if (parts.path && parts.path.length) said.push(`p=${parts.path.map((p) => p.map(word).join("~")).join("!")}`);
  return `#${said.join(";")}`;
}

/** The parts of a fragment, and what of it says nothing; nothing is believed of it yet. */
function readLink(text) {
  const [view, ...rest] = text.replace(/^#/, "").split(";");
  const found = { view: view || "verdicts", sizes: null, changes: [], trace: null, step: 0, initial: [], path: [], wrong: [] };
  if (!VIEWS.includes(found.view)) {
    if (view) found.wrong.push(`there is no view ${readable(view)}`);
    found.view = "verdicts";
  }
  for (const part of rest.filter((p) => p !== "")) {
    const [key, ...value] = part.split("=");
    readPart(found, key, value.join("="), part);
  }
  return found;
}

function readPart(found, key, value, part) {
  if (key === "s" && /^\d{1,4}(\.\d{1,4})*$/.test(value)) found.sizes = value.split(".").map(Number);
  else if (key === "c" && value) found.changes.push(readable(value));
  else if (key === "t" && value) found.trace = readable(value);
  else if (key === "k" && /^\d{1,6}$/.test(value)) found.step = Number(value);
  else if (key === "i" && value) found.initial = value.split("!").map((p) => p.split("~").map(readable)).filter((p) => p.length === 2);
  else if (key === "p" && value) found.path = value.split("!").map((p) => p.split("~").map(readable));
  else found.wrong.push(`${readable(part)} says nothing here`);
}

function word(text) {
  return encodeURIComponent(text).replace(/[!~'()*.]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function readable(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
