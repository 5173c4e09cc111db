// Words that are selected in a text are put into the form that says something of them. Without this it is a list of
// sentences to choose from.

import { selectedRange, textBefore, wordsOf } from "./selected-text.js";

const SETTLED = 200; // ms after which a selection is taken to be made
const GAP = 8;
const SHOWN = 90; // letters of the words, where they stand in the list
const PARAGRAPH = "[data-part]";

const text = document.querySelector("[data-passages]");
const list = text && document.getElementById(text.dataset.passages);

const paragraphOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(PARAGRAPH);

// Where a place stands in its part. The server counts characters where JavaScript counts halves of some.
const placeOf = ({ paragraph, node, offset }) =>
  Number(paragraph.dataset.start) + [...textBefore(paragraph, node, offset)].length;

// A selection of a whole paragraph, as by three clicks, ends at the beginning of what follows it.
function endOf(range) {
  const { endContainer: node, endOffset: offset } = range;
  const paragraph = paragraphOf(node);
  if (paragraph && textBefore(paragraph, node, offset)) return { paragraph, node, offset };
  const within = [...text.querySelectorAll(PARAGRAPH)].filter((one) => one !== paragraph && range.intersectsNode(one));
  const last = within.at(-1);
  return last ? { paragraph: last, node: last, offset: last.childNodes.length } : null;
}

// The selected words as the form says them; null where they are not within one part of this text.
function selected() {
  const range = selectedRange();
  const paragraph = range && text.contains(range.commonAncestorContainer) && paragraphOf(range.startContainer);
  const end = paragraph && endOf(range);
  if (!end || end.paragraph.dataset.part !== paragraph.dataset.part) return null;
  const from = placeOf({ paragraph, node: range.startContainer, offset: range.startOffset });
  const to = placeOf(end);
  return to > from && wordsOf(range).trim() ? { value: `${paragraph.dataset.part}:${from}:${to}`, range } : null;
}

function choose({ value, range }) {
  let option = [...list.options].find((one) => one.value === value);
  if (!option) {
    const words = wordsOf(range).replace(/\s+/g, " ").trim();
    option = new Option(words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words, value);
    list.prepend(option);
  }
  option.selected = true;
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

// On a phone one of text and panel is shown.
function show(pane) {
  const choice = document.getElementById(`pane-${pane}`);
  if (choice) choice.checked = true;
}

// To the form: with the words that are selected, or else to choose some there.
function say() {
  const words = selected();
  if (words) choose(words);
  getSelection().removeAllRanges();
  show("panel");
  const next = words ? document.getElementById(text.dataset.then) : list;
  next.focus();
  next.scrollIntoView({ block: "center" });
}

class Bar {
  #element = document.createElement("div");
  #button = document.createElement("button");

  constructor() {
    Object.assign(this.#element, { className: "selected-words", hidden: true });
    this.#element.setAttribute("role", "toolbar");
    this.#element.setAttribute("aria-label", "Selected words");
    Object.assign(this.#button, { type: "button", className: "btn", textContent: text.dataset.says });
    this.#element.append(this.#button);
    text.after(this.#element);
    this.#listen();
    this.#offer(); // of what was selected before this script was there
  }

  #listen() {
    let waiting = 0;
    document.addEventListener("selectionchange", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.#offer(), SETTLED);
    });
    addEventListener("scroll", () => this.#offer(), { passive: true });
    this.#element.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.#button.addEventListener("click", () => {
      this.#element.hidden = true;
      say();
    });
  }

  #offer() {
    const words = selected();
    this.#element.hidden = !words;
    if (!words) return;
    const box = words.range.getBoundingClientRect();
    const { offsetHeight, offsetWidth, style } = this.#element;
    const fitsBelow = box.bottom + GAP + offsetHeight < innerHeight;
    style.top = `${Math.max(GAP, fitsBelow ? box.bottom + GAP : box.top - GAP - offsetHeight)}px`;
    style.left = `${Math.max(GAP, Math.min(box.left, innerWidth - offsetWidth - GAP))}px`;
  }
}

function begin() {
  new Bar();
  for (const help of document.querySelectorAll("[data-scripted-passages]")) help.hidden = false;
  document.addEventListener("comment", say);
}

if (list) begin();
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-shows-text]")) show("text");
  else if (target.closest(".mark-label[href]")) show("panel");
});
