// The key / goes to the search box, unless one is typing or has turned it off: a key alone must be possible to turn off.

const OFF = "no-search-key";
const WRITES =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const MESSAGES = { turnOn: "Turn the shortcut / on", turnOff: "Turn this off" };

const hints = document.querySelectorAll("[data-shortcut]");

const isOff = () => localStorage.getItem(OFF) !== null;

function toggle() {
  if (isOff()) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  for (const hint of hints) show(hint);
}

function show(hint) {
  const button = hint.querySelector("button");
  hint.hidden = isOff() && !button;
  if (!button) return;
  hint.querySelector("span").hidden = isOff();
  button.textContent = isOff() ? MESSAGES.turnOn : MESSAGES.turnOff;
}

// The search box that is in view: the page's own before the one that every page has.
function box() {
  const shown = [...document.querySelectorAll("[data-search]")].filter((found) => found.checkVisibility());
  return shown.find((found) => found.closest("main")) ?? shown[0];
}

function isMeant(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !event.target.closest?.(WRITES) && !document.querySelector("dialog[open]") && !isOff();
}

function goToSearch(event) {
  const found = box();
  const link = document.querySelector(".find-link");
  if (!found && !link) return;
  event.preventDefault();
  if (!found) return link.click();
  found.select();
  found.focus();
}

addEventListener("keydown", (event) => isMeant(event) && goToSearch(event));
for (const hint of hints) {
  hint.querySelector("button")?.addEventListener("click", toggle);
  show(hint);
}
