// Keeps what is typed into a form that says `data-keep` on this device until the site has taken it: a closed tab, a lost
// connection or an ended sign-in loses nothing. Without this such a form is like any other.

import { asItCame, chosen, fill, isTyped } from "./form-fields.js";
import { newKey } from "./keys.js";
import { SavedForm } from "./saved-form.js";
import { askSite } from "./site.js";
import { allTyped, inWords, same, Typed } from "./typed.js";
import { Roll } from "./windows.js";

const MESSAGES = {
  kept: "Kept on this device until you send it.",
  onPage: "This device keeps nothing, so leave this page open until you have sent it.",
  found: (when) => `You typed this ${when} and have not sent it. It is kept on this device only.`,
  unanswered: (when) => `You sent this ${when}, and no answer came. Look whether it arrived before you send it again.`,
  changed: "What the site has here was changed since.",
  discard: "Discard it",
  discarded: "Discarded.",
  back: "Bring it back",
  other: "Show what you typed in another window",
  away: "No connection. What you typed is kept on this device; send it when the connection is back.",
  busy: "The site is busy. What you typed is kept on this device; try again in a moment.",
  "signed-out": "You are signed out. What you typed is kept on this device.",
  signIn: "Sign in again",
  another: "Somebody else is signed in now. What you typed is kept on this device for when you sign in again.",
};

const who = document.querySelector("[data-who]")?.dataset.who;
const roll = new Roll(`forms ${location.pathname}`);

function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

class KeptForm {
  #form;
  #name;
  #typed;
  #saved = null; // sends what is typed, where the form is saved while it is typed
  #line = Object.assign(document.createElement("p"), { className: "kept-line small no-print", hidden: true });
  #page; // what the form holds as the page came
  #came; // what it held when somebody began to type
  #isBack; // whether the site has sent it back as it was typed
  #isFilling = false;
  #isAsking = false;
  #isLeaving = false;

