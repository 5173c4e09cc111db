// Options that are struck out and words that are highlighted: a learner's own marks, kept on this device for the
// attempt. They change no answer.

import { named } from "./device.js";
import { selectedRange, textBefore } from "./selected-text.js";

const GAP = 6;
const EDGE = 8;
const BUTTON = 130; // px that the button needs beside the right edge
const MESSAGES = {
  strike: (words) => `Strike out: ${words}`,
  highlight: "Highlight",
};

const player = document.querySelector("[data-attempt]");
const item = player?.elements.namedItem("item")?.value;

// The marks on this question.
class Memory {
  #name = named("marks", player.dataset.who, player.dataset.attempt);

  #all() {
    return JSON.parse(localStorage.getItem(this.#name) ?? "{}");
  }

  get marks() {
    return { struck: [], lit: [], ...this.#all()[item] };
  }

  keep(changed) {
    localStorage.setItem(this.#name, JSON.stringify({ ...this.#all(), [item]: { ...this.marks, ...changed } }));
  }
}

function strike(memory) {
  for (const label of player.querySelectorAll("label.option")) {
    const button = strikeButton(label);
    const show = () => {
      const isStruck = memory.marks.struck.includes(label.htmlFor);
      label.classList.toggle("struck", isStruck);
      button.setAttribute("aria-pressed", isStruck);
    };
    button.addEventListener("click", () => {
      memory.keep({ struck: toggled(memory.marks.struck, label.htmlFor) });
      show();
    });
    const line = document.createElement("div");
    line.className = "strikeable";
    label.replaceWith(line);
    line.append(label, button);
    show();
  }
}

function strikeButton(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "strike";
  button.dataset.strikes = label.htmlFor;
  button.setAttribute("aria-label", MESSAGES.strike(label.textContent.trim()));
  return button;
}

function toggled(ids, id) {
  return ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
}

class Highlighter {
  #memory;
  #lit = new Highlight();
  #texts = [...player.querySelectorAll("[data-column] :is(.vignette, .stem)")];
  #clear = document.querySelector("[data-clear-highlights]");
  #button = highlightButton();

  constructor(memory) {
    this.#memory = memory;
    CSS.highlights.set("learner", this.#lit);
  }

  start() {
    document.querySelector("main").append(this.#button);
    document.addEventListener("selectionchange", () => this.#offer());
    this.#button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.#button.addEventListener("click", () => this.#light());
    document.addEventListener("light", () => this.#light());
    this.#clear.addEventListener("click", () => this.#keep([]));
    this.#show();
  }

  #show() {
    this.#lit.clear();
    const places = this.#memory.marks.lit;
    for (const [n, from, to] of places) if (this.#texts[n]) this.#lit.add(between(this.#texts[n], from, to));
    this.#clear.hidden = places.length === 0;
  }

  #keep(lit) {
    this.#memory.keep({ lit });
    this.#show();
  }

  // Where in its text the selection stands: which text, from, to.
  #selected() {
    const range = selectedRange();
    const n = range ? this.#texts.findIndex((text) => text.contains(range.commonAncestorContainer)) : -1;
    if (n < 0) return null;
    const from = textBefore(this.#texts[n], range.startContainer, range.startOffset).length;
    return [n, from, from + range.toString().length];
  }

  #light() {
    const place = this.#selected();
    if (!place) return;
    this.#keep([...this.#memory.marks.lit, place]);
    getSelection().removeAllRanges();
  }

  #offer() {
    this.#button.hidden = !this.#selected();
    if (this.#button.hidden) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    this.#button.style.left = `${Math.max(EDGE, Math.min(box.left + scrollX, innerWidth - BUTTON))}px`;
    this.#button.style.top = `${box.bottom + scrollY + GAP}px`;
  }
}

function highlightButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn light";
  button.textContent = MESSAGES.highlight;
  button.setAttribute("aria-keyshortcuts", "h");
  button.hidden = true;
  return button;
}

function between(text, from, to) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let passed = 0;
  for (let node; (node = walker.nextNode()); passed += node.length) {
    if (from >= passed && from <= passed + node.length) range.setStart(node, from - passed);
    if (to >= passed && to <= passed + node.length) {
      range.setEnd(node, to - passed);
      break;
    }
  }
  return range;
}

if (item) {
  const memory = new Memory();
  strike(memory);
  if (CSS.highlights) new Highlighter(memory).start();
}
