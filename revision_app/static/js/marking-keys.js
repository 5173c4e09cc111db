// Marking by keyboard: a decision leads on to the next criterion without one, so that four take four keys.
// The keys rest while something is typed or a dialog is open, and can be turned off.

const OFF = "shortcuts off";
const WRITES = "textarea, select, input:not([type=radio], [type=checkbox])";

const sheet = document.querySelector("#shortcuts");
const cards = [...document.querySelectorAll("#marking .criterion")];

const KEYS = {
  1: () => decide(0),
  2: () => decide(1),
  3: () => decide(2),
  c: () => (current() ?? cards[0])?.querySelector("textarea").focus(),
  j: () => move(1),
  k: () => move(-1),
  m: () => document.dispatchEvent(new CustomEvent("comment")),
  n: () => document.querySelector("#marking [name=next], [data-next]")?.click(),
  "?": () => sheet.showModal(),
};

const isDecided = (card) => card.querySelector("input[type=radio]:checked") !== null;

// The criterion that has the focus, or else the first one without a decision.
function current() {
  return cards.find((card) => card.contains(document.activeElement)) ?? cards.find((card) => !isDecided(card));
}

function decide(n) {
  const card = current();
  const choice = card?.querySelectorAll("input[type=radio]")[n];
  if (!choice) return;
  choice.click();
  if (choice.value === "referred") card.querySelector(".next-step input").focus();
  else goOn(card);
}

// To the next criterion without a decision, from this one on and around; where all have one, stay.
function goOn(card) {
  const at = cards.indexOf(card);
  const next = [...cards.slice(at), ...cards.slice(0, at)].find((one) => !isDecided(one));
  (next ?? card).focus();
}

function move(by) {
  const at = cards.indexOf(current());
  cards[at + by]?.focus();
}

const rests = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]");

// From what is written to the next criterion without a decision; false where nothing is.
function leave({ target }) {
  const card = cards.find((one) => one.contains(target)) ?? (target.closest(".comments") ? cards[0] : undefined);
  if (card) goOn(card);
  return Boolean(card);
}

function pressed(event) {
  if (rests(event)) return;
  if (event.key === "Escape" && leave(event)) return event.preventDefault();
  if (event.target.closest(WRITES) || !KEYS[event.key]) return;
  KEYS[event.key]();
  event.preventDefault();
}

function begin() {
  const use = sheet.querySelector("#use-shortcuts");
  const show = () => {
    for (const key of document.querySelectorAll(".criterion kbd")) key.hidden = !use.checked;
  };
  use.checked = localStorage.getItem(OFF) === null;
  use.addEventListener("change", () => (use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
  use.addEventListener("change", show);
  show();
  for (const card of cards) card.tabIndex = -1; // so that a key or a click anywhere on it gives it the focus
  for (const tool of document.querySelectorAll("[data-open-shortcuts]")) {
    tool.hidden = false;
    tool.addEventListener("click", () => sheet.showModal());
  }
  document.addEventListener("keydown", (event) => use.checked && pressed(event));
}

if (sheet) begin();
