// Each choice is kept on this device at once and sent from there. The page says at every moment which it is.

import { asItCame, chosen, fill, hasAnswerFields, isAnswer } from "./form-fields.js";
import { Answers } from "./answers.js";
import { isKept, show } from "./palette.js";
import { Sender } from "./sending.js";
import { takePlace } from "./windows.js";

const TYPING = 1000; // ms after the last key
const COUNTED_AFTER = 10_500; // ms after the end, when nothing more can arrive that counts
const FIRST_TRY = 2500; // ms to wait for the site before going on to another question
const GOING_ON = "going on"; // kept for the next page: the attempt in which somebody went to another question
const TYPED = "textarea[name^=answer], input[type=text][name^=answer]";

const count = (number) => (number === 1 ? "1 answer" : `${number} answers`);
const MESSAGES = {
  saving: "Saving",
  saved: (time) => `Saved ${time}`,
  toBeSent: (number) => `${count(number)} still to be sent`,
  busy: "The site is busy",
  offline: "No connection",
  onDevice: (number) => `${count(number)} kept on this device`,
  onPage: (number) => `${count(number)} not saved yet: leave this page open`,
  tryingAgain: (why, kept) => `${why}. ${kept}; trying again`,
  parted: (n) => `Question ${n} has two different answers. Open it to choose.`,
  problem: (n, problem) => `Question ${n} is not saved: ${problem}`,
  elsewhere: "Kept on this device. This paper is open in another window.",
  signedOut: "You are signed out. Your answers are kept on this device. ",
  signIn: "Sign in again",
  stay: "No connection. Your answers are kept on this device; go on when it is back.",
  takeLater: "No connection. Try again when it is back.",
  breakLater: "No connection. A break begins once your answers are sent.",
  checkLater: "No connection. Your answer is kept on this device; check it when the connection is back.",
  flag: "Flag for review",
  unflag: "Remove the flag",
};

class Autosave {
  constructor(form) {
    const { attempt, who, holder } = form.dataset;
    Object.assign(this, { form, attempt, who, holder, fields: form.elements });
    this.item = this.fields.namedItem("item").value;
    this.n = Number(location.pathname.split("/").at(-1)) || 1;
    this.answers = new Answers(who, attempt);
    this.receipt = document.querySelector("#receipt");
    this.notice = document.querySelector("[data-elsewhere]");
    this.other = document.querySelector("[data-also-open]");
    this.parted = "parted" in form.dataset; // the page shows two answers: only the learner may decide
    this.place = null; // this window's, once it has one
    this.typing = 0;
    this.toldOf = ""; // the key of a refusal that the learner has gone past once
    this.isLeaving = false;
    this.result = null; // where the result is, once the attempt is over
    this.sending = new Sender(this.answers, {
      token: this.fields.csrf_token.value,
      told: (what, entry, said) => this.#hear(what, entry, said),
    });
    this.kept = this.parted ? null : this.#restore(); // the choice that is known to be kept, as written
  }

  start() {
    this.#listenToForm();
    this.#listenToBreak();
    this.#listenToClock();
    this.#listenToPage();
    show(this.answers);
    if (!this.parted) this.#keep(); // what was chosen before this script was there
    this.#goToQuestion();
    this.ready = this.#begin();
  }

