// How a draft is spread over its stages, as journal/core/balance.py says it: parts are stages with their `title`, their
// `words`, and from how many (`fewest`) to how many (`most`) usually say enough.

const MESSAGES = {
  empty: "Nothing is written yet.",
  enough: "Every stage has about as much as usually says enough.",
  half: (stage) => `More than half of what you wrote is ${stage}.`,
  short: (stages) => `There is room for more in ${stages}.`,
  long: (stages) => `Longer than usual: ${stages}.`,
  usual: (fewest, most) => `${fewest} to ${most} words usually say enough`,
  none: (usual) => `Empty; ${usual}.`,
  some: (words, usual) => `${words === 1 ? "1 word" : `${words.toLocaleString("en-GB")} words`}; ${usual}.`,
};

export const countWords = (text) => text.match(/\S+/g)?.length ?? 0;

export function guidance({ words, fewest, most }) {
  const usual = MESSAGES.usual(fewest, most);
  return words ? MESSAGES.some(words, usual) : MESSAGES.none(usual);
}

export function sentence(parts) {
  const total = parts.reduce((sum, { words }) => sum + words, 0);
  if (!total) return MESSAGES.empty;
  const largest = parts.reduce((best, part) => (part.words > best.words ? part : best));
  const said = [];
  if (largest.words * 2 > total && parts.length > 2) said.push(MESSAGES.half(inSentence([largest])));
  const short = parts.filter(({ words, fewest }) => words < fewest);
  const long = parts.filter(({ words, most }) => words > most);
  if (short.length) said.push(MESSAGES.short(inSentence(short)));
  if (long.length) said.push(MESSAGES.long(inSentence(long)));
  return said.join(" ") || MESSAGES.enough;
}

function inSentence(parts) {
  const names = parts.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1));
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
