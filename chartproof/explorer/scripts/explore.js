"use strict";
// The explorer's whole: what is shown, how it changes, and how it is drawn.

class Explorer {
  constructor(doc) {
    this.model = new Model(doc);
    this.view = "verdicts";
    this.goal = new Goal(this);
    this.timer = null;
    this.choices = [];
    this.held = null;
    this.where = "";
    this.changes = new Set();
    this.sizes = doc.sizes.slice();
    this.begin([]);
  }

  /** A new path at these sizes and under these changes. named: which of several initial states. */
  begin(named) {
    this.traceId = null;
    this.named = named;
    this.branches = [];
    this.rebuild([]);
  }

  /** The instance and the path anew: the steps that are shown, and every branch, as far as they go. at: the step shown. */
  rebuild(steps, at = 0, loop = null, note = "") {
    this.instance = new Instance(this.model, this.sizes, [...this.changes]);
    const initial = initialOf(this.instance, this.named);
    this.path = new Path(this.instance, initial);
    for (const branch of this.branches) {
      this.path.here = this.path.root;
      this.path.follow(branch);
    }
    this.path.here = this.path.root;
    this.path.end = this.path.root;
    this.path.follow(steps);
    this.path.end = this.path.here;
    this.path.loop = this.path.broken ? null : loop;
    this.path.note = this.path.broken ? "" : note;
    this.wanted = { steps, loop, note };
    const way = this.path.way();
    this.elsewhere = this.changes.size ? parting(this.path, this.without(steps)) : null;
    this.path.here = way[Math.min(at, way.length - 1)];
  }

  /** Some steps by the document's own rules, to see where changes lead elsewhere. */
  without(steps) {
    const instance = new Instance(this.model, this.sizes);
    const plain = new Path(instance, initialOf(instance, this.named));
    plain.follow(steps);
    return plain;
  }

  /** Keep the way that is shown, so that it is there again under other rules or sizes. */
  remember() {
    const steps = this.path.steps();
    this.wanted = { steps, loop: null, note: "" };
    this.path.loop = null;
    this.path.note = "";
    const key = JSON.stringify(steps);
    if (steps.length && !this.branches.some((b) => JSON.stringify(b) === key)) this.branches.push(steps);
  }

  go(node) {
    if (node === null) return;
    const end = this.path.end;
    this.path.go(node);
    if (this.path.end !== end) {
      this.path.broken = null;
      this.traceId = null;
      this.remember();
    }
    this.render();
  }

  take(event) {
    if (this.path.broken !== null && this.path.here === this.path.broken.at) this.path.broken = null;
    const onWay = this.path.next();
    const same = onWay !== null && onWay.event.name === event.name;
    if (!same) this.branches.push(this.path.steps());
    this.path.take(event);
    if (!same) {
      this.traceId = null;
      this.remember();
    }
    this.render();
  }

  choose(name, on) {
    if (on) this.changes.add(name);
    else this.changes.delete(name);
    this.again();
  }

  resize(sort, size) {
    this.sizes[sort] = size;
    this.again();
  }

  /** The same steps under other rules or at other sizes; the first that breaks is shown. */
  again() {
    const { steps, loop, note } = this.wanted;
    const at = this.path.here.depth;
    this.goal.stop();
    this.goal.answer = null;
    this.rebuild(steps, at, loop, note);
    if (this.path.broken) this.path.here = this.path.broken.at;
    else if (this.elsewhere !== null) this.path.here = this.elsewhere;
    this.render();
  }

  hold(held, where = this.where) {
    this.held = held;
    this.where = held === null ? "" : where;
    this.render();
  }

