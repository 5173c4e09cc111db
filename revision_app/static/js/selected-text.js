// What is selected within a text, without what only accompanies its words.

export function wordsOf(range) {
  const words = range.cloneContents();
  for (const aside of words.querySelectorAll("[data-aside]")) aside.remove();
  return words.textContent;
}

// What stands in a text before a place.
export function textBefore(text, node, offset) {
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(node, offset);
  return wordsOf(before);
}

// The range that is selected, where one is.
export function selectedRange() {
  const selection = getSelection();
  return selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
}
