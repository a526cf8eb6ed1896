"use strict";
// Making and finding elements. Text is set as text, never as markup.

/** An element: its tag, attributes (on… are listeners; null and false are left out), and children (texts or elements). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

function byId(id) {
  return document.getElementById(id);
}

function all(selector, inside = document) {
  return Array.from(inside.querySelectorAll(selector));
}

/** Put new children into an element; what had the focus has it again, if it is there still (by its data-key). */
function fill(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.getAttribute("data-key") : null;
  const open = new Map(all("details[data-key]", element).map((d) => [d.getAttribute("data-key"), d.open]));
  element.replaceChildren(...children.filter((c) => c !== null && c !== undefined && c !== false));
  for (const details of all("details[data-key]", element)) {
    const known = open.get(details.getAttribute("data-key"));
    if (known !== undefined && !details.hasAttribute("data-own")) details.open = known;
  }
  if (key === null) return;
  const again = all("[data-key]", element).find((e) => e.getAttribute("data-key") === key && !e.disabled);
  if (again !== undefined) again.focus({ preventScroll: true });
}

function section(title, ...children) {
  return make("section", { class: "panel" }, make("h3", {}, title), ...children);
}

function button(text, key, onclick, more = {}) {
  return make("button", { type: "button", "data-key": key, onclick, ...more }, text);
}

/** A name that may be broken behind its underscores and brackets, where it must be. */
function breakable(text) {
  return make("span", {}, ...text.split(/(?<=[_(,])/).flatMap((part) => [part, make("wbr")]).slice(0, -1));
}

function hiddenText(text) {
  return make("span", { class: "unseen" }, text);
}

/** Say something to everybody, screen readers too. */
function announce(text) {
  const place = byId("notice");
  place.textContent = text;
  place.hidden = text === "";
}
