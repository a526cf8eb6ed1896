"use strict";
// How do I get to a state where …: an expression, searched from the state that is shown, in a worker.

class Goal {
  constructor(app) {
    this.app = app;
    this.text = "";
    this.worker = null;
    this.answer = null;
  }

  panel() {
    const input = make("input", {
      id: "goal", type: "text", value: this.text, "data-key": "goal", autocomplete: "off", spellcheck: "false",
      "aria-describedby": "goal-help", placeholder: this.example(), oninput: (e) => { this.text = e.target.value; },
    });
    const form = make(
      "form", { class: "goal", onsubmit: (e) => { e.preventDefault(); this.ask(this.text); } },
      make("label", { for: "goal", class: "unseen" }, "An expression"), input,
      this.worker === null ? make("button", { type: "submit", class: "main", "data-key": "find" }, "Find") : button("Stop", "find", () => this.giveUp()),
    );
    const help = "An expression, or click a state of a machine. It is searched from the state that is shown.";
    const place = make("div", { id: "goal-answer", role: "status" });
    if (this.answer !== null) place.append(this.answer);
    return section("How do I get to a state where…", form, make("p", { class: "quiet", id: "goal-help" }, help), place);
  }

  example() {
    const variable = this.app.model.variables.find((v) => v.states.length > 1) || this.app.model.variables[0];
    return variable === undefined ? "" : `${variable.name} == '${variable.states[variable.states.length - 1]}'`;
  }

  say(kind, ...content) {
    this.answer = make("div", { class: kind }, ...content);
    const place = byId("goal-answer");
    if (place !== null) fill(place, this.answer);
  }

  ask(text) {
    this.stop();
    this.text = text;
    this.app.render();
    try {
      new Parser(this.app.instance, text).parse();
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const shown = Array.from(text);
      const caret = `${" ".repeat(Math.max(0, Array.from(text.slice(0, error.at)).length))}^`;
      this.say("bad", make("p", {}, upper(error.message), "."), make("pre", { class: "caret", tabindex: "0" }, `${shown.join("")}\n${caret}`));
      return;
    }
    this.begin(text);
  }

  begin(text) {
    const { app } = this;
    const source = byId("pure").textContent;
    const begun = performance.now();
    const from = app.path.here;
    try {
      this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    } catch {
      this.say("bad", make("p", {}, "This browser starts no worker here: ", make("code", {}, `chartproof how "${text}"`)));
      return;
    }
    this.worker.onmessage = ({ data }) => this.heard(data, text, from, begun);
    this.worker.onerror = () => this.failed("The search could not be started", text);
    const doc = { ...app.model.doc, properties: [], page: [] };
    this.worker.postMessage({ doc, sizes: app.sizes, changes: [...app.changes], start: from.state, text });
    this.say("quiet", "searching…");
    this.app.render();
  }

  heard(data, text, from, begun) {
    if (data.failed) {
      this.failed(upper(data.failed), text);
      return;
    }
    if (!data.done) {
      this.say("quiet", `${data.states.toLocaleString("en")} states searched…`);
      return;
    }
    this.stop();
    const counted = `${data.states.toLocaleString("en")} states searched in ${Math.round(performance.now() - begun)} ms`;
    if (data.way === null) {
      this.say("bad", make("p", {}, `There is no way from here at these sizes (${counted}). For others: `, make("code", {}, this.command(text))));
    } else if (data.way.length === 0) this.say("good", "It is so here already.");
    else this.arrive(data.way, from, counted);
    this.app.render();
  }

  arrive(way, from, counted) {
    const { app } = this;
    app.path.go(from);
    for (const number of way) app.path.take(app.instance.events[number]);
    this.say("good", `${way.length} step${way.length === 1 ? "" : "s"}, the shortest way (${counted}).`);
    app.traceId = null;
    app.path.broken = null;
    app.remember();
    app.go(from.children.find((c) => ancestors(app.path.end).includes(c)) || from);
  }

  failed(why, text) {
    this.stop();
    this.say("bad", make("p", {}, `${why}: `, make("code", {}, this.command(text))));
    this.app.render();
  }

  command(text) {
    const sizes = this.app.model.sorts.map((s, n) => ` --size ${s.name}=${this.app.sizes[n]}`).join("");
    const changes = [...this.app.changes].map((c) => ` --change changes/${c}.toml`).join("");
    const plain = text.replace(/\[[^\]]*\d\]/g, "");
    return `chartproof how "${plain}"${sizes}${changes}`;
  }

  giveUp() {
    this.stop();
    this.say("quiet", "Stopped: nothing was found as far as it was searched.");
    this.app.render();
  }

  stop() {
    if (this.worker !== null) this.worker.terminate();
    this.worker = null;
  }
}
