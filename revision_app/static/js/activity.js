// What happens while a timed paper is sat: that the learner left the page and came back, and long pastes. It is sent in
// small batches and waits for nothing; the learner can read every entry of it.

import { newKey } from "./keys.js";

const AWAY = 2000; // ms without the focus that are worth an entry
const LONG = 40; // characters of a paste that are worth an entry
const MOST = 20; // entries that wait on this device
const LARGEST = 999_999; // seconds or characters that the site takes

class Activity {
  #player;
  #attempt;
  #n = Number(location.pathname.split("/").at(-1)) || 1;
  #memory;
  #leftAt = null;

  constructor(player) {
    this.#player = player;
    this.#attempt = player.dataset.attempt;
    this.#memory = `activity ${this.#attempt}`;
  }

  start() {
    addEventListener("blur", () => this.#leave());
    addEventListener("focus", () => this.#comeBack());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#comeBack()));
    addEventListener("pagehide", () => this.#leaveForGood());
    this.#player.addEventListener("paste", (event) => this.#pasted(event));
    addEventListener("online", () => this.#send());
    this.#sayFromWhere();
  }

  #leave() {
    this.#leftAt ??= Date.now();
  }

  #wasAway() {
    return this.#leftAt !== null && Date.now() - this.#leftAt >= AWAY;
  }

  #comeBack() {
    if (this.#wasAway()) {
      this.#note("left", this.#leftAt);
      this.#note("returned");
      this.#send();
    }
    this.#leftAt = null;
  }

  #leaveForGood() {
    if (!this.#wasAway()) return;
    this.#note("left", this.#leftAt);
    this.#send();
  }

  #pasted(event) {
    const { length } = event.clipboardData?.getData("text") ?? "";
    if (length < LONG) return;
    this.#note("pasted", Date.now(), Math.min(length, LARGEST));
    this.#send();
  }

  // The site sees from which network this window asks.
  #sayFromWhere() {
    if (sessionStorage.getItem(`${this.#memory} begun`) !== null) return;
    sessionStorage.setItem(`${this.#memory} begun`, "yes");
    this.#send();
  }

  #waiting() {
    return JSON.parse(sessionStorage.getItem(this.#memory) ?? "[]");
  }

  #keep(entries) {
    sessionStorage.setItem(this.#memory, JSON.stringify(entries.slice(-MOST)));
  }

  #note(kind, at = Date.now(), size = 0) {
    this.#keep([...this.#waiting(), { kind, n: this.#n, at, size }]);
  }

  async #send() {
    const entries = this.#waiting();
    this.#keep([]);
    const answer = await this.#post(entries).catch(() => null);
    if (!answer || answer.status >= 500) this.#keep([...entries, ...this.#waiting()]);
  }

  #post(entries) {
    const body = new URLSearchParams({ csrf_token: this.#player.elements.csrf_token.value, key: newKey() });
    for (const entry of entries) body.append("activity", inWords(entry));
    return fetch(`/attempts/${this.#attempt}/activity`, {
      method: "POST",
      body,
      keepalive: true,
      headers: { Accept: "application/json" },
    });
  }
}

function inWords({ kind, n, at, size }) {
  const ago = Math.max(0, Math.round((Date.now() - at) / 1000));
  return `${kind} ${n} ${Math.min(ago, LARGEST)} ${size}`;
}

const player = document.querySelector("[data-attempt]");
const isTimed = document.querySelector("[data-remaining]") !== null;
if (player && isTimed) new Activity(player).start();
