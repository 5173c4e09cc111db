// Finds words in the unit that is open, on the page alone: with a connection or without.

const SHOWN = 90; // characters around what was found
const MESSAGES = {
  found: (count) => (count === 1 ? "1 section has this." : `${count} sections have this.`),
  none: "No section of this unit has this.",
};

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function inWords(block) {
  const copy = block.cloneNode(true);
  for (const number of copy.querySelectorAll(".cite, sup")) number.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

const place = document.querySelector("[data-find]");
const told = place.querySelector("[role=status]");
const list = place.querySelector("ul");
const sections = [...document.querySelectorAll("article > section[id]:not(.sources)")].map((section) => {
  const blocks = [...section.querySelectorAll("h2, h3, p:not(.foot), li, td, th, dd, dt, figcaption")];
  const texts = blocks.map(inWords);
  return { section, texts, words: plain(texts.join(" ")) };
});

function look(typed) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  const found = wanted.length ? sections.filter(({ words }) => wanted.every((word) => words.includes(word))) : [];
  list.replaceChildren(...found.map((one) => line(one, wanted)));
  told.textContent = found.length ? MESSAGES.found(found.length) : wanted.length ? MESSAGES.none : "";
}

function line({ section, texts }, wanted) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const excerpt = document.createElement("span");
  link.href = `#${section.id}`;
  link.textContent = section.querySelector("h2").textContent;
  excerpt.className = "soft small";
  excerpt.textContent = around(texts, wanted);
  item.append(link, " ", excerpt);
  return item;
}

// The passage that has most of the words, from a little before the first of them.
function around(texts, wanted) {
  const hits = (text) => wanted.filter((word) => plain(text).includes(word)).length;
  const best = texts.slice(1).reduce((one, other) => (hits(other) > hits(one) ? other : one), "");
  const places = wanted.map((word) => plain(best).indexOf(word)).filter((at) => at >= 0);
  const start = Math.max(0, Math.min(...places, best.length) - SHOWN / 2);
  const end = start + SHOWN * 2;
  const cut = best.slice(start, end).replace(start ? /^\S*\s/ : "", "");
  return `${start ? "… " : ""}${cut}${end < best.length ? "…" : ""}`;
}

place.querySelector("input").addEventListener("input", ({ target }) => look(target.value));
place.hidden = false;
