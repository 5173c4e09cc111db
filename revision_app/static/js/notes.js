// Notes on what is selected, and marks where notes stand. Without this the page of all notes takes and shows them.
const page = document.getElementById("my-reading")?.dataset.page;
const token = document.querySelector("#mark [name=csrf_token]");
const SILENT = ".cites, svg, button, dialog, script, [hidden], .foot, figcaption b:first-child";
const BLOCKS = ".prose > section > [id]:not(h2)";
const AROUND = 60; // letters kept of what stands on either side

const unit = page?.split("/").pop();
let notes = [];

const key = () =>
  crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const plain = (text) => text.replace(/\s+/g, " ").trim();
const element = (tag, given = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
};

const WITHIN_A_LINE = "a, abbr, b, code, em, span, strong, sub, sup";

// The words of a block as the server has them: without numbers of citations and drawings, with a space between what
// stands on lines of its own, and where each letter stands.
const letters = (block) => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(SILENT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const found = [];
  let text = "";
  let line = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement.closest(`:not(${WITHIN_A_LINE})`);
    if (own !== line && text !== "" && !text.endsWith(" ")) {
      text += " ";
      found.push([node, 0]);
    }
    line = own;
    for (let at = 0; at < node.data.length; at += 1) {
      const letter = /\s/.test(node.data[at]) ? " " : node.data[at];
      if (letter === " " && (text === "" || text.endsWith(" "))) continue;
      text += letter;
      found.push([node, at]);
    }
  }
  return { text, found };
};

const rangeOf = (block, words) => {
  const { text, found } = letters(block);
  // Between paragraphs of one block the server sets a space where the page may have none.
  const loose = plain(words)
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/ /g, " ?");
  const hit = loose && new RegExp(loose).exec(text);
  if (!hit) return null;
  const range = new Range();
  range.setStart(...found[hit.index]);
  const [node, at] = found[hit.index + hit[0].length - 1];
  range.setEnd(node, at + 1);
  return range;
};

let ranges = []; // each with the note that marks it

const paint = () => {
  if (!globalThis.Highlight) return;
  ranges = notes
    .filter((one) => one.block && one.words)
    .map((one) => ({ one, range: rangeOf(document.getElementById(one.block), one.words) }))
    .filter(({ range }) => range);
  CSS.highlights.set("mine", new Highlight(...ranges.map(({ range }) => range)));
  for (const link of document.querySelectorAll("[data-notes]")) {
    const count = notes.filter((one) => one.section === link.closest("[data-foot]").dataset.foot).length;
    link.textContent = count ? `Notes (${count})` : "Add a note";
    const title = document.querySelector(
      `[data-section="${CSS.escape(link.closest("[data-foot]").dataset.foot)}"] a`,
    ).textContent;
    link.setAttribute("aria-label", `${link.textContent}: ${title}`);
  }
};

// The note whose words lie under a point, where there is one.
const noteAt = (x, y) =>
  ranges.find(({ range }) =>
    [...range.getClientRects()].some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom),
  )?.one;

const load = async () => {
  const answer = await fetch(`${page}/mine`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  ({ notes } = await answer.json());
  paint();
};

// True when it is kept; otherwise the words for the person, in `say`.
const post = async (path, values, say) => {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ csrf_token: token.value, ...values }),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      say(
        answer.status === 401 ? "You are signed out, so this is not saved." : (said.problem ?? "Not saved. Try again."),
      );
      return false;
    }
    say(said.saved_at ? `Saved ${said.saved_at}` : "Deleted");
    await load();
    return true;
  } catch {
    say("Not saved: the site cannot be reached. Try again.");
    return false;
  }
};

// Where a selection begins: its block, or else its section.
const blockOf = (node) =>
  (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(BLOCKS + ", .prose > section[id]");

const selected = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let block = blockOf(range.startContainer);
  if (block && !block.contains(range.endContainer)) block = block.closest(".prose > section[id]");
  const section = block?.closest(".prose > section[id]");
  if (!section || !document.querySelector(`[data-foot="${CSS.escape(section.id)}"]`)) return null;
  const { text, found } = letters(block);
  const inside = found.map(([node, at]) => range.comparePoint(node, at) >= 0 && range.comparePoint(node, at + 1) <= 0);
  const first = inside.indexOf(true);
  const last = inside.lastIndexOf(true);
  if (first < 0 || !plain(text.slice(first, last + 1))) return null;
  return {
    place: `${unit}#${section.id}`,
    block: block.id,
    quotation: plain(text.slice(first, last + 1)).slice(0, 600),
    prefix: text.slice(Math.max(0, first - AROUND), first),
    suffix: text.slice(last + 1, last + 1 + AROUND),
    section,
    box: range.getBoundingClientRect(),
  };
};

const wordsOf = ({ place, block, quotation, prefix, suffix }) => ({ place, block, quotation, prefix, suffix });

// The small bar by a selection

const bar = element("div", { className: "selected-words", hidden: true });
bar.setAttribute("role", "toolbar");
bar.setAttribute("aria-label", "Selected words");
const highlight = element("button", { type: "button", className: "btn", textContent: "Highlight" });
const write = element("button", { type: "button", className: "btn", textContent: "Note" });
bar.append(highlight, write);
const receipt = element("p", { className: "receipt small" });
receipt.setAttribute("role", "status");
const say = (words) => {
  receipt.textContent = words;
};
let chosen = null;

