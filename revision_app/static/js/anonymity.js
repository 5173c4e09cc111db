// The anonymity check where a learner types, by the site's own rules (shared/anonymity, served by `browser.py`): nothing
// of the text leaves the page. What each step is for stands there; a test holds both to the same findings.

const folded = (name) => name.toLowerCase().replaceAll("’", "'").split(/\s+/).filter(Boolean).join(" ");
const isUpper = (word) => word === word.toUpperCase() && word !== word.toLowerCase();
const isLower = (word) => word === word.toLowerCase() && word !== word.toUpperCase();
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const named = (found, ...names) => names.find((name) => found.groups?.[name] !== undefined);

const NAMED = ["name", "low", "known", "given", "month"];
const PLAIN = ",.-:";
const ROLES = "PRO"; // tags of roles, relations and occupations
const COLLEAGUES = ["dr", "prof", "professor"];
const CALLED = ["eb", "hg", "lo", "do"];
const OFTEN = 40; // matches after which the page may have something else to do
const BEFORE = 40; // characters before a date that say what it is of
const CENTURY = 40; // years in two figures above it are of the last one

const SIGN = { number: "0", end: "|" };

export class Rules {
  constructor(served) {
    this.served = served;
    this.familiar = new Set(served.familiar);
    this.notClients = new Set(served.notClients);
    this.tags = new Map(Object.entries(served.tags).flatMap(([tag, words]) => words.split(" ").map((w) => [w, tag])));
    this.lists = mapped(served.lists, (words) => new Set(words.split(" ")));
    this.patterns = mapped(served.patterns, ({ source, flags }) => new RegExp(source, flags));
    this.facets = served.facets.map(([facet, { source, flags }]) => [facet, new RegExp(source, flags)]);
    this.names = served.names.map(({ source, flags }) => new RegExp(source, flags));
    this.whole = mapped(served.patterns, ({ source }) => new RegExp(`^(?:${source})$`, "u"));
  }
}

function mapped(given, make) {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, make(value)]));
}

// What could identify somebody, in order, each with its kind, its place, its words and another wording. A generator: it
// stops now and then, so that whoever asks can let the page do something else.
export function* check(text, rules) {
  const tokens = yield* tokensOf(text, rules);
  const cited = [...text.matchAll(rules.patterns.CITATION)].map((found) => found.indices[0]);
  const names = (yield* namesIn(tokens, rules)).filter(
    ({ start, end, name }) => !rules.notClients.has(name) && !cited.some(([from, to]) => start < to && from < end),
  );
  const single = [...datesIn(text, rules), ...(yield* numbersIn(text, rules)), ...names];
  return [...apart(single), ...(yield* combinationsIn(tokens, rules))].sort(inOrder);
}

const inOrder = (one, other) => one.start - other.start || other.end - one.end;

function apart(findings) {
  let reached = 0;
  return findings.sort(inOrder).filter(({ start, end }) => start >= reached && ((reached = end), true));
}

// A text as words and signs: one tag each, and where it stands.
function* tokensOf(text, rules) {
  const [tags, spans] = [[], []];
  let begins = true;
  for (const found of text.matchAll(rules.patterns.TOKEN)) {
    const { word, own } = found.groups;
    if (word) {
      tags.push(tagOf(word, rules, begins));
      spans.push(found.indices.groups.word);
      begins = false;
      if (own) {
        tags.push("s");
        spans.push(found.indices.groups.own);
      }
    } else {
      const sign = signOf(found, tags.at(-1));
      begins ||= sign === "|";
      tags.push(sign);
      spans.push(found.indices[0]);
    }
    if (tags.length % OFTEN === 0) yield;
  }
  return { text, tags: tags.join(""), spans };
}

function signOf(found, before) {
  if (found[0] === "." && before === "t") return ".";
  return SIGN[named(found, "number", "end")] ?? (PLAIN.includes(found[0]) ? found[0] : ";");
}

function wordsOf({ text, spans }, first, last) {
  return text.slice(spans[first][0], spans[last - 1][1]);
}

