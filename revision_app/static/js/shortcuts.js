// Keys for those who like them. They rest while something is typed or a dialog is open, and can be turned off.

const sheet = document.querySelector("#shortcuts");
const player = document.querySelector("[data-attempt]");
const OFF = "shortcuts off";

if (sheet && player) {
  const use = sheet.querySelector("#use-shortcuts");
  use.checked = localStorage.getItem(OFF) === null;
  use.addEventListener("change", () => (use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
  for (const tool of document.querySelectorAll("[data-scripted]")) tool.hidden = false;
  document.querySelector("[data-open-shortcuts]").addEventListener("click", () => sheet.showModal());

  const press = (selector) => player.querySelector(selector)?.click();
  const here = () => player.querySelector(".palette [aria-current]").closest("li");
  const KEYS = {
    n: () => player.querySelector(".row [name=then]:not([value=check])").click(),
    p: () => here().previousElementSibling?.querySelector("button").click(),
    f: () => press("[name=flag]"),
    r: () => press("[name=then][value=review]"),
    h: () => document.dispatchEvent(new CustomEvent("light")),
    "?": () => sheet.showModal(),
  };

  // Whether the key stands for an option that is there.
  const chose = ({ key, shiftKey }) => {
    const n = /^[1-9]$/.test(key) ? Number(key) - 1 : "abcde".indexOf(key.toLowerCase());
    const option = [...player.querySelectorAll(".option input")][n];
    if (!option) return false;
    if (shiftKey && /[A-E]/.test(key)) return press(`[data-strikes="${option.id}"]`) ?? true;
    option.focus();
    option.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !use.checked) return;
    if (document.querySelector("dialog[open]") || player.inert) return;
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (KEYS[event.key]) KEYS[event.key]();
    else if (!chose(event)) return;
    event.preventDefault();
  });
}
