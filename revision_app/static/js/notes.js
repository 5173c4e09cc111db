// Notes on what is selected, and marks where notes stand. Without this the page of all notes takes and shows them.

import { BLOCKS, letters, plain, rangeOf } from "./block-words.js";
import { newKey } from "./keys.js";
import { button, element, LONGEST_QUOTATION, NotesWindow, titleOf } from "./notes-window.js";

const AROUND = 60; // letters kept of what stands on either side
const SETTLED = 200; // ms after which a selection is taken to be made
const GAP = 8;
const SECTION = ".prose > section[id]";

const MESSAGES = {
  saved: (time) => `Saved ${time}`,
  deleted: "Deleted. You can have it back for a day, under My notes",
  notSaved: "Not saved. Try again.",
  signedOut: "You are signed out, so this is not saved.",
  offline: "Not saved: the site cannot be reached. Try again.",
  toolbar: "Selected words",
  highlight: "Highlight",
  note: "Note",
  notes: (count) => `Notes (${count})`,
  addNote: "Add a note",
};

// This learner's notes on the unit, as the server has them.
class Store {
  notes = [];
  #page;
  #token;
  #say;
  #changed;

  constructor(page, token, { say, changed }) {
    this.#page = page;
    this.#token = token;
    this.#say = say;
    this.#changed = changed;
  }

  async load() {
    const answer = await fetch(`${this.#page}/mine`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    ({ notes: this.notes } = await answer.json());
    this.#changed(this.notes);
  }

  placeOf(section) {
    return `${this.#page.split("/").pop()}#${section.id}`;
  }

  // Each is true when it is kept; otherwise the person has been told why not.

  add(values) {
    return this.#post("/study/notes", values);
  }

  change({ id }, body) {
    return this.#post(`/study/notes/${id}`, { body });
  }

  remove({ id }) {
    return this.#post(`/study/notes/${id}/delete`, {});
  }

  async #post(path, values) {
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ csrf_token: this.#token, ...values }),
      });
      const said = await answer.json().catch(() => ({}));
      this.#say(inWords(answer, said));
      if (answer.ok) await this.load();
      return answer.ok;
    } catch {
      this.#say(MESSAGES.offline);
      return false;
    }
  }
}

function inWords(answer, said) {
  if (answer.ok) return said.saved_at ? MESSAGES.saved(said.saved_at) : MESSAGES.deleted;
  return answer.status === 401 ? MESSAGES.signedOut : (said.problem ?? MESSAGES.notSaved);
}

// Marks on the words that notes are on, and how many notes each section has.
class Marks {
  #ranges = []; // each with the note that marks it

