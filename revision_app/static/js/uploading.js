// Keeps chosen files on this device and sends them from there: without a connection, or after a closed page, they wait.
// The page lists what waits, each with its caption, and says how it goes.

import { canKeep, filesOf, HeldFile, keepFile } from "./kept-files.js";
import { sendFiles } from "./sending-files.js";

const MB = 1024 ** 2;

const MESSAGES = {
  keeping: "Being kept on this device …",
  kept: "Kept on this device, encrypted, until the site has it.",
  sending: ({ sent, size }) => `${(sent / MB).toFixed(1)} of ${(size / MB).toFixed(1)} MB sent.`,
  away: "No connection. It is kept on this device, encrypted, and sent when the connection is back.",
  busy: "The site is busy. It is kept on this device; trying again.",
  awayOnPage: "No connection, and this device has no room to keep it. Leave this page open until it is sent.",
  checking: "Arrived. Being checked …",
  done: "Uploaded.",
  gone: "Your browser has deleted it to make room. Choose it again.",
  large: (most) => `It is larger than ${most / MB} MB. Make it smaller, or split it.`,
  noRoom: "This device has no room to keep it. Leave this page open until it is uploaded.",
  "signed-out": "You are signed out. It is kept on this device and sent once you sign in again.",
  another: "Somebody else is signed in now. It is kept on this device for when you sign in again.",
  "no-access": "You are acting in another role. It is kept on this device and sent when you act as a learner.",
  refused: "It could not be uploaded.",
  removed: "Removed from this device.",
  remove: "Remove it",
  back: "Bring it back",
  again: "Try again",
  open: "Open it",
  signIn: "Sign in again",
};

const who = document.querySelector("[data-who]")?.dataset.who;

function button(words, name, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
  made.textContent = words;
  made.setAttribute("aria-label", `${words}: ${name}`);
  made.addEventListener("click", act);
  return made;
}

function link(words, name, href) {
  const made = Object.assign(document.createElement("a"), { href, textContent: words });
  made.setAttribute("aria-label", `${words}: ${name}`);
  return made;
}

// One file on the page.
class Line {
  isOver = false;
  #item;
  #name;

