// Sends what waits on this device: in order, one at a time, each again as it was until the site answers. So nothing is
// lost and nothing counts twice.

import { askSite } from "./site.js";

const FIRST_WAIT = 1000; // ms
const LONGEST_WAIT = 15_000;
const PATIENCE = 10_000;
const LARGE = 50_000; // a browser sends no more than 64 kB for a page that is being left
const JSON_ONLY = { Accept: "application/json" };
const NOT_SAVED = "This answer was not saved. Choose once more.";

export class Sender {
  #queue;
  #token;
  #told;
  #run = null;
  #wake = () => {};
  #isPaused = false;
  #onlookers = []; // who wants to know once the first try is over

  // `queue` says what is next, where to and how it is sent, what is a receipt, and is told what became of it.
  // `told(what, entry, said)` hears how it goes: saving, saved, waiting, closed, parted, problem, stands,
  // elsewhere, signed-out, no-access. What is a problem is told once and not sent again.
  constructor(queue, { token, told = () => {} }) {
    this.#queue = queue;
    this.#token = token;
    this.#told = told;
  }

  send() {
    this.#run ??= this.#drain().finally(() => {
      this.#run = null;
    });
    return this.#run;
  }

  wake() {
    this.#wake();
  }

  isPaused() {
    return this.#isPaused;
  }

  // Everything has been sent, or cannot be for now.
  tried() {
    if (!this.#run || this.#isPaused) return Promise.resolve();
    return Promise.race([this.#run, new Promise((look) => this.#onlookers.push(look))]);
  }

  async #drain() {
    let wait = FIRST_WAIT;
    for (let entry; (entry = this.#queue.next());) {
      this.#told("saving", entry);
      const said = await this.#attempt(entry).catch((fault) => ({ fault }));
      if (said.fault) {
        await this.#waitAfter(said.fault, entry, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        continue;
      }
      wait = FIRST_WAIT;
      if (said.status === 401) return this.#told("signed-out", entry, said);
      if (said.status === 403) return this.#told("no-access", entry, said); // in another role, which may change back
      this.#settle(entry, said);
    }
    return null;
  }

  async #attempt(entry) {
    this.#queue.settingOut(entry.key);
    let answer = await this.#post(entry);
    if (answer.status === 400) {
      const { token, trouble } = await askSite(this.#queue.who);
      if (trouble) return afterTrouble(trouble);
      this.#token = token; // signed in again since the page was made: the new sign-in has a token of its own
      answer = await this.#post(entry);
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error("busy");
    const said = await answer.json().catch(() => ({}));
    if (answer.ok && !this.#queue.isReceipt(said)) throw new Error("not the site"); // a network that asks to sign in to it
    return { status: answer.status, ok: answer.ok, ...said };
  }

  #post(entry) {
    const { address, pairs } = this.#queue.request(entry);
    const body = new URLSearchParams([["csrf_token", this.#token], ...pairs]);
    return fetch(address, {
      method: "POST",
      body,
      headers: JSON_ONLY,
      keepalive: body.toString().length < LARGE,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  }

  async #waitAfter(fault, entry, time) {
    this.#isPaused = true;
    for (const look of this.#onlookers.splice(0)) look();
    this.#told("waiting", entry, { busy: fault.message === "busy" });
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#isPaused = false;
  }

  #settle(entry, said) {
    if (said.ok) this.#queue.taken(entry, said);
    else if (said.status === 404 || said.result || said.why === "stands") this.#queue.drop(entry.key);
    else this.#queue.refused(entry.key, said.why ?? "problem", said.problem ?? NOT_SAVED);
    this.#told(outcome(said), entry, said);
  }
}

// Whoever is to be asked is signed out, or the site cannot be reached.
function afterTrouble(trouble) {
  if (trouble === "signed-out" || trouble === "another") return { status: 401, ok: false };
  throw new Error(trouble);
}

function outcome({ ok, result, why }) {
  if (ok) return "saved";
  return result ? "closed" : (why ?? "problem");
}