  show(notes) {
    if (!globalThis.Highlight) return;
    this.#ranges = notes
      .filter((note) => note.block && note.words)
      .map((note) => ({ note, range: rangeOf(document.getElementById(note.block), note.words) }))
      .filter(({ range }) => range);
    CSS.highlights.set("mine", new Highlight(...this.#ranges.map(({ range }) => range)));
    for (const link of document.querySelectorAll("[data-notes]")) countNotes(link, notes);
  }

  // The note whose words lie under a point, where there is one.
  noteAt(x, y) {
    const holds = (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    return this.#ranges.find(({ range }) => [...range.getClientRects()].some(holds))?.note;
  }
}

function countNotes(link, notes) {
  const section = sectionOf(link);
  const count = notes.filter((note) => note.section === section).length;
  link.textContent = count ? MESSAGES.notes(count) : MESSAGES.addNote;
  link.setAttribute("aria-label", `${link.textContent}: ${titleOf(section)}`);
}

function sectionOf(link) {
  return link.closest("[data-foot]").dataset.foot;
}

// What is selected, where a note can be on it: its section, its place on the screen and the words to save.
function selected(store) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const block = blockAround(range);
  const section = block?.closest(SECTION);
  if (!section || !document.querySelector(`[data-foot="${CSS.escape(section.id)}"]`)) return null;
  const quoted = quotedIn(block, range);
  if (!quoted) return null;
  const words = { place: store.placeOf(section), block: block.id, ...quoted };
  return { words, section, box: range.getBoundingClientRect() };
}

// The block that holds a selection, or else the section in which it begins.
function blockAround({ startContainer, endContainer }) {
  const first = startContainer.nodeType === Node.TEXT_NODE ? startContainer.parentElement : startContainer;
  const block = first.closest(`${BLOCKS}, ${SECTION}`);
  return block?.contains(endContainer) === false ? block.closest(SECTION) : block;
}

function quotedIn(block, range) {
  const { text, places } = letters(block);
  const inside = places.map(([node, at]) => range.comparePoint(node, at) >= 0 && range.comparePoint(node, at + 1) <= 0);
  const first = inside.indexOf(true);
  const after = inside.lastIndexOf(true) + 1;
  const quotation = plain(text.slice(first, after));
  if (first < 0 || !quotation) return null;
  return {
    quotation: quotation.slice(0, LONGEST_QUOTATION),
    prefix: text.slice(Math.max(0, first - AROUND), first),
    suffix: text.slice(after, after + AROUND),
  };
}

// The small bar beside a selection.
class Bar {
  #store;
  #chosen = null;
  #element = element("div", { className: "selected-words", hidden: true });

  constructor(store, { highlight, write }) {
    this.#store = store;
    this.#element.setAttribute("role", "toolbar");
    this.#element.setAttribute("aria-label", MESSAGES.toolbar);
    this.#element.append(
      button(MESSAGES.highlight, "btn", () => this.#chosen && highlight(this.#chosen)),
      button(MESSAGES.note, "btn", () => this.#chosen && write(this.#chosen)),
    );
    this.#listen();
  }

  #listen() {
    let waiting = 0;
    document.addEventListener("selectionchange", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.#offer(), SETTLED);
    });
    addEventListener("scroll", () => this.#chosen && this.#offer(), { passive: true });
    this.#element.addEventListener("keydown", (event) => event.key === "Escape" && this.dismiss());
    this.#element.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  }

  #offer() {
    if (this.#element.contains(document.activeElement)) return;
    this.#chosen = selected(this.#store);
    this.#element.hidden = !this.#chosen;
    if (!this.#chosen) return;
    this.#chosen.section.append(this.#element); // so that Tab leads from the words to the bar
    this.#placeBy(this.#chosen.box);
  }

  #placeBy(box) {
    const { offsetHeight, offsetWidth, style } = this.#element;
    const fitsBelow = box.bottom + GAP + offsetHeight < innerHeight;
    style.top = `${Math.max(GAP, fitsBelow ? box.bottom + GAP : box.top - GAP - offsetHeight)}px`;
    style.left = `${Math.max(GAP, Math.min(box.left, innerWidth - offsetWidth - GAP))}px`;
  }

  close() {
    this.#element.hidden = true;
    this.#chosen = null;
  }

  dismiss() {
    getSelection().removeAllRanges();
    this.close();
  }
}

function begin(page) {
  const receipt = element("p", { className: "receipt small" });
  receipt.setAttribute("role", "status");
  document.querySelector(".reader").after(receipt);
  const say = (words) => {
    receipt.textContent = words;
  };
  const marks = new Marks();
  const token = document.querySelector("#mark [name=csrf_token]").value;
  const store = new Store(page, token, { say, changed: (notes) => marks.show(notes) });
  const notes = new NotesWindow(store, receipt);
  const open = (section, note) => {
    say("");
    notes.open(document.getElementById(section), note);
  };
  const bar = new Bar(store, {
    highlight: async ({ words }) => {
      if (await store.add({ ...words, key: newKey() })) bar.dismiss();
    },
    write: ({ section, words }) => {
      bar.close();
      say("");
      notes.openFor(section, words);
    },
  });
  listenToSections(open, marks);
  store.load();
}

function listenToSections(open, marks) {
  for (const link of document.querySelectorAll("[data-notes]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(sectionOf(link));
    });
  }
  // The same notes open by keyboard from the foot of the section.
  document.querySelector(".prose").addEventListener("click", (event) => {
    if (event.target.closest("a, button, summary, dialog") || !getSelection().isCollapsed) return;
    const note = marks.noteAt(event.clientX, event.clientY);
    if (note) open(note.section, note);
  });
}

const page = document.getElementById("my-reading")?.dataset.page;
if (page) begin(page);
