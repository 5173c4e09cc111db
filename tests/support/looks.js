// `looks({ spaced })` says in words what is wrong with the page as it is shown just now.

const TEXT_SPACING = new CSSStyleSheet(); // WCAG 2.2, 1.4.12
TEXT_SPACING.replaceSync(
  "*:not(svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important; " +
    "word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }",
);
const TARGETS = "a[href], button, input:not([type=hidden]), select, summary, textarea";
const LEAST = 23.5; // px: the 24 of WCAG 2.2, 2.5.8, and what a browser rounds away

const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip");

function* every(selector) {
  for (const element of document.querySelectorAll(selector)) if (isShown(element)) yield element;
}

function called(element) {
  const classes = [...element.classList].map((name) => `.${name}`).join("");
  return `<${element.localName}${classes}> ${element.textContent.trim().replace(/\s+/g, " ").slice(0, 50)}`;
}

function scrolls(element) {
  for (let each = element; each && each !== document.body; each = each.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(each).overflowX)) return true;
  return false;
}

function boxOf(nodes) {
  const range = document.createRange();
  range.setStartBefore(nodes[0]);
  range.setEndAfter(nodes.at(-1));
  return range.getBoundingClientRect();
}

function* beyond() {
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) yield `the page is ${over} px too wide`;
  for (const element of every("body *:not(svg *)")) {
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!words.length || scrolls(element)) continue;
    const { left, right } = boxOf(words);
    if (right > innerWidth + 1 || left < -1) yield `beyond the window: ${called(element)}`;
  }
}

// The first lines of a text that is a link away are no loss.
function clips(element) {
  const { overflowX, overflowY, webkitLineClamp } = getComputedStyle(element);
  return webkitLineClamp === "none" && [overflowX, overflowY].some((value) => ["hidden", "clip"].includes(value));
}

function* cut() {
  for (const element of every("body *:not(svg, svg *, input, textarea, select, details)")) {
    if (element.clientWidth <= 4 || !element.textContent.trim() || !clips(element)) continue;
    const over = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight];
    if (over.some((pixels) => pixels > 2)) yield `cut off: ${called(element)}`;
  }
}

function isInSentence(element) {
  let block = element;
  while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
  return block !== element && block.textContent.trim() !== element.textContent.trim();
}

function* small() {
  for (const element of every(TARGETS)) {
    const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
    if (element.closest("svg") || (width >= LEAST && height >= LEAST) || isInSentence(element)) continue;
    yield `a target of ${Math.round(width)} by ${Math.round(height)} px: ${called(element)}`;
  }
}

// WCAG 2.2, 2.5.3: what is written on something is how it is called.
function* otherwise() {
  const plain = (words) =>
    words
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(" ") ?? "";
  for (const element of every("a[aria-label], button[aria-label], summary[aria-label]")) {
    const [label, words] = [plain(element.ariaLabel), plain(element.innerText)];
    if (!` ${label} `.includes(words && ` ${words} `)) yield `is called “${label}”: ${called(element)}`;
  }
}

globalThis.looks = ({ spaced }) => {
  document.adoptedStyleSheets = spaced ? [TEXT_SPACING] : [];
  const found = [...beyond(), ...cut(), ...small(), ...otherwise()];
  document.adoptedStyleSheets = [];
  return [...new Set(found)];
};