  constructor(form, { name, caption }) {
    this.#name = name;
    this.#item = form.querySelector("template").content.firstElementChild.cloneNode(true);
    this.#item.querySelector("[data-name]").textContent = caption ? `${caption} (${name})` : name;
    form.querySelector("[data-progress]").append(this.#item);
  }

  // What is said again is not read out again, and a button stays in focus; `acts` take the place of those before.
  say(words, acts) {
    const line = this.#item.querySelector("[data-said]");
    if (line.textContent !== words) line.textContent = words;
    if (acts) this.#item.querySelector("[data-acts]").replaceChildren(...acts.flatMap((act) => [act, " "]));
  }

  button = (words, act) => button(words, this.#name, act);
  link = (words, href) => link(words, this.#name, href);

  progress({ sent, size }) {
    const bar = this.#item.querySelector("progress");
    bar.hidden = false;
    bar.value = Math.floor((100 * sent) / size);
  }

  ends(words, acts = []) {
    this.isOver = true;
    this.#item.querySelector("progress").hidden = true;
    this.say(words, acts);
  }

  remove() {
    this.#item.remove();
  }
}

class Uploads {
  #form;
  #held = []; // files that this device does not keep
  #listed = new Map(); // what waits, or waited, and its line
  #isSending = false;

  constructor(form) {
    this.#form = form;
  }

  async start() {
    this.#form.querySelector("[data-without]").hidden = true;
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    addEventListener("beforeunload", (event) => this.#held.some((file) => file.read()) && event.preventDefault());
    document.addEventListener("visibilitychange", () => document.hidden || this.#send()); // signed in again elsewhere
    for (const kept of this.#kept()) await this.#list(kept);
    this.#send();
  }

  #kept() {
    return canKeep && who ? filesOf(who) : [];
  }

  #submitted(event) {
    const fields = [...this.#form.querySelectorAll("[type=file]")];
    const files = fields.flatMap((field) => [...field.files]);
    if (files.length === 0) return; // the site says what to do
    event.preventDefault();
    const { caption, into } = this.#form.elements;
    const about = { caption: caption.value.trim(), into: into?.value ?? "" };
    for (const field of [...fields, caption]) field.value = "";
    this.#takeAll(files, about);
  }

  async #takeAll(files, about) {
    for (const file of files) await this.#take(file, about);
  }

  async #take(file, about) {
    const line = new Line(this.#form, { name: file.name, caption: about.caption });
    const most = Number(this.#form.dataset.largest);
    if (file.size > most) return line.ends(MESSAGES.large(most));
    line.say(MESSAGES.keeping);
    const given = { ...about, save: this.#form.dataset.upload, part: Number(this.#form.dataset.part) };
    const kept = canKeep && who ? await keepFile(who, file, given).catch(() => null) : null;
    const waiting = kept ?? new HeldFile(file, given);
    if (!kept) this.#held.push(waiting);
    this.#waits(waiting, line, kept ? MESSAGES.kept : MESSAGES.noRoom);
    return this.#send();
  }

  // A file that was chosen on another page, or in another window.
  async #list(kept) {
    const words = await kept.words().catch(() => null);
    const line = new Line(this.#form, words ?? { name: "?", caption: "" });
    const { refused } = kept.read() ?? {};
    if (refused === undefined) this.#waits(kept, line, MESSAGES.kept);
    else this.#refused(kept, line, refused);
    return line;
  }

  #waits(waiting, line, words) {
    this.#listed.set(waiting.id ?? waiting, [waiting, line]);
    line.isOver = false;
    line.say(words, [this.#remover(waiting, line)]);
  }

  #next() {
    return [...this.#held, ...this.#kept()].find((each) => each.read() && each.read().refused === undefined);
  }

  async #send() {
    if (this.#isSending || !this.#next()) return;
    this.#isSending = true;
    await sendFiles(
      who,
      () => this.#next(),
      (waiting, what, said) => this.#told(waiting, what, said),
    );
    this.#isSending = false;
    for (const [waiting, line] of this.#listed.values()) {
      if (!waiting.read() && !line.isOver) line.ends(MESSAGES.done); // another window has sent it
    }
  }

  async #told(waiting, what, said = {}) {
    const [, line] = this.#listed.get(waiting.id ?? waiting) ?? [waiting, await this.#list(waiting)];
    if (what === "sending") {
      line.progress(said);
      line.say(MESSAGES.sending(said));
    } else if (what === "waiting") line.say(whyItWaits(waiting, said));
    else if (what === "checking") line.say(MESSAGES.checking);
    else if (what === "done") line.ends(done(said), [line.link(MESSAGES.open, said.address)]);
    else if (what === "gone") line.ends(MESSAGES.gone);
    else if (what === "refused") this.#refused(waiting, line, said.problem);
    else line.say(MESSAGES[what], this.#actsWhile(what, waiting, line));
  }

  #actsWhile(what, waiting, line) {
    const remover = this.#remover(waiting, line);
    return what === "signed-out" ? [line.link(MESSAGES.signIn, signInAddress()), remover] : [remover];
  }

  #refused(waiting, line, problem) {
    const again = () => {
      waiting.note({ refused: undefined });
      this.#waits(waiting, line, MESSAGES.kept);
      this.#send();
    };
    line.ends(problem || MESSAGES.refused, [line.button(MESSAGES.again, again), this.#remover(waiting, line)]);
    this.#listed.set(waiting.id ?? waiting, [waiting, line]);
  }

  // What was removed can be had back as long as its page is open.
  #remover(waiting, line) {
    return line.button(MESSAGES.remove, async () => {
      const [words, body] = [await waiting.words(), await waiting.body()];
      await waiting.forget();
      const back = () => {
        line.remove();
        this.#take(new File([body], words.name, { lastModified: words.lastModified }), words);
      };
      line.ends(MESSAGES.removed, body ? [line.button(MESSAGES.back, back)] : []);
    });
  }
}

// What arrived, and what it still needs, such as the client's consent.
function done({ obstacle }) {
  return obstacle ? `${MESSAGES.done} ${obstacle}` : MESSAGES.done;
}

function whyItWaits({ stored }, { busy }) {
  if (!stored) return MESSAGES.awayOnPage;
  return busy ? MESSAGES.busy : MESSAGES.away;
}

function signInAddress() {
  return `/sign-in?next=${encodeURIComponent(location.pathname)}`;
}

for (const form of document.querySelectorAll("[data-upload]")) new Uploads(form).start();
