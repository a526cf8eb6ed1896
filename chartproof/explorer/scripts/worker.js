"use strict";
// What runs in a worker: a search, with word of how far it is. Started by the page with the text of the pure scripts.

function serve(scope) {
  scope.onmessage = ({ data }) => {
    const begun = attempt(scope, () => begin(data));
    if (begun !== null) goOn(scope, begun);
  };
}

function begin({ doc, sizes, changes, start, text }) {
  const instance = new Instance(new Model(doc), sizes, changes);
  const parser = new Parser(instance, text);
  const expression = parser.parse();
  return new Search(instance, [start], goalOf(instance, expression, parser.constants));
}

function goOn(scope, search) {
  const done = attempt(scope, () => search.step(60));
  if (done === null) return;
  scope.postMessage({ done, states: search.count, way: done && search.found >= 0 ? search.way() : null });
  if (!done) setTimeout(() => goOn(scope, search), 0);
}

/** What a function returns; null where it fails, which is told. */
function attempt(scope, work) {
  try {
    return work();
  } catch (error) {
    scope.postMessage({ done: true, failed: error.message });
    return null;
  }
}

if (typeof WorkerGlobalScope !== "undefined" && typeof document === "undefined") serve(self);