  constructor(form) {
    this.#form = form;
    this.#name = encodeURIComponent(`${new URL(form.action).pathname} ${form.dataset.keep}`);
    this.#typed = new Typed(who, this.#name, roll.name);
    this.#page = asItCame(form, isTyped);
    this.#isBack = "state" in form.dataset || form.querySelector(".fault") !== null;
    this.#came = this.#isBack ? [] : this.#page;
    this.#line.setAttribute("role", "status");
    this.#addLine();
    if (form.dataset.save && !this.#isBack)
      this.#saved = new SavedForm(form, this.#typed, (...heard) => this.#hear(...heard));
  }

  // A form that a script made and sends itself says when it was taken.
  taken() {
    this.#typed.write(null);
  }

  start({ sendsItself = true } = {}) {
    const mine = this.#all().some(({ window }) => window === roll.name);
    if (this.#isBack) this.#keep();
    else if (mine) this.#show();
    else if (!isHistory()) this.#keep(); // what was typed before this script was there
    this.#form.addEventListener("input", () => this.#keep());
    this.#form.addEventListener("change", () => this.#keep());
    if (sendsItself) this.#form.addEventListener("submit", (event) => this.#submitted(event));
    addEventListener("pageshow", () => (this.#isLeaving = false));
    addEventListener("beforeunload", (event) => {
      if (!this.#isLeaving && !this.#typed.stored && this.#typed.read()) event.preventDefault();
    });
  }

  // The roll has been called: what was typed in a window that is open no more is shown here.
  adopt({ isCopied }) {
    if (isCopied) this.#nameAnew();
    if (this.#isBack || this.#isChanged()) return;
    const [left] = this.#left();
    if (left) this.#take(left);
  }

  // This window was copied from another, with what was typed there.
  #nameAnew() {
    const entry = this.#typed.read();
    this.#typed.window = roll.name;
    if (entry && this.#isChanged()) this.#keep();
  }

  #all() {
    return allTyped(who).filter(({ form }) => form === this.#name);
  }

  #left() {
    return this.#all().filter(({ window }) => window !== roll.name && !roll.here.has(window));
  }

  #isChanged() {
    return !same(chosen(this.#form, isTyped), this.#came);
  }

  #take(left) {
    this.#typed.write(left.read());
    left.write(null);
    this.#show();
  }

  // What the person had before them, where the form says so: whoever changed it meanwhile is not overwritten unseen.
  get #seen() {
    return this.#form.elements.revision ?? this.#form.elements.seen;
  }

  #keep() {
    if (this.#isFilling) return null;
    const fields = chosen(this.#form, isTyped);
    const before = this.#typed.read();
    if (same(fields, this.#came) && !before?.sent) {
      this.#typed.write(null);
      return this.#say("");
    }
    this.#typed.write({ ...this.#asKept(before), fields, came: this.#came, at: Date.now(), title: document.title });
    if (this.#saved) return this.#sendSoon(before);
    return this.#say(this.#typed.stored ? MESSAGES.kept : MESSAGES.onPage);
  }

  #asKept(before) {
    const seen = this.#seen && { seen: this.#seen.value, seenAs: this.#seen.name };
    const saving = this.#saved && { save: this.#form.dataset.save, sent: before?.sent };
    const parted = this.#saved && before?.refused === "parted" && { refused: before.refused, words: before.words };
    return { page: before?.page ?? this.#pageOfForm(), ...seen, ...saving, ...parted };
  }

  // A form that was sent back may have an address that only takes forms.
  #pageOfForm() {
    const here = location.pathname + location.search;
    return this.#isBack && document.referrer ? new URL(document.referrer).pathname : here;
  }

  #sendSoon(before) {
    if (before?.refused !== "parted") this.#saved.sendSoon();
  }

  // The site has taken what was typed while it was typed.
  #hear({ fields }, { revision }) {
    this.#came = fields;
    if (this.#seen) this.#seen.value = revision;
    if (this.#typed.read()) this.#saved.sendSoon();
    this.#say("");
  }

  #show() {
    const entry = this.#typed.read();
    this.#came = entry.came;
    for (let place = this.#form; (place = place.parentElement.closest("details"));) place.open = true;
    if (this.#isChangedTo(entry.fields)) this.#fill(entry.fields);
    if (this.#seen && entry.seen !== undefined) this.#seen.value = entry.seen;
    if (entry.refused && this.#saved) return this.#saved.sayRefused();
    if (entry.save && this.#saved) return this.#saved.send();
    return this.#sayFound(entry);
  }

  #isChangedTo(fields) {
    return !same(chosen(this.#form, isTyped), fields);
  }

  #sayFound({ fields, came, at, key }) {
    const words = [(key ? MESSAGES.unanswered : MESSAGES.found)(inWords(at))];
    if (!same(this.#page, came) && !same(this.#page, fields)) words.push(MESSAGES.changed);
    const [other] = this.#left();
    const swap = other && button(MESSAGES.other, () => this.#swap(other));
    this.#say(
      words.join(" "),
      button(MESSAGES.discard, () => this.#discard()),
      ...(other ? [swap] : []),
    );
  }

  #fill(fields) {
    this.#isFilling = true;
    fill(this.#form, fields, isTyped);
    for (const field of [...this.#form.elements].filter(isTyped)) {
      field.dispatchEvent(new Event("input", { bubbles: true })); // for scripts that follow what is typed
    }
    this.#isFilling = false;
  }

  #discard() {
    const entry = this.#typed.read();
    this.#typed.write(null);
    this.#came = same(this.#page, entry.fields) ? entry.came : this.#page;
    this.#fill(this.#came);
    const bringBack = () => {
      this.#typed.write(entry);
      this.#show();
    };
    this.#say(MESSAGES.discarded, button(MESSAGES.back, bringBack));
  }

  #swap(other) {
    const [mine, theirs] = [this.#typed.read(), other.read()];
    other.write(mine);
    this.#typed.write(theirs);
    this.#show();
  }

  async #submitted(event) {
    if (this.#isLeaving) return;
    event.preventDefault();
    if (this.#isAsking) return;
    this.#isAsking = true;
    await this.#saved?.tried();
    const { token, trouble } = await askSite(who);
    this.#isAsking = false;
    if (trouble) this.#sayTrouble(trouble);
    else this.#send(token, event.submitter);
  }

  #send(token, submitter) {
    const entry = this.#typed.read();
    this.#field("csrf_token").value = token; // a copy that was kept for offline has none
    if (entry) {
      const key = newKey();
      this.#field("kept_key").value = key;
      this.#typed.write({ ...entry, key, at: Date.now() });
    }
    this.#isLeaving = true;
    this.#form.requestSubmit(submitter);
  }

  #field(name) {
    const made = () => Object.assign(document.createElement("input"), { type: "hidden", name });
    if (!this.#form.elements[name]) this.#form.append(made());
    return this.#form.elements[name];
  }

  #sayTrouble(trouble) {
    const link = document.createElement("a");
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = MESSAGES.signIn;
    this.#say(MESSAGES[trouble], ...(trouble === "signed-out" ? [link] : []));
  }

  #addLine() {
    let place = [...this.#form.querySelectorAll("button")].at(-1);
    while (place && place.parentElement !== this.#form) place = place.parentElement;
    this.#form.insertBefore(this.#line, place?.nextSibling ?? null); // above a button it would move that under a finger
  }

  #say(words, ...more) {
    if (this.#line.textContent === words && !more.length) return;
    this.#line.hidden = words === "";
    this.#line.replaceChildren(words, ...more.flatMap((one) => [" ", one]));
  }
}

// Whether the browser itself may have filled the form with what has been sent since.
function isHistory() {
  return performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

// Keeps what is typed into a form that a script has made and sends.
export function keep(form) {
  const kept = new KeptForm(form);
  kept.start({ sendsItself: false });
  kept.adopt({ isCopied: false });
  return kept;
}

const forms = who ? [...document.querySelectorAll("form[data-keep]")].map((form) => new KeptForm(form)) : [];
for (const form of forms) form.start();
const isCopied = await roll.call();
for (const form of forms) form.adopt({ isCopied });
