// What this device keeps of an attempt: answers that the site does not have yet, and those that it took from here.

import { Kept, keptOf, named } from "./device.js";
import { newKey } from "./keys.js";

const NAME = "answers";
const NOTES = "notes"; // of an attempt: they are kept here only as long as the site does not have them
const OVER = "problem"; // why something was refused, where sending it again is of no use

const isOver = (entry) => entry.refused === OVER;

// Everything that is kept of one attempt has a name like "answers 7 12": of learner 7, attempt 12.
export function forget(who, attempt) {
  for (const name of Object.keys(localStorage)) if (name.endsWith(` ${who} ${attempt}`)) localStorage.removeItem(name);
}

// The attempts of this learner of which answers are kept here.
export function attemptsOf(who) {
  return keptOf(NAME, who).map(([attempt]) => attempt);
}

// Of somebody else only what their site does not have yet may stay: it is theirs, and would be lost.
export function clearOthers(who) {
  for (const name of Object.keys(localStorage)) {
    const [what, whose, attempt] = name.split(" ");
    if (!/^\d+$/.test(attempt) || whose === String(who) || what === NOTES) continue;
    const answers = what === NAME ? new Answers(whose, attempt) : null;
    if (answers?.waiting().length) answers.forgetKnown();
    else localStorage.removeItem(name);
  }
}

export class Answers {
  #kept;

  constructor(who, attempt) {
    this.who = who;
    this.attempt = attempt;
    this.#kept = new Kept(named(NAME, who, attempt), () => ({ waiting: [], known: {} }));
  }

  // Whether the device can keep anything.
  get stored() {
    return this.#kept.stored;
  }

  #read() {
    return this.#kept.read();
  }

  #change(edit) {
    this.#kept.change(edit);
  }

  // A choice that has not set out replaces an older one to the same question; one that has may have arrived.
  add({ n, item, seen, window, fields, flag }) {
    this.#change((kept) => {
      const earlier = kept.waiting.filter((one) => one.item === item);
      const before = earlier.at(-1);
      kept.waiting = kept.waiting.filter((one) => one.item !== item || (one.tried && !one.refused));
      const entry = { n, item, window, fields, key: newKey(), seen: before?.seen ?? seen, flag: flag ?? before?.flag };
      kept.waiting.push(entry);
    });
  }

  // What is still to be sent, or for the learner to decide upon.
  waiting() {
    return this.#read().waiting.filter((one) => !isOver(one));
  }

  // What the site will never take as it is: told once and never sent again. It stays beside its words so that the
  // question's own page can show it, until another answer takes its place.
  refusals() {
    return this.#read().waiting.filter(isOver);
  }

  // Those that may still be taken as they are.
  unsent() {
    return this.waiting().filter((one) => !one.refused);
  }

  // Of how many questions.
  questions() {
    return new Set(this.unsent().map((one) => one.item)).size;
  }

  next() {
    return this.unsent()[0];
  }

  // What was last chosen here for a question: waiting, refused, or as the site took it.
  of(item) {
    const last = (entries) => entries.filter((one) => one.item === item).at(-1);
    return { waiting: last(this.waiting()), refused: last(this.refusals()), known: this.#read().known[item] };
  }

  known() {
    return Object.values(this.#read().known);
  }

  request({ n, item, key, fields, seen, window, flag }) {
    const pairs = [["item", item], ["key", key], ...(fields ?? []), ["seen", seen], ["window", window ?? ""]];
    if (flag !== undefined) pairs.push(["flag", flag]);
    return { address: `/attempts/${this.attempt}/items/${n}`, pairs };
  }

  isReceipt({ step }) {
    return step !== undefined;
  }

  settingOut(key) {
    this.#change((kept) => {
      for (const one of kept.waiting) if (one.key === key) one.tried = true;
    });
  }

  taken({ n, item, key, fields, flag }, { step, saved_at }) {
    this.#change((kept) => {
      kept.waiting = kept.waiting.filter((one) => one.key !== key);
      for (const one of kept.waiting) if (one.item === item && step) one.seen = step;
      const before = kept.known[item];
      kept.known[item] = { n, fields, step: step || before?.step || 0, saved_at, flag: flag ?? before?.flag };
    });
  }

  // The site said no.
  refused(key, why, words) {
    this.#change((kept) => {
      for (const one of kept.waiting) if (one.key === key) Object.assign(one, { refused: why, words });
    });
  }

  drop(key) {
    this.#change((kept) => {
      kept.waiting = kept.waiting.filter((one) => one.key !== key);
    });
  }

  // Ask again about what the learner may have decided upon. A window that now answers takes over what was chosen in
  // others.
  again(window, takesOver = false) {
    if (this.waiting().length === 0) return;
    this.#change((kept) => {
      for (const one of kept.waiting.filter((entry) => !isOver(entry))) {
        delete one.refused;
        if (takesOver || !one.window) one.window = window;
      }
    });
  }

  // Nothing but what is still to be sent.
  forgetKnown() {
    this.#change((kept) => {
      kept.known = {};
      kept.waiting = kept.waiting.filter((one) => !isOver(one));
    });
  }
}
