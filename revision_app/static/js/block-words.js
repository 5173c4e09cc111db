// The words of a unit's blocks as the server has them, and where each of their letters stands on the page.

export const BLOCKS = ".prose > section > [id]:not(h2)";
const SILENT = ".cites, svg, button, dialog, script, [hidden], .foot, figcaption b:first-child";
const WITHIN_A_LINE = "a, abbr, b, code, em, span, strong, sub, sup";

export const plain = (text) => text.replace(/\s+/g, " ").trim();

// Without numbers of citations and drawings, and with a space between what stands on lines of its own:
// `text`, and in `places` the node and the offset of each letter.
export function letters(block) {
  const places = [];
  let text = "";
  let line = null;
  const add = (letter, node, at) => {
    if (letter === " " && (text === "" || text.endsWith(" "))) return;
    text += letter;
    places.push([node, at]);
  };
  for (const node of textNodes(block)) {
    const own = node.parentElement.closest(`:not(${WITHIN_A_LINE})`);
    if (own !== line) add(" ", node, 0);
    line = own;
    for (let at = 0; at < node.data.length; at += 1) add(/\s/.test(node.data[at]) ? " " : node.data[at], node, at);
  }
  return { text, places };
}

// Where these words stand in a block; null where they do not.
export function rangeOf(block, words) {
  const { text, places } = letters(block);
  const found = plain(words) && looseSpaces(plain(words)).exec(text);
  if (!found) return null;
  const range = new Range();
  range.setStart(...places[found.index]);
  const [node, at] = places[found.index + found[0].length - 1];
  range.setEnd(node, at + 1);
  return range;
}

function* textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(SILENT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) yield node;
}

// Between paragraphs of one block the server sets a space where the page may have none.
function looseSpaces(words) {
  return new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, " ?"));
}
