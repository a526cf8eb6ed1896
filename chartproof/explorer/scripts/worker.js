"use strict";
// What runs in a worker: a search, with word of how far it is. Started by the page with the text of the pure scripts.

function serve(scope) {
  scope.onmessage = ({ data: { doc, sizes, changes, start, text } }) => {
    try {
      const instance = new Instance(new Model(doc), sizes, changes);
      const goal = new Parser(instance.model, text, sizes);
      const expression = goal.parse(instance.rules);
      const search = new Search(instance, [start], boundGoal(instance, expression, goal.constants));
      const go = () => {
        const begun = Date.now();
        const done = search.step(60);
        scope.postMessage({ done, states: search.count, milliseconds: Date.now() - begun, way: done && search.found >= 0 ? search.way() : null });
        if (!done) setTimeout(go, 0);
      };
      go();
    } catch (error) {
      scope.postMessage({ done: true, failed: error.message });
    }
  };
}

/** A goal in which some elements are named, and the others are any. */
function boundGoal(instance, expression, constants) {
  const free = instance.free(expression).filter((b) => !constants.has(b));
  const fixed = new Map(constants);
  return some(instance.choices(free).map((one) => instance.compiled(expression, instance.bind(free, one, fixed))));
}

if (typeof WorkerGlobalScope !== "undefined" && typeof document === "undefined") serve(self);
