// Options that are struck out and words that are highlighted: a learner's own marks, kept on this device for the
// attempt. They change no answer.

import { named } from "./answers.js";

const player = document.querySelector("[data-attempt]");
const item = player?.elements.namedItem("item")?.value;

if (item) {
  const memory = named("marks", player.dataset.who, player.dataset.attempt);
  const all = () => JSON.parse(localStorage.getItem(memory) ?? "{}");
  const mine = () => ({ struck: [], lit: [], ...all()[item] });
  const keep = (marks) => localStorage.setItem(memory, JSON.stringify({ ...all(), [item]: marks }));

  strike(mine, keep);
  if (CSS.highlights) highlight(mine, keep);
}

function strike(mine, keep) {
  for (const label of player.querySelectorAll("label.option")) {
    const id = label.htmlFor;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "strike";
    button.dataset.strikes = id;
    const show = () => {
      const struck = mine().struck.includes(id);
      label.classList.toggle("struck", struck);
      button.setAttribute("aria-pressed", struck);
      button.setAttribute("aria-label", `Strike out: ${label.textContent.trim()}`);
    };
    button.addEventListener("click", () => {
      const marks = mine();
      const struck = marks.struck.includes(id) ? marks.struck.filter((one) => one !== id) : [...marks.struck, id];
      keep({ ...marks, struck });
      show();
    });
    const line = document.createElement("div");
    line.className = "strikeable";
    label.replaceWith(line);
    line.append(label, button);
    show();
  }
}

function highlight(mine, keep) {
  const texts = [...player.querySelectorAll("[data-column] :is(.vignette, .stem)")];
  const lit = new Highlight();
  const clear = document.querySelector("[data-clear-highlights]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn light";
  button.textContent = "Highlight";
  button.setAttribute("aria-keyshortcuts", "h");
  button.hidden = true;
  document.querySelector("main").append(button);
  CSS.highlights.set("learner", lit);

  const show = () => {
    lit.clear();
    const { lit: places } = mine();
    for (const [n, from, to] of places) if (texts[n]) lit.add(between(texts[n], from, to));
    clear.hidden = places.length === 0;
  };

  // Where in its text the selection stands: which text, from, to.
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const n = texts.findIndex((text) => text.contains(range.commonAncestorContainer));
    if (n < 0) return null;
    const before = document.createRange();
    before.setStart(texts[n], 0);
    before.setEnd(range.startContainer, range.startOffset);
    const from = before.toString().length;
    return [n, from, from + range.toString().length];
  };

  const light = () => {
    const place = selected();
    if (!place) return;
    const marks = mine();
    keep({ ...marks, lit: [...marks.lit, place] });
    getSelection().removeAllRanges();
    show();
  };

  document.addEventListener("selectionchange", () => {
    const place = selected();
    button.hidden = !place;
    if (!place) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    button.style.left = `${Math.max(8, Math.min(box.left + scrollX, innerWidth - 130))}px`;
    button.style.top = `${box.bottom + scrollY + 6}px`;
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", light);
  document.addEventListener("light", light);
  clear.addEventListener("click", () => {
    keep({ ...mine(), lit: [] });
    show();
  });
  show();
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
