// The window in which a section's notes are read and written.

import { BLOCKS, letters } from "./block-words.js";
import { newKey } from "./keys.js";

const LONGEST_BODY = 5000; // letters, as the server has it
export const LONGEST_QUOTATION = 600;
const SHOWN = { block: 70, quotation: 200, selection: 300 }; // letters of a text that is only to be recognised

const MESSAGES = {
  title: (section) => `Notes: ${section}`,
  all: "All my notes",
  about: "About",
  newNote: "A new note",
  yourNote: "Your note",
  note: "Note",
  edit: "Edit",
  addWords: "Add words",
  delete: "Delete",
  save: "Save",
  close: "Close",
  wholeSection: "The whole section",
};

export const titleOf = (section) => document.querySelector(`[data-section="${CSS.escape(section)}"] a`).textContent;

export function element(tag, given = {}, ...children) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
}

export const button = (words, look, act) =>
  element("button", { type: "button", className: look, textContent: words, onclick: act });

const excerpt = (text, most) => (text.length > most ? `${text.slice(0, most).trimEnd()}…` : text);

export class NotesWindow {
  #dialog = element("dialog", { className: "notes-window" });
  #store;
  #receipt;

  // `receipt` is the line that says what was saved; it stands in the window while that is open.
  constructor(store, receipt) {
    this.#store = store;
    this.#receipt = receipt;
    this.#dialog.setAttribute("aria-labelledby", "notes-title");
    document.querySelector(".prose").append(this.#dialog);
    this.#dialog.addEventListener("close", () => document.querySelector(".reader").after(receipt));
  }

  // A section's notes; the focus goes to one of them, where it is given.
  open(section, note = null) {
    const mine = this.#store.notes.filter((one) => one.section === section.id);
    const list = mine.length
      ? [element("ul", { className: "list mine" }, ...mine.map((one) => this.#item(one, section)))]
      : [];
    this.#show(section, [...list, this.#newNote(section)]);
    const first = note && this.#dialog.querySelector(`[data-note="${note.id}"]`);
    (first || this.#dialog.querySelector(mine.length ? "h2" : "textarea, select")).focus();
  }

  // A new note on words that were selected.
  openFor(section, words) {
    const key = newKey(); // a note that is sent twice is one note
    const quotation = element("blockquote", { textContent: excerpt(words.quotation, SHOWN.selection) });
    const save = (body) => this.#store.add({ ...words, body, key });
    this.#show(section, [quotation, this.#editor(MESSAGES.yourNote, "", section, save, "words")]);
    this.#dialog.querySelector("textarea").focus();
  }

  #show(section, parts) {
    const leave = button(MESSAGES.close, "btn", () => this.#dialog.close());
    const all = element("a", { href: "/study/notes", textContent: MESSAGES.all });
    this.#dialog.replaceChildren(
      element("h2", { id: "notes-title", tabIndex: -1, textContent: MESSAGES.title(titleOf(section.id)) }),
      ...parts,
      this.#receipt,
      element("p", { className: "row" }, leave, all),
    );
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #newNote(section) {
    const key = newKey();
    const select = blocksOf(section);
    const form = this.#editor(MESSAGES.newNote, "", section, (body) => {
      const block = document.getElementById(select.value);
      const quotation = block === section ? "" : letters(block).text.trim().slice(0, LONGEST_QUOTATION);
      return this.#store.add({ place: this.#store.placeOf(section), block: select.value, quotation, body, key });
    });
    form.prepend(element("label", { className: "field-label" }, MESSAGES.about, select));
    return form;
  }

  // `about` tells apart the notes of a section that are kept on this device until the site has them.
  #editor(label, words, section, save, about = "new") {
    const area = element("textarea", { rows: 3, name: "body", defaultValue: words, maxLength: LONGEST_BODY });
    const form = element(
      "form",
      { method: "dialog", action: location.pathname },
      element("label", { className: "field-label" }, label, area),
      element("button", { className: "btn primary", textContent: MESSAGES.save }),
    );
    form.dataset.keep = `${section.id} ${about}`;
    const kept = keptBy(form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!(await save(area.value))) return;
      (await kept)?.taken();
      this.open(section);
    });
    return form;
  }

  #item(note, section) {
    const remove = button(MESSAGES.delete, "btn quiet", async () => {
      if (await this.#store.remove(note)) this.open(section);
    });
    const change = element(
      "details",
      {},
      element("summary", { textContent: note.body ? MESSAGES.edit : MESSAGES.addWords }),
      this.#editor(MESSAGES.note, note.body, section, (body) => this.#store.change(note, body), note.id),
    );
    const item = element("li", { tabIndex: -1 });
    item.dataset.note = note.id;
    if (note.quotation) item.append(element("blockquote", { textContent: excerpt(note.quotation, SHOWN.quotation) }));
    if (note.body) item.append(element("p", { className: "body", textContent: note.body }));
    item.append(change, remove);
    return item;
  }
}

// Where nobody is signed in, as on a page that is kept for reading offline, nothing is kept.
async function keptBy(form) {
  if (!document.querySelector("[data-who]")) return null;
  const { keep } = await import("./kept-forms.js");
  return keep(form);
}

function blocksOf(section) {
  const options = [...section.querySelectorAll(BLOCKS)]
    .map((block) => [block.id, letters(block).text])
    .filter(([, text]) => text.trim())
    .map(([value, text]) => element("option", { value, textContent: excerpt(text, SHOWN.block) }));
  const whole = element("option", { value: section.id, textContent: MESSAGES.wholeSection });
  return element("select", {}, whole, ...options);
}