const offer = () => {
  if (bar.contains(document.activeElement)) return;
  chosen = selected();
  bar.hidden = !chosen;
  if (!chosen) return;
  chosen.section.append(bar); // so that Tab leads from the words to the bar
  const { box } = chosen;
  const below = box.bottom + 8 + bar.offsetHeight < innerHeight;
  bar.style.top = `${Math.max(8, below ? box.bottom + 8 : box.top - 8 - bar.offsetHeight)}px`;
  bar.style.left = `${Math.max(8, Math.min(box.left, innerWidth - bar.offsetWidth - 8))}px`;
};

const close = () => {
  bar.hidden = true;
  chosen = null;
};

// The window in which notes are written

const dialog = element("dialog", { className: "notes-window" });
dialog.setAttribute("aria-labelledby", "notes-title");

const excerpt = (text, most = 90) => (text.length > most ? `${text.slice(0, most).trimEnd()}…` : text);

const editor = (label, words, save) => {
  const area = element("textarea", { rows: 3, value: words, maxLength: 5000 });
  const form = element(
    "form",
    { method: "dialog" },
    element("label", { className: "field-label" }, label, area),
    element("button", { className: "btn primary", textContent: "Save" }),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await save(area.value)) open(dialog.section);
  });
  return form;
};

const kept = (one) => {
  const remove = element("button", { type: "button", className: "btn quiet", textContent: "Delete" });
  remove.addEventListener("click", async () => {
    if (await post(`/study/notes/${one.id}/delete`, {}, say)) open(dialog.section);
  });
  const item = element("li", { tabIndex: -1 });
  item.dataset.note = one.id;
  if (one.quotation) item.append(element("blockquote", { textContent: excerpt(one.quotation, 200) }));
  if (one.body) item.append(element("p", { className: "body", textContent: one.body }));
  const change = element(
    "details",
    {},
    element("summary", { textContent: one.body ? "Edit" : "Add words" }),
    editor("Note", one.body, (body) => post(`/study/notes/${one.id}`, { body }, say)),
  );
  item.append(change, remove);
  return item;
};

const choices = (section) => {
  const blocks = [...section.querySelectorAll(BLOCKS)].map((block) => ({ id: block.id, text: letters(block).text }));
  const select = element(
    "select",
    {},
    element("option", { value: section.id, textContent: "The whole section" }),
    ...blocks
      .filter((block) => block.text.trim())
      .map((block) => element("option", { value: block.id, textContent: excerpt(block.text, 70) })),
  );
  return select;
};

// Without words this opens a section's notes, at one of them where it is named; with words, a note on these.
function open(section, words = null, at = null) {
  dialog.section = section;
  const title = document.querySelector(`[data-section="${CSS.escape(section.id)}"] a`).textContent;
  const leave = element("button", { type: "button", className: "btn", textContent: "Close" });
  leave.addEventListener("click", () => dialog.close());
  const mine = notes.filter((one) => one.section === section.id);
  const parts = [element("h2", { id: "notes-title", tabIndex: -1, textContent: `Notes: ${title}` })];
  const name = key(); // a note that is sent twice is one note
  if (words) {
    parts.push(
      element("blockquote", { textContent: excerpt(words.quotation, 300) }),
      editor("Your note", "", (body) => post("/study/notes", { ...wordsOf(words), body, key: name }, say)),
    );
  } else {
    if (mine.length) parts.push(element("ul", { className: "list mine" }, ...mine.map(kept)));
    const select = choices(section);
    const about = element("label", { className: "field-label" }, "About", select);
    const form = editor("A new note", "", (body) => {
      const block = document.getElementById(select.value);
      const quotation = block === section ? "" : letters(block).text.trim().slice(0, 600);
      return post(
        "/study/notes",
        { place: `${unit}#${section.id}`, block: select.value, quotation, body, key: name },
        say,
      );
    });
    form.prepend(about);
    parts.push(form);
  }
  parts.push(
    receipt,
    element("p", { className: "row" }, leave, element("a", { href: "/study/notes", textContent: "All my notes" })),
  );
  dialog.replaceChildren(...parts);
  if (!dialog.open) dialog.showModal();
  const first = at && dialog.querySelector(`[data-note="${at.id}"]`);
  (first || dialog.querySelector(mine.length && !words ? "h2" : "textarea, select")).focus();
}

if (page) {
  document.querySelector(".prose").append(dialog);
  document.querySelector(".reader").after(receipt);
  dialog.addEventListener("close", () => document.querySelector(".reader").after(receipt));
  for (const link of document.querySelectorAll("[data-notes]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      say("");
      open(document.getElementById(link.closest("[data-foot]").dataset.foot));
    });
  }
  // The same notes open by keyboard from the foot of the section.
  document.querySelector(".prose").addEventListener("click", (event) => {
    if (event.target.closest("a, button, summary, dialog") || !getSelection().isCollapsed) return;
    const one = noteAt(event.clientX, event.clientY);
    if (!one) return;
    say("");
    open(document.getElementById(one.section), null, one);
  });
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 200);
  });
  addEventListener("scroll", () => chosen && offer(), { passive: true });
  bar.addEventListener("keydown", (event) => event.key === "Escape" && (getSelection().removeAllRanges(), close()));
  bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  highlight.addEventListener("click", async () => {
    const words = chosen;
    if (words && (await post("/study/notes", { ...wordsOf(words), key: key() }, say))) {
      getSelection().removeAllRanges();
      close();
    }
  });
  write.addEventListener("click", () => {
    const words = chosen;
    close();
    say("");
    if (words) open(words.section, words);
  });
  load();
}
