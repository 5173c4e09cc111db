// Sends what is typed into a form that says `data-save` while it is typed, and says how it stands. Such a form also has
// a button; what that sends has been saved before.

import { Sender } from "./sending.js";
import { timeOf } from "./typed.js";

const PAUSE = 1200; // ms after the last key
const FIRST_TRY = 4000; // ms to wait for what is on its way before a button is heard

const MESSAGES = {
  saving: "Saving",
  saved: (time) => `Saved ${time}`,
  offline: "No connection. What you typed is kept on this device; it is sent when the connection is back.",
  busy: "The site is busy. What you typed is kept on this device; trying again.",
  offlineOnPage: "No connection, and this device keeps nothing: leave this page open until it is saved.",
  "signed-out": "You are signed out. What you typed is kept on this device.",
  "no-access": "You are acting in another role. What you typed is kept on this device.",
  parted: "Another version was saved elsewhere. Yours is kept on this device; neither is lost.",
  problem: (problem) => `Not saved, but kept on this device. ${problem}`,
};

export class SavedForm {
  #form;
  #typed;
  #hear;
  #receipt;
  #timer = 0;
  #sending;

  // `hear` is told what the site has taken, and in which version it has it now.
  constructor(form, typed, hear) {
    Object.assign(this, { hear });
    this.#form = form;
    this.#typed = typed;
    this.#hear = hear;
    this.#receipt = document.querySelector("[data-receipt]");
    this.#sending = new Sender(typed, {
      token: form.elements.csrf_token.value,
      told: (what, entry, said) => this.#told(what, entry, said),
    });
    addEventListener("online", () => this.#sending.wake());
    document.addEventListener("visibilitychange", () => document.hidden && this.send());
  }

  // A while after the last key.
  sendSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), PAUSE);
  }

  send() {
    clearTimeout(this.#timer);
    this.#sending.wake();
    return this.#sending.send();
  }

  // Everything is saved, or cannot be for now.
  async tried() {
    this.send();
    await Promise.race([this.#sending.tried(), new Promise((done) => setTimeout(done, FIRST_TRY))]);
  }

  // What stands in the way as it was when the page was left.
  sayRefused() {
    const { refused, words } = this.#typed.read();
    if (refused === "parted") this.#say(MESSAGES.parted, { more: this.#showBoth() });
    else this.#say(MESSAGES.problem(words));
  }

  #told(what, entry, said = {}) {
    if (what === "saving") return this.#say(MESSAGES.saving, { calm: true });
    if (what === "saved") {
      this.#hear(entry, said);
      return this.#say(MESSAGES.saved(timeOf(new Date(said.saved_at))), { calm: true });
    }
    if (what === "waiting") return this.#sayWaiting(said);
    if (what === "parted" || what === "problem") return this.sayRefused();
    return this.#say(MESSAGES[what] ?? said.problem, { more: what === "signed-out" ? signIn() : null });
  }

  #sayWaiting({ busy }) {
    const isKept = this.#typed.stored;
    this.#say(busy && isKept ? MESSAGES.busy : isKept ? MESSAGES.offline : MESSAGES.offlineOnPage);
  }

  // The page that shows both comes from the site, as it does without scripts.
  #showBoth() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = "Show both";
    button.addEventListener("click", () => this.#form.requestSubmit());
    return button;
  }

  #say(words, { calm = false, more = null } = {}) {
    this.#receipt.setAttribute("aria-live", calm ? "off" : "polite");
    this.#receipt.classList.toggle("waiting", !calm);
    this.#receipt.replaceChildren(words, ...(more ? [" ", more] : []));
  }
}

function signIn() {
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = "Sign in again";
  return link;
}