function tagOf(word, rules, begins) {
  const low = word.toLowerCase().replaceAll("’", "'");
  if (word.length === 1) return word === "I" ? "I" : (rules.tags.get(low) ?? "L");
  if (isNobody(word, low, rules)) return "K";
  return tagOfName(word, low, rules, begins) || (rules.tags.get(low) ?? tagOfUnlisted(word, rules, begins));
}

function isNobody(word, low, { familiar, lists }) {
  return familiar.has(low) || (isUpper(word[0]) ? lists.HARMLESS.has(low) : low === "miss");
}

function tagOfName(word, low, { lists, whole }, begins) {
  if (lists.SURE_NAMES.has(low)) return "N";
  if (lists.SURNAMES.has(low) || whole.SURNAME_SHAPE.test(word)) return "S";
  if (isLower(word) || isUpper(word)) return "";
  if (lists.NAMES_TOO.has(low)) return begins ? "a" : "n";
  return lists.MONTHS_TOO.has(low) ? "m" : "";
}

function tagOfUnlisted(word, { whole }, begins) {
  if (isUpper(word)) return "U";
  if (!isLower(word.slice(1))) return "K";
  if (!isUpper(word[0]) || (begins && whole.ABSTRACT.test(word))) return "x";
  return begins ? "c" : "C";
}

function* namesIn(tokens, rules) {
  const spans = [];
  for (const pattern of rules.names) {
    for (const found of tokens.tags.matchAll(pattern)) {
      for (const group of NAMED.filter((name) => found.groups?.[name])) {
        const [start, end] = found.indices.groups[group];
        spans.push([group === "name" && found.groups.intro ? found.index : start, end]);
      }
    }
    yield;
  }
  spans.push(...againIn(tokens, spans));
  return joined(spans).map(([start, end]) => nameAt(tokens, start, end));
}

// What is known for a name counts wherever it stands.
function againIn(tokens, spans) {
  const places = [...tokens.tags].map((tag, n) => ({ tag, n, word: () => folded(wordsOf(tokens, n, n + 1)) }));
  const inNames = spans.flatMap(([start, end]) => places.slice(start, end));
  const known = new Set(inNames.filter(({ tag }) => "CNSna".includes(tag)).map(({ word }) => word()));
  return places.filter(({ tag, word }) => "Cca".includes(tag) && known.has(word())).map(({ n }) => [n, n + 1]);
}

function joined(spans) {
  const whole = [];
  for (const [start, end] of spans.sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = whole.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) whole.push([start, end]);
  }
  return whole;
}

function nameAt(tokens, start, end) {
  const { tags, spans, text } = tokens;
  const first = tags[start];
  let name = `t${ROLES}`.includes(first) && end - start > 1 ? start + 1 : start;
  if (first === "t" && tags[name] === ".") name += 1;
  const wording = wordingFor(tokens, start, name > start);
  const isBeginning = start === 0 || tags[start - 1] === "|";
  const [from, to] = [spans[start][0], spans[end - 1][1]];
  return {
    kind: "name",
    start: from,
    end: to,
    text: text.slice(from, to),
    wording: isBeginning ? capital(wording) : wording,
    name: folded(wordsOf(tokens, name, end)),
  };
}

function wordingFor(tokens, start, isIntroduced) {
  const { tags } = tokens;
  const words = wordsOf(tokens, start, start + 1);
  if (ROLES.includes(tags[start]) && isIntroduced) return words;
  if (tags[start] === "t") return COLLEAGUES.includes(folded(words)) ? "a colleague" : "the client";
  const before = start ? tags[start - 1] : "|";
  const isCalled = "deh:,;".includes(before) || CALLED.includes(tags.slice(Math.max(start - 2, 0), start));
  return isCalled ? "Client A" : "the client";
}

function datesIn(text, { patterns, served }) {
  const found = [...text.matchAll(patterns.DATE)];
  return found.map((date) => dateAt(text, date, patterns, served)).filter(Boolean);
}