  play() {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
      this.render();
      return;
    }
    if (this.path.next() === null) this.path.here = this.path.root;
    this.timer = setInterval(() => this.tick(), 900);
    this.render();
  }

  tick() {
    const next = this.path.next();
    const loops = this.path.loop !== null && this.path.loop < this.path.way().length - 1;
    if (next === null && !loops) {
      this.play();
      return;
    }
    this.path.here = next === null ? this.path.way()[this.path.loop] : next;
    this.render();
  }

  /** Show a trace by its name. Returns what is wrong, if anything is. */
  showTrace(id, step, at = null) {
    const found = traces(this.model.doc).get(id);
    if (found === undefined) return `the trace ${id} is not there any more`;
    if (at === null) this.sizes = found.sizes.slice();
    this.named = found.initial;
    this.branches = [];
    this.traceId = id;
    this.rebuild(found.steps, step === null ? found.steps.length : step, found.loop, found.note);
    if (this.path.broken) this.path.here = this.path.broken.at;
    return "";
  }

  render() {
    if (this.view !== "explore") return;
    const begun = performance.now();
    fill(byId("explore-side"), this.sizeChoice(), whatIf(this), this.goal.panel(), this.pathPanel());
    fill(byId("explore-steps"), ...stepper(this));
    fill(byId("explore-board"), ...board(this));
    fill(byId("explore-drawings"), ...drawings(this));
    const cannot = cannotHappen(this);
    fill(byId("explore-events"), canHappen(this), cannot, permissions(this));
    cannot.show();
    byId("explore-side").dataset.milliseconds = String(Math.round(performance.now() - begun));
    this.address();
  }

  pathPanel() {
    const title = this.traceId === null ? "Path" : `Path: ${this.traceId}`;
    return section(title, pathList(this), button("Begin anew", "anew", () => {
      this.begin([]);
      this.render();
    }));
  }

  sizeChoice() {
    const { sorts } = this.model;
    const fields = sorts.map((sort, n) => make(
      "label", { class: "size" }, `${sort.name} `,
      make("select", { "data-key": `size ${sort.name}`, onchange: (e) => this.resize(n, Number(e.target.value)) },
        ...this.choicesOf(n).map((size) => make("option", { value: size, selected: size === this.sizes[n] }, String(size)))),
    ));
    const none = make("p", { class: "quiet" }, "There is one instance: the model has no sorts.");
    return section("Sizes", ...(fields.length ? fields : [none]), ...this.initialChoice());
  }

  /** Sizes at which every cell and event can be shown. */
  choicesOf(sort) {
    const most = Math.max(4, this.sizes[sort], ...this.model.doc.properties.map((p) => (p.trace ? p.trace.sizes[sort] : 1)));
    return Array.from({ length: Math.min(most, 40) }, (_, n) => n + 1);
  }

  /** Where a machine may start in several states, a choice for each of its cells. */
  initialChoice() {
    const cells = this.instance.cells.filter((c) => this.model.variables[c.variable].initial.length > 1);
    return cells.map((cell) => {
      const { states, initial } = this.model.variables[cell.variable];
      const at = this.path.root.state[this.instance.cellByName.get(cell.name)];
      return make(
        "label", { class: "size" }, `${cell.name} starts in `,
        make("select", { "data-key": `start ${cell.name}`, onchange: (e) => {
          this.named = [...this.named.filter(([name]) => name !== cell.name), [cell.name, e.target.value]];
          this.again();
        } }, ...initial.map((s) => make("option", { value: states[s], selected: s === at }, states[s]))),
      );
    });
  }

  /** Put what is shown into the address, so that it is a link. */
  address() {
    const whole = this.traceId !== null;
    const link = linkOf({
      view: "explore", sizes: this.sizes, changes: [...this.changes], trace: this.traceId, step: this.path.here.depth,
      initial: whole ? [] : this.named, path: whole ? [] : this.wanted.steps,
    });
    if (location.hash !== link) history.replaceState(null, "", link);
  }
}

/** Every trace of the document by its name: a property's, a change's, an example of what a change does, a mutant's. */
function traces(doc) {
  const found = new Map();
  const add = (id, trace) => {
    if (trace) found.set(id, { sizes: [], initial: [], loop: null, note: "", ...trace, steps: trace.steps.map((call) => doc.calls[call]) });
  };
  doc.properties.forEach((p) => add(p.name, p.trace));
  for (const change of doc.changes) {
    for (const compared of change.checked ? [change.checked, ...(change.checked.bases || [])] : []) {
      const name = compared === change.checked ? change.name : `${change.name}/${compared.against}`;
      const { differences = [], examples = [] } = compared;
      differences.forEach((d) => { add(`${name}/${d.name}`, d.trace); add(`${name}/${d.name}/before`, d.trace_before); });
      examples.forEach((e, n) => add(`${name}/${e.kind}/${n + 1}`, e.trace));
    }
  }
  doc.mutants.forEach((m, n) => add(`mutant/${n + 1}`, m.trace));
  return found;
}
