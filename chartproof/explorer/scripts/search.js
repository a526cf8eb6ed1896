"use strict";
// Every state that can be reached, breadth first, until a goal: in slices, so that it can be told how far it is, and stopped. Pure.
//
// A state is packed into two words of 32 bits, no cell across both; states are numbered as they are found.

const MOST_BITS = 64;
const MOST_STATES = 3000000;

class Packing {
  /** sizes: how many states each cell's machine has. */
  constructor(sizes) {
    this.places = [];
    let word = 0;
    let shift = 0;
    for (const size of sizes) {
      const width = Math.max(1, 32 - Math.clz32(size - 1));
      if (shift + width > 32) {
        word += 1;
        shift = 0;
      }
      this.places.push({ word, shift, mask: width === 32 ? 0xffffffff : (1 << width) - 1 });
      shift += width;
    }
    this.fits = word < 2;
    this.bits = word * 32 + shift;
  }

  pack(state, words) {
    words[0] = 0;
    words[1] = 0;
    for (let n = 0; n < state.length; n += 1) {
      const { word, shift } = this.places[n];
      words[word] |= state[n] << shift;
    }
  }

  unpack(low, high, state) {
    for (let n = 0; n < this.places.length; n += 1) {
      const { word, shift, mask } = this.places[n];
      state[n] = ((word === 0 ? low : high) >>> shift) & mask;
    }
  }
}

class Search {
  /** goal: a function of a state, or null to count every state. Raises RangeError where a state does not fit. */
  constructor(instance, starts, goal) {
    this.instance = instance;
    this.goal = goal;
    this.packing = new Packing(instance.cells.map((c) => instance.model.variables[c.variable].states.length));
    if (!this.packing.fits) throw new RangeError(`a state takes more than ${MOST_BITS} bits`);
    this.capacity = 1 << 12;
    this.low = new Uint32Array(this.capacity);
    this.high = new Uint32Array(this.capacity);
    this.parent = new Int32Array(this.capacity);
    this.event = new Int32Array(this.capacity);
    this.table = new Int32Array(this.capacity * 4).fill(-1);
    this.count = 0;
    this.next = 0;
    this.transitions = 0;
    this.found = -1;
    this.done = false;
    this.words = new Uint32Array(2);
    this.state = new Array(instance.cells.length).fill(0);
    this.there = new Array(instance.cells.length).fill(0);
    this.writes = this.written();
    for (const start of starts) {
      this.packing.pack(start, this.words);
      this.reach(this.words[0], this.words[1], -1, -1);
    }
  }

  /** Go on for about so many milliseconds; whether it is done. */
  step(milliseconds) {
    const until = Date.now() + milliseconds;
    while (!this.done && Date.now() < until) {
      for (let n = 0; n < 200 && !this.done; n += 1) this.expand();
    }
    return this.done;
  }

  expand() {
    if (this.found >= 0 || this.next >= this.count) {
      this.done = true;
      return;
    }
    const from = this.next;
    this.next += 1;
    this.packing.unpack(this.low[from], this.high[from], this.state);
    const { events } = this.instance;
    for (let e = 0; e < events.length && this.found < 0; e += 1) {
      if (!this.instance.possible(events[e], this.state)) continue;
      this.transitions += 1;
      this.follow(this.writes[e], from, e);
    }
  }

  /** Take an event: what it writes is set in the words of the state before, which all effects read. */
  follow(writes, from, event) {
    let low = this.low[from];
    let high = this.high[from];
    for (let n = 0; n < writes.length; n += 1) {
      const { when, word, keep, bits } = writes[n];
      if (!when(this.state)) continue;
      if (word === 0) low = (low & keep) | bits;
      else high = (high & keep) | bits;
    }
    this.reach(low >>> 0, high >>> 0, from, event);
  }

  /** What each event writes, as bits of a word. */
  written() {
    return this.instance.events.map((event) => event.effects.map(({ cell, value, when }) => {
      const { word, shift, mask } = this.packing.places[cell];
      return { when, word, keep: ~(mask << shift), bits: value << shift };
    }));
  }

  reach(low, high, from, event) {
    let slot = this.hash(low, high);
    while (this.table[slot] >= 0) {
      const known = this.table[slot];
      if (this.low[known] === low && this.high[known] === high) return;
      slot = (slot + 1) & (this.table.length - 1);
    }
    if (this.count >= MOST_STATES) throw new RangeError(`there are more than ${MOST_STATES.toLocaleString("en")} states`);
    if (this.count === this.capacity) {
      this.grow();
      this.reach(low, high, from, event);
      return;
    }
    this.table[slot] = this.count;
    this.low[this.count] = low;
    this.high[this.count] = high;
    this.parent[this.count] = from;
    this.event[this.count] = event;
    if (this.goal !== null && this.found < 0) {
      this.packing.unpack(low, high, this.there);
      if (this.goal(this.there)) this.found = this.count;
    }
    this.count += 1;
  }

  hash(low, high) {
    let mixed = Math.imul(low ^ (high >>> 15), 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) & (this.table.length - 1);
  }

  grow() {
    this.capacity *= 2;
    for (const name of ["low", "high", "parent", "event"]) {
      const larger = new this[name].constructor(this.capacity);
      larger.set(this[name]);
      this[name] = larger;
    }
    this.table = new Int32Array(this.capacity * 4).fill(-1);
    for (let n = 0; n < this.count; n += 1) {
      let slot = this.hash(this.low[n], this.high[n]);
      while (this.table[slot] >= 0) slot = (slot + 1) & (this.table.length - 1);
      this.table[slot] = n;
    }
  }

  /** The events, by number, that lead to what was found. */
  way() {
    const events = [];
    for (let at = this.found; at >= 0 && this.event[at] >= 0; at = this.parent[at]) events.push(this.event[at]);
    return events.reverse();
  }
}

/** A goal of a state: an expression holds, for some choice of the elements that it leaves free. constants: those it names. */
function goalOf(instance, expression, constants = new Map()) {
  const free = instance.free(expression).filter((b) => !constants.has(b));
  return some(instance.choices(free).map((one) => instance.compiled(expression, instance.bind(free, one, constants))));
}
