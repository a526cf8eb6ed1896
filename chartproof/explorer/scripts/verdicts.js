"use strict";
// The verdicts' filter: by text, and by verdict. The rows are the page's own.

function startFilter() {
  const place = byId("filter");
  if (place === null) return;
  const rows = all("#verdict-rows > tr");
  const kinds = ["all", ...new Set(rows.map((r) => r.getAttribute("data-verdict")))];
  if (rows.some((r) => r.getAttribute("data-standing") === "failed")) kinds.push("not as expected");
  let kind = "all";
  const counted = make("span", { class: "quiet", role: "status" });
  const input = make("input", {
    id: "filter-text", type: "search", placeholder: "Filter: name, meaning, rule (press /)", "aria-label": "Filter properties", oninput: apply,
  });
  const buttons = kinds.map((k) => button(k, `kind ${k}`, () => {
    kind = k;
    apply();
  }, { class: "choice" }));
  place.append(input, make("span", { class: "kinds", role: "group", "aria-label": "Verdict" }, ...buttons), counted);
  apply();

  function apply() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const own = kind === "all" || (kind === "not as expected" ? row.getAttribute("data-standing") === "failed" : row.getAttribute("data-verdict") === kind);
      row.hidden = !(own && words.every((w) => text.includes(w)));
      if (!row.hidden) shown += 1;
    }
    buttons.forEach((b, n) => b.setAttribute("aria-pressed", String(kinds[n] === kind)));
    counted.textContent = `${shown} of ${rows.length}`;
  }
}
