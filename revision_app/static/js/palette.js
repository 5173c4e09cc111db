// What the palette and the list of answers say of each question, by what this device knows.

const MESSAGES = {
  question: (n) => `Question ${n}`,
  answered: "answered",
  notAnswered: "not answered",
  notSent: "not sent yet",
  notSaved: "not saved",
  flagged: "flagged",
  noneFlagged: "none",
};
const LINES = { waits: "Waiting to be sent", refused: "Not saved", done: "Answered", open: "No answer" };

export const isKept = document.querySelector("template[data-place]") !== null; // older than what was answered since

// `taken` is what the site has just saved.
export function show(answers, taken = []) {
  for (const entry of isKept ? answers.known() : taken) mark(entry, {});
  for (const entry of answers.waiting()) mark(entry, { waits: true });
  for (const { n } of answers.refusals()) mark({ n }, { refused: true });
  showCount("answered", "0");
  showCount("flagged", MESSAGES.noneFlagged);
}

function showCount(what, none) {
  const counted = document.querySelector(`[data-${what}]`);
  if (counted) counted.textContent = document.querySelectorAll(`.palette .${what}`).length || none;
}

function mark(entry, { waits = false, refused = false }) {
  const button = document.querySelector(`.palette [value="${entry.n}"]`);
  const line = document.querySelector(`.review-list [data-n="${entry.n}"]`);
  const isAnswered = entry.fields ? hasAnswer(entry.fields) : button?.classList.contains("answered"); // as it was
  if (button) markButton(button, entry, { isAnswered, waits, refused });
  if (line) markLine(line, { isAnswered, waits, refused });
}

function hasAnswer(fields) {
  return fields.some(([name, value]) => name.startsWith("answer") && value.trim());
}

function markButton(button, { n, flag }, { isAnswered, waits, refused }) {
  button.classList.toggle("answered", isAnswered);
  if (flag !== undefined) button.classList.toggle("flagged", flag === "1");
  const words = [MESSAGES.question(n), isAnswered ? MESSAGES.answered : MESSAGES.notAnswered];
  if (waits) words.push(MESSAGES.notSent);
  if (refused) words.push(MESSAGES.notSaved);
  if (button.classList.contains("flagged")) words.push(MESSAGES.flagged);
  button.setAttribute("aria-label", words.join(", "));
}

function markLine(line, { isAnswered, waits, refused }) {
  const state = (waits && "waits") || (refused && "refused") || (isAnswered ? "done" : "open");
  line.textContent = LINES[state];
  line.className = state === "done" ? "done" : "open";
}