  // Whoever comes from another question goes on at this one, and not at the top of the page once more.
  #goToQuestion() {
    if (sessionStorage.getItem(GOING_ON) === this.attempt && document.activeElement === document.body) this.#focus();
    sessionStorage.removeItem(GOING_ON);
  }

  #focus() {
    this.form.querySelector("[data-column]")?.focus({ preventScroll: true });
  }

  async #begin() {
    if (this.parted) this.answers.drop(this.#waiting()?.key);
    this.place = await takePlace(this.attempt, {
      who: this.who,
      holder: this.holder,
      claim: (name) => this.#claim(name),
      hear: (what) => this.#hearOfWindows(what),
    });
    this.fields.window.value = this.place.name();
    this.answers.again(this.place.name());
    show(this.answers);
    this.sending.send();
  }

  #say(words, look = "") {
    this.receipt.className = `saved ${look}`;
    this.receipt.textContent = words;
  }

  // What the sending says, by its names.

  #heard = {
    saving: () => this.#saySaving(),
    saved: (entry, said) => this.#saySaved(entry, said),
    waiting: (entry, said) => this.#sayWaiting(said.busy),
    closed: (entry, said) => {
      this.result = said.result;
      this.#say(said.problem, "refused");
    },
    parted: (entry, said) => this.#sayRefused(entry, said.problem, MESSAGES.parted(entry.n)),
    problem: (entry, said) => this.#sayRefused(entry, said.problem, MESSAGES.problem(entry.n, said.problem)),
    elsewhere: () => {
      this.notice.hidden = false;
      this.#say(MESSAGES.elsewhere, "waiting");
    },
    stands: (entry, said) => this.#say(said.problem, "refused"),
    "no-access": (entry, said) => this.#say(said.problem, "refused"),
    "signed-out": () => this.#saySignedOut(),
  };

  #hear(what, entry, said) {
    this.#heard[what](entry, said);
    show(this.answers, what === "saved" ? [entry] : []);
  }

  #saySaving() {
    if (!this.sending.isPaused()) this.#say(MESSAGES.saving, "waiting");
  }

  #saySaved(entry, said) {
    if (entry.item === this.item && said.step) this.fields.seen.value = said.step;
    const left = this.answers.questions();
    if (left) this.#say(MESSAGES.toBeSent(left), "waiting");
    else this.#say(said.saved_at ? MESSAGES.saved(said.saved_at) : "");
  }

  #sayWaiting(isBusy) {
    const left = this.answers.questions();
    const kept = this.answers.stored ? MESSAGES.onDevice(left) : MESSAGES.onPage(left);
    this.#say(MESSAGES.tryingAgain(isBusy ? MESSAGES.busy : MESSAGES.offline, kept), "waiting");
  }

  #sayRefused(entry, here, elsewhere) {
    this.#say(entry.item === this.item ? here : elsewhere, "refused");
  }

  #saySignedOut() {
    const link = document.createElement("a");
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = MESSAGES.signIn;
    this.#say(MESSAGES.signedOut, "refused");
    this.receipt.append(link);
  }

  // What is kept here

  #written() {
    return JSON.stringify(chosen(this.form, isAnswer));
  }

  #waiting() {
    return this.answers.of(this.item).waiting;
  }

  // Shows what was chosen here and is newer than the page.
  #restore() {
    const before = JSON.stringify(asItCame(this.form, isAnswer));
    const { waiting, refused, known } = this.answers.of(this.item);
    this.#restoreFlag(waiting, known);
    if (waiting) this.fields.seen.value = waiting.seen;
    const newer = waiting ?? refused ?? this.#newerThanPage(known);
    if (!newer?.fields || this.#written() !== before) return before;
    fill(this.form, newer.fields, isAnswer);
    if (newer === refused) this.#showAsRefused(refused);
    else if (newer === known) this.#showAsSaved(known);
    return this.#written();
  }

  #newerThanPage(known) {
    return known?.step > Number(this.fields.seen.value) ? known : null;
  }

  // Its words stand beside it as they did when it was refused; it is sent again once it is changed.
  #showAsRefused({ key, words }) {
    this.toldOf = key;
    this.#say(words, "refused");
  }

  // A refusal keeps the learner on its page once, and never from going on.
  #isRefusedAnew() {
    const { refused } = this.answers.of(this.item);
    const isNew = Boolean(refused) && refused.key !== this.toldOf;
    if (isNew) this.toldOf = refused.key;
    return isNew;
  }

  #restoreFlag(waiting, known) {
    const flag = waiting?.flag ?? (isKept ? known?.flag : undefined);
    if (flag !== undefined) this.#showFlag(flag);
  }

  #showAsSaved({ step, saved_at }) {
    this.fields.seen.value = step;
    if (saved_at) this.#say(MESSAGES.saved(saved_at));
  }

  #showFlag(flag) {
    const button = this.fields.flag;
    button.value = flag === "1" ? "0" : "1";
    button.textContent = flag === "1" ? MESSAGES.unflag : MESSAGES.flag;
  }

  #keep(flag) {
    clearTimeout(this.typing);
    if (flag === undefined && this.#written() === this.kept) return;
    this.kept = this.#written();
    this.answers.add({
      n: this.n,
      item: this.item,
      seen: Number(this.fields.seen.value),
      window: this.place?.name(),
      fields: hasAnswerFields(this.form) ? chosen(this.form, isAnswer) : null, // its reasons are shown: only the flag changes
      flag,
    });
    this.#saySaving();
    show(this.answers);
    if (this.place) this.sending.send();
    this.sending.wake();
  }

  // Leading on from here

  async #goOn(to) {
    this.#keep();
    await Promise.race([this.ready.then(() => this.sending.tried()), pause(FIRST_TRY)]);
    if (this.answers.unsent().length > 0 && !this.answers.stored) await this.sending.send();
    if (this.result) return location.assign(this.result);
    if (this.#isRefusedAnew()) return null; // the page says why
    if (this.#isOffline() && !(await worksAway(this.attempt))) return this.#say(MESSAGES.stay, "waiting");
    this.isLeaving = true;
    sessionStorage.setItem(GOING_ON, this.attempt);
    return location.assign(`/attempts/${this.attempt}/${to === "review" ? "review" : `items/${to}`}`);
  }

  #isOffline() {
    return this.sending.isPaused() || !navigator.onLine;
  }

  // Only the site can do this, and only once it has every answer.
  async #sendFirst(whenSent, otherwise) {
    this.#keep();
    await this.ready.then(() => this.sending.tried());
    await pause(0); // a form is not submitted from within its own submission
    if (this.answers.unsent().length) return this.#say(otherwise, "waiting");
    if (this.#waiting() || this.result || this.#isRefusedAnew()) return null; // the page says why
    this.isLeaving = true;
    return whenSent();
  }

  #listenToForm() {
    this.form.addEventListener("change", (event) => isAnswer(event.target) && this.#keep());
    this.form.addEventListener("input", (event) => {
      if (!event.target.matches(TYPED)) return;
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.#keep(), TYPING);
    });
    this.form.addEventListener("submit", (event) => this.#submitted(event));
  }

  #submitted(event) {
    const button = event.submitter;
    const { name, value } = button ?? {};
    if (value !== "check" && this.#isParted()) this.isLeaving = true; // the page that follows shows both
    if (this.isLeaving) return;
    event.preventDefault();
    if (value === "check") this.#sendFirst(() => this.form.requestSubmit(button), MESSAGES.checkLater);
    else if (name === "flag") this.#flag(value);
    else this.#goOn(value || String(this.n));
  }

  // Two answers were given to this question, and the site can show both.
  #isParted() {
    return this.#waiting()?.refused === "parted" && navigator.onLine;
  }

  #flag(flag) {
    this.#keep(flag);
    this.#showFlag(flag);
  }

  #listenToBreak() {
    const rest = document.querySelector("#break");
    rest.addEventListener("submit", (event) => {
      if (this.isLeaving) return;
      event.preventDefault();
      rest.elements.n.value = this.n;
      const what = event.submitter;
      this.#sendFirst(() => rest.requestSubmit(what), MESSAGES.breakLater);
    });
  }

  // The time is up, or the paper was submitted elsewhere: what is left is sent, then the result shows itself.
  #listenToClock() {
    document.addEventListener("over", async ({ detail }) => {
      this.#keep();
      await this.ready;
      await this.sending.tried();
      setTimeout(() => this.#showResult(), detail.early ? 0 : COUNTED_AFTER);
    });
    document.addEventListener("told", ({ detail }) => {
      this.place?.holder(detail.window);
      if (detail.resting) location.assign(`/attempts/${this.attempt}/break?n=${this.n}`);
    });
  }

  #showResult() {
    if (!this.answers.unsent().length && !this.result) location.assign(`/attempts/${this.attempt}/result`);
  }

  #listenToPage() {
    addEventListener("online", () => this.sending.wake());
    addEventListener("pagehide", () => this.#keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep());
    addEventListener("beforeunload", (event) => {
      this.#keep();
      if (!this.isLeaving && this.answers.unsent().length && !this.answers.stored) event.preventDefault();
    });
    this.notice.querySelector("button").addEventListener("click", () => this.#takeOver());
  }

  // Which window answers

  async #claim(name) {
    const body = new URLSearchParams({ csrf_token: this.fields.csrf_token.value, window: name });
    const answer = await fetch(`/attempts/${this.attempt}/window`, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error("not taken");
  }

  async #takeOver() {
    try {
      await this.place.take();
    } catch {
      this.#say(MESSAGES.takeLater, "waiting");
    }
  }

  #hearOfWindows(what) {
    if (what === "also") this.other.hidden = false;
    if (what === "elsewhere") this.notice.hidden = false;
    if (what !== "here") return;
    if (this.notice.contains(document.activeElement)) this.#focus(); // its button goes
    [this.notice.hidden, this.other.hidden] = [true, true];
    if (!this.place) return;
    this.answers.again(this.place.name(), true);
    this.sending.send();
  }
}

function pause(time) {
  return new Promise((done) => setTimeout(done, time));
}

// Whether the worker can show the other questions without a connection.
async function worksAway(attempt) {
  return Boolean(navigator.serviceWorker?.controller && (await caches.match(`/attempts/${attempt}/paper`)));
}

const form = document.querySelector("form[data-attempt]");
if (form) new Autosave(form).start();
