// Beside a draft, as it is typed: whether somebody could be recognised, how it is spread over its stages, and what rules
// ask of it. All of it is made here in the page; nothing is sent, kept or in the way.

import { check, Rules, why } from "./anonymity.js";
import { countWords, guidance, sentence } from "./balance.js";
import { DepthRules } from "./depth.js";

const PAUSE = 800; // ms after the last key
const AT_ONCE = 8; // ms of work, before the page may do something else
const MOST = 6; // findings that are listed
const PUT_AWAY = "recognised put away"; // on this device: that somebody closed the section
const WIDTH = 100; // of the picture

const MESSAGES = {
  none: "Found nothing just now.",
  found: (count) => (count === 1 ? "Found 1 passage to look at." : `Found ${count} passages to look at.`),
  listed: (count) => `The first ${count} are listed; the others follow as you deal with these.`,
  in: (stage) => ` in ${stage.toLowerCase()}: `,
  perhaps: (wording) => ` Perhaps: “${wording}”.`,
  show: "Show it",
  noPrompt: "No rule has a question just now.",
  goTo: (stage) => `Go to ${stage.toLowerCase()}`,
  now: "As the draft stands now.",
};

const form = document.querySelector("[data-rules]");

function made(tag, words = "", given = {}) {
  return Object.assign(document.createElement(tag), given, { textContent: words });
}

// The stages as they stand, by name, and what each is called.
const fields = [...form.querySelectorAll(".stages textarea, .stages [name=title]")];
const written = () => Object.fromEntries(fields.map(({ name, value }) => [name, value]));
const titleOf = (name) => form.elements[name].labels[0].textContent.trim();

class Recognised {
  #section = document.querySelector("[data-recognised]");
  #rules;
  #found = new Map(); // by field: the text that was looked at, and what was found
  #turn = 0;

  constructor(served) {
    this.#rules = new Rules(served);
    const details = this.#section.querySelector("details");
    details.open = !remembered();
    details.addEventListener("toggle", () => {
      remember(!details.open);
      if (details.open) this.look();
    });
    this.#section.hidden = false;
  }

  async look() {
    if (!this.#section.querySelector("details").open) return;
    const turn = ++this.#turn;
    for (const field of fields) {
      if (this.#found.get(field)?.text === field.value) continue;
      const text = field.value;
      const findings = await inSlices(check(text, this.#rules), () => turn === this.#turn);
      if (!findings) return; // typed on: the next turn looks
      this.#found.set(field, { text, findings });
    }
    this.#show();
  }

  #show() {
    const kept = [...form.querySelectorAll("[name=kept_back]:checked")].map(({ value }) => value);
    const all = fields
      .filter(({ name }) => !kept.includes(name))
      .flatMap((field) => this.#found.get(field).findings.map((finding) => ({ field, finding })));
    const words = all.length ? MESSAGES.found(all.length) : MESSAGES.none;
    this.#say(all.length > MOST ? `${words} ${MESSAGES.listed(MOST)}` : words);
    this.#section.querySelector("ul").replaceChildren(...all.slice(0, MOST).map((each) => this.#line(each)));
  }

  #say(words) {
    const line = this.#section.querySelector("[data-said]");
    if (line.textContent !== words) line.textContent = words;
  }

  #line({ field, finding }) {
    const line = made("li");
    const { label } = this.#rules.served.kinds[finding.kind];
    const proposal = finding.wording === finding.text ? "" : MESSAGES.perhaps(finding.wording);
    const show = made("button", MESSAGES.show, { type: "button", className: "link-button" });
    show.setAttribute("aria-label", `${MESSAGES.show}: ${finding.text}`);
    show.addEventListener("click", () => {
      field.focus();
      field.setSelectionRange(finding.start, finding.end);
    });
    const reason = `${why(finding, this.#rules)}${proposal} `;
    line.append(made("b", label), MESSAGES.in(titleOf(field.name)), made("mark", finding.text), ". ", reason, show);
    return line;
  }
}

// What a generator returns, worked out bit by bit; nothing where it is no longer wanted.
async function inSlices(steps, isWanted) {
  for (let until = performance.now() + AT_ONCE; ;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await new Promise((goOn) => setTimeout(goOn));
    if (!isWanted()) return null;
    until = performance.now() + AT_ONCE;
  }
}

function remembered() {
  try {
    return localStorage.getItem(PUT_AWAY) === "yes";
  } catch {
    return false;
  }
}

function remember(isAway) {
  try {
    if (isAway) localStorage.setItem(PUT_AWAY, "yes");
    else localStorage.removeItem(PUT_AWAY);
  } catch {
    // A browser that keeps nothing shows it again next time.
  }
}

function showBalance() {
  const rows = [...document.querySelectorAll(".balance > div")];
  const stages = fields.filter(({ id }) => rows.some((row) => row.dataset.stage === id));
  const parts = stages.map(({ id, value }) => {
    const { fewest, most } = rows.find((row) => row.dataset.stage === id).dataset;
    return { title: titleOf(id), words: countWords(value), fewest: Number(fewest), most: Number(most) };
  });
  const longest = Math.max(...parts.flatMap(({ words, most }) => [words, most]));
  const x = (words) => Math.round((10 * WIDTH * words) / longest) / 10;
  parts.forEach((part, n) => {
    const [usual, bar] = rows[n].querySelectorAll("rect");
    usual.setAttribute("x", x(part.fewest));
    usual.setAttribute("width", x(part.most) - x(part.fewest));
    bar.setAttribute("width", x(part.words));
    rows[n].querySelector("dd span").textContent = guidance(part);
  });
  document.querySelector("[data-balance-sentence]").textContent = sentence(parts);
  document.querySelector("[data-as-saved]").textContent = MESSAGES.now;
}

// A prompt that stays is not read out again.
function showPrompts(rules) {
  const place = document.querySelector("[data-prompts]");
  if (!place) return;
  const found = rules.prompts(written(), JSON.parse(place.dataset.covering));
  const lines = found.map(({ rule, question, stage }) => {
    const line = made("li");
    line.append(
      made("b", `${rule}.`),
      ` ${question} `,
      made("a", MESSAGES.goTo(titleOf(stage)), { href: `#${stage}` }),
    );
    return line;
  });
  const list = made("ul");
  list.append(...lines);
  const now = lines.length ? list : made("p", MESSAGES.noPrompt, { className: "small" });
  const words = (element) => element?.textContent.replaceAll(/\s+/g, " ").trim();
  if (words(place.firstElementChild) !== words(now)) place.replaceChildren(now);
}

// Without the rules, as after a lost connection, the page stays as it came.
async function begin() {
  const served = await (await fetch(form.dataset.rules, { headers: { Accept: "application/json" } })).json();
  const [recognised, depth] = [new Recognised(served.anonymity), new DepthRules(served.depth)];
  let timer = 0;
  const look = () => {
    recognised.look();
    showBalance();
    showPrompts(depth);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  recognised.look();
}

begin().catch(() => null);