function dateAt(text, date, patterns, served) {
  const before = text.slice(Math.max(date.index - BEFORE, 0), date.index);
  const isBirth = before.search(patterns.BORN) >= 0;
  if (!isBirth && before.search(patterns.NOT_OF_A_CLIENT) >= 0) return null;
  const lead = before.matchAll(patterns.LEADS_TO_DATE).next().value;
  const start = date.index - (lead?.[0].length ?? 0);
  const end = date.index + date[0].length;
  const year = yearOf(date.groups);
  let wording = isBirth ? `the ${Math.floor(year / 10)}0s` : `${monthOf(date.groups, served)} ${year}`.trim();
  if (lead?.groups.on) wording = `${lead.groups.on[0] === "O" ? "In" : "in"} ${wording}`;
  return { kind: isBirth ? "date of birth" : "date", start, end, text: text.slice(start, end), wording };
}

function yearOf({ year, first_year, after, last }) {
  const written = Number(year ?? first_year ?? after ?? last);
  if (written > 99) return written;
  return written + (written > CENTURY ? 1900 : 2000);
}

function monthOf({ month, month_first, first_month, numbers }, { months }) {
  const word = month ?? month_first;
  if (word) return months.find((each) => each.toLowerCase().startsWith(word.slice(0, 3).toLowerCase()));
  return months[Number(first_month ?? numbers.split(/\P{Nd}+/u)[1]) - 1] ?? "";
}

function* numbersIn(text, { patterns, served }) {
  const findings = [];
  for (const [kind, wording] of served.wordings) {
    for (const found of text.matchAll(patterns[served.kinds[kind].pattern])) {
      const group = named(found, "given", "bare");
      const [start, end] = group ? found.indices.groups[group] : found.indices[0];
      findings.push({ kind, start, end, text: text.slice(start, end), wording });
    }
    yield;
  }
  return findings;
}

function* combinationsIn(tokens, rules) {
  const findings = [];
  let start = 0;
  for (const end of [...tokens.tags.matchAll(/\||$/g)].map(({ index }) => index)) {
    const facets = facetsOf(tokens, start, end, rules);
    if (facets.size) findings.push(combined(tokens.text, facets, rules));
    start = end + 1;
    yield;
  }
  return findings;
}

function combined(text, facets, rules) {
  const places = [...facets.values()];
  const start = Math.min(...places.map(([from]) => from));
  const end = Math.max(...places.map(([, to]) => to));
  const said = text.slice(start, end);
  return { kind: "combination", start, end, text: said, wording: vaguer(said, rules), facets: [...facets.keys()] };
}

function facetsOf({ text, tags, spans }, first, last, { facets, patterns, served }) {
  const told = new Map();
  if (last - first < served.together) return told;
  const [begins, ends] = [spans[first][0], spans[last - 1][1]];
  for (const [facet, pattern] of facets) {
    const found = within(pattern, tags, first, last);
    if (found) told.set(facet, [spans[found[0]][0], spans[found[1] - 1][1]]);
  }
  const only = within(patterns.ONLY, text, begins, ends);
  if (only) told.set("being the only one", only);
  if (told.size + 1 < served.together) return new Map();
  const age = within(patterns.EXACT_AGE, text, begins, ends + 1);
  if (age) told.set("an exact age", age);
  return told.size >= served.together ? told : new Map();
}

// Where a pattern is first found from one place on, as if the text ended at another.
function within(pattern, text, from, to) {
  pattern.lastIndex = from;
  const found = pattern.exec(text.slice(0, to));
  pattern.lastIndex = 0;
  return found?.indices[0];
}

function vaguer(text, { patterns, served }) {
  const band = (...found) => {
    const { before_noun, age, lead } = found.at(-1);
    if (before_noun) return "";
    return `${lead ?? ""}in their ${served.decades[Math.floor(Number(age) / 10)] ?? "old age"}`;
  };
  return text
    .replace(patterns.EXACT_AGE, band)
    .replace(patterns.PLACE, "$1 the area")
    .replace(patterns.ONLY, (...found) => (found.at(-1).the[0] === "T" ? "A " : "a "));
}

// Why a finding is one, in the site's words.
export function why({ kind, facets = [] }, { served }) {
  const listed = [facets.slice(0, -1).join(", "), facets.at(-1)].filter(Boolean).join(" and ");
  return served.kinds[kind].why.replace("{facets}", listed);
}
