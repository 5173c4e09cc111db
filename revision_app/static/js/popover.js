// What a citation or a word of the glossary stands for, shown beside it on hover, focus and tap.
// The words are already in the page, where the link's description is; without this script the link leads to them.
const LINKS = "a.cite[aria-describedby], a.term[aria-describedby]";
const GAP = 8;
const LINGER = 250; // ms in which the pointer may cross from the link to what it shows

const tip = document.createElement("div");
tip.className = "tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.querySelector("main").append(tip);

let shown = null;
let closing = 0;
let tapped = null; // what was shown when a finger came down

const linkOf = (event) => event.target.closest?.(LINKS);

function words(link) {
  const source = document.getElementById(link.getAttribute("aria-describedby"));
  if (!source) return null;
  const copy = source.cloneNode(true);
  for (const inner of copy.querySelectorAll("a")) inner.replaceWith(...inner.childNodes);
  return copy.childNodes;
}

// The part of the link that the pointer is on, where the link is broken over two lines.
function boxOf(link, event) {
  const boxes = [...link.getClientRects()];
  return boxes.find((box) => event?.clientY >= box.top && event.clientY <= box.bottom) ?? boxes[0];
}

function place(box) {
  const home = (tip.offsetParent ?? document.documentElement).getBoundingClientRect();
  const { height } = tip.getBoundingClientRect(); // exact, where offsetHeight is rounded
  const below = box.bottom + GAP + height <= innerHeight || box.top < height + GAP;
  const left = Math.max(16, Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 16));
  tip.style.left = `${left - home.left}px`;
  tip.style.top = `${(below ? box.bottom + GAP : box.top - GAP - height) - home.top}px`;
}

function show(link, event) {
  clearTimeout(closing);
  if (shown === link) return;
  const said = words(link);
  if (!said) return;
  tip.replaceChildren(...said);
  tip.hidden = false;
  shown = link;
  place(boxOf(link, event));
}

function close() {
  clearTimeout(closing);
  tip.hidden = true;
  shown = null;
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(() => document.activeElement !== shown && close(), LINGER);
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = linkOf(event);
  if (link) show(link, event);
  else if (tip.contains(event.target)) clearTimeout(closing);
  else if (shown) closeSoon();
});
document.addEventListener("focusin", (event) => {
  const link = linkOf(event);
  if (link) show(link);
  else if (shown) close();
});
document.addEventListener("focusout", (event) => event.target === shown && close());
document.addEventListener("pointerdown", (event) => {
  tapped = event.pointerType === "touch" ? { before: shown } : null;
  if (shown && !linkOf(event) && !tip.contains(event.target)) close();
});
// The first tap shows, the second follows the link.
document.addEventListener("click", (event) => {
  const link = linkOf(event);
  if (!link) return;
  if (tapped && tapped.before !== link) {
    event.preventDefault();
    show(link, event);
  } else {
    close();
  }
});
document.addEventListener("keydown", (event) => event.key === "Escape" && shown && close());
addEventListener("resize", () => shown && close());
