// Keys for those who like them. They rest while something is typed or a dialog is open, and can be turned off.

const OFF = "shortcuts off";
const WRITES = "textarea, select, input:not([type=radio], [type=checkbox])";

const sheet = document.querySelector("#shortcuts");
const player = document.querySelector("[data-attempt]");

const KEYS = {
  n: () => player.querySelector(".row [name=then]:not([value=check])").click(),
  p: () => currentQuestion().previousElementSibling?.querySelector("button").click(),
  f: () => press("[name=flag]"),
  r: () => press("[name=then][value=review]"),
  h: () => document.dispatchEvent(new CustomEvent("light")),
  "?": () => sheet.showModal(),
};

function press(selector) {
  player.querySelector(selector)?.click();
}

function currentQuestion() {
  return player.querySelector(".palette [aria-current]").closest("li");
}

// Choose the option that a number or a letter stands for, or strike it out; false where there is none.
function chooseBy({ key, shiftKey }) {
  const n = /^[1-9]$/.test(key) ? Number(key) - 1 : "abcde".indexOf(key.toLowerCase());
  const option = [...player.querySelectorAll(".option input")][n];
  if (!option) return false;
  if (shiftKey && /[A-E]/.test(key)) {
    press(`[data-strikes="${option.id}"]`);
  } else {
    option.focus();
    option.click();
  }
  return true;
}

function areResting(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true;
  return player.inert || event.target.closest(WRITES) || document.querySelector("dialog[open]");
}

function pressed(event) {
  if (KEYS[event.key]) KEYS[event.key]();
  else if (!chooseBy(event)) return;
  event.preventDefault();
}

function begin() {
  const use = sheet.querySelector("#use-shortcuts");
  use.checked = localStorage.getItem(OFF) === null;
  use.addEventListener("change", () => (use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
  for (const tool of document.querySelectorAll("[data-scripted]")) tool.hidden = false;
  document.querySelector("[data-open-shortcuts]").addEventListener("click", () => sheet.showModal());
  document.addEventListener("keydown", (event) => use.checked && !areResting(event) && pressed(event));
}

if (sheet && player) begin();
