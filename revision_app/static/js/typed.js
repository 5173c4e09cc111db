// What somebody typed into a form and the site does not have yet. Each window has its own: what is typed in one never
// takes the place of what was typed in another.

import { Kept, keptOf, named } from "./device.js";
import { newKey } from "./keys.js";

const NAME = "typed";
const TAKEN = "taken"; // the cookie in which the site names what it has taken
const TAKEN_PART = new RegExp(`(?:^|; )${TAKEN}=([^;]*)`);

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// What was typed into one form in one window: its fields, what they held before (`came`), and what its writer had before
// them (`seen`). A form that is saved as it is typed has an address for that (`save`), and is a queue of its own: what
// has set out (`sent`) may have arrived, so it is sent again as it was before anything newer.
export class Typed {
  #kept;

  // `form` names a form of the site, in one word.
  constructor(who, form, window) {
    Object.assign(this, { who, form, window });
    this.#kept = new Kept(named(NAME, who, form, window));
  }

  get stored() {
    return this.#kept.stored;
  }

  read() {
    return this.#kept.read();
  }

  write(entry) {
    this.#kept.write(entry);
  }

  // As a queue

  next() {
    const entry = this.read();
    if (!entry?.save || entry.refused) return undefined;
    return entry.sent ?? { key: newKey(), fields: entry.fields, seen: entry.seen };
  }

  settingOut(key) {
    const entry = this.read();
    if (entry.sent?.key !== key) this.write({ ...entry, sent: { key, fields: entry.fields, seen: entry.seen } });
  }

  request({ fields, seen }) {
    const { save, seenAs } = this.read();
    return { address: save, pairs: [...fields, [seenAs, seen], ["auto", "1"]] };
  }

  isReceipt({ revision }) {
    return revision !== undefined;
  }

  taken({ fields }, { revision }) {
    const entry = this.read();
    if (!entry || same(entry.fields, fields)) this.write(null);
    else this.write({ ...entry, sent: undefined, came: fields, seen: String(revision) });
  }

  refused(_key, why, words) {
    this.write({ ...this.read(), sent: undefined, refused: why, words });
  }

  // What it was typed for is no longer there: the words stay, to be copied.
  drop(key) {
    this.refused(key, "gone", "");
  }
}

// All that one person typed, the latest first.
export function allTyped(who) {
  forgetTaken(who);
  return keptOf(NAME, who)
    .map(([form, window]) => new Typed(who, form, window))
    .filter((typed) => typed.read()?.fields)
    .sort((one, other) => other.read().at - one.read().at);
}

// The site has taken what these keys name: nothing of it is left to send.
function forgetTaken(who) {
  const keys = document.cookie.match(TAKEN_PART)?.[1].split(".") ?? [];
  if (keys.length === 0) return;
  for (const [form, window] of keptOf(NAME, who)) {
    const typed = new Typed(who, form, window);
    if (keys.includes(typed.read()?.key)) typed.write(null);
  }
  document.cookie = `${TAKEN}=; Path=/; Max-Age=0; SameSite=Lax`;
}

const inLondon = (at, style) => new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...style }).format(at);

export const timeOf = (at) => inLondon(at, { hour: "2-digit", minute: "2-digit" });

// When something was typed, in words that go on a sentence.
export function inWords(at) {
  const day = inLondon(at, { dateStyle: "long" });
  return `${day === inLondon(Date.now(), { dateStyle: "long" }) ? "today" : `on ${day}`} at ${timeOf(at)}`;
}
