// Sends the answers that wait on this device: in order, one at a time, each again under its own key until the site
// answers. So nothing is lost and nothing counts twice.

const FIRST_WAIT = 1000; // ms
const LONGEST_WAIT = 15_000;
const PATIENCE = 10_000;
const LARGE = 50_000; // a browser sends no more than 64 kB for a page that is being left
const JSON_ONLY = { Accept: "application/json" };
const NOT_SAVED = "This answer was not saved. Choose once more.";

export class Sender {
  #answers;
  #token;
  #told;
  #run = null;
  #wake = () => {};
  #isPaused = false;
  #onlookers = []; // who wants to know once the first try is over

  // `told(what, entry, said)` hears how it goes: saving, saved, waiting, closed, parted, problem, stands,
  // elsewhere, signed-out, no-access. What is a problem is told once and not sent again.
  constructor(answers, { token, told = () => {} }) {
    this.#answers = answers;
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
    for (let entry; (entry = this.#answers.next());) {
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
    this.#answers.settingOut(entry.key);
    let answer = await this.#post(entry);
    if (answer.status === 400) {
      const page = await this.#renewToken(entry);
      answer = page.ok ? await this.#post(entry) : page;
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error("busy");
    const said = await answer.json().catch(() => ({}));
    if (answer.ok && said.step === undefined) throw new Error("not the site"); // a network that asks to sign in to it
    return { status: answer.status, ok: answer.ok, ...said };
  }

  #post(entry) {
    const body = new URLSearchParams([
      ["csrf_token", this.#token],
      ["item", entry.item],
      ["key", entry.key],
      ...(entry.fields ?? []),
    ]);
    body.set("seen", entry.seen);
    body.set("window", entry.window ?? "");
    if (entry.flag !== undefined) body.set("flag", entry.flag);
    return fetch(this.#address(entry), {
      method: "POST",
      body,
      headers: JSON_ONLY,
      keepalive: body.toString().length < LARGE,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  }

  // Signed in again since the page was made: the new sign-in has a token of its own.
  async #renewToken(entry) {
    const page = await fetch(this.#address(entry), { headers: JSON_ONLY });
    if (page.ok) this.#token = (await page.json()).token;
    return page;
  }

  #address({ n }) {
    return `/attempts/${this.#answers.attempt}/items/${n}`;
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
    if (said.ok) this.#answers.taken(entry, said);
    else if (said.status === 404 || said.result || said.why === "stands") this.#answers.drop(entry.key);
    else this.#answers.refused(entry.key, said.why ?? "problem", said.problem ?? NOT_SAVED);
    this.#told(outcome(said), entry, said);
  }
}

function outcome({ ok, result, why }) {
  if (ok) return "saved";
  return result ? "closed" : (why ?? "problem");
}
