// The key / goes to the search box, unless one is typing or has turned it off: a key alone must be possible to turn off.
const OFF = "no-search-key";
const WRITES =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const hints = document.querySelectorAll("[data-shortcut]");
const off = () => localStorage.getItem(OFF) !== null;

const show = () => {
  for (const hint of hints) {
    const button = hint.querySelector("button");
    hint.hidden = off() && !button;
    if (button) {
      hint.querySelector("span").hidden = off();
      button.textContent = off() ? "Turn the shortcut / on" : "Turn this off";
    }
  }
};

const box = () => {
  const shown = [...document.querySelectorAll("[data-search]")].filter((found) => found.checkVisibility());
  return shown.find((found) => found.closest("main")) ?? shown[0];
};

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(WRITES) || document.querySelector("dialog[open]") || off()) return;
  const found = box();
  const link = document.querySelector(".find-link");
  if (!found && !link) return;
  event.preventDefault();
  if (found) found.select();
  if (found) found.focus();
  else link.click();
});

for (const hint of hints) {
  hint.querySelector("button")?.addEventListener("click", () => {
    if (off()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
}
show();
