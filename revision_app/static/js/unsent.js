// Sends answers that still wait on this device, from whatever page is open, says once what the site refuses, lists on
// Today what was typed and not sent, and warns before signing out deletes what could still be saved.

import { Answers, attemptsOf, clearOthers, forget } from "./answers.js";
import { forgetAll } from "./device.js";
import { Sender } from "./sending.js";
import { allTyped, inWords } from "./typed.js";

const count = (number, one, many) => (number === 1 ? `1 ${one}` : `${number} ${many}`);

const MESSAGES = {
  title: (answers, texts) => {
    const parts = [answers && count(answers, "answer", "answers"), texts && count(texts, "text", "texts")].filter(
      Boolean,
    );
    return `${parts.join(" and ")} ${answers + texts === 1 ? "has" : "have"} not been sent`;
  },
  words: "They are kept on this device only. Signing out deletes them.",
  typed: "Typed and not sent",
  onlyHere: "This is kept on this device only, until you send it or discard it.",
  when: (title, when) => `${title}, ${when}`,
  openPage: "Open the page",
  discard: "Discard it",
  stay: "Stay signed in",
  leave: "Sign out and delete them",
  refused: (n, problem) => `Question ${n} is not saved: ${problem} `,
  open: "Open the question",
  result: "See the result",
};

const who = document.querySelector("[data-who]")?.dataset.who;

if (who && !document.querySelector("[data-attempt], [data-submits]")) {
  clearOthers(who);
  const token = document.querySelector("[name=csrf_token]")?.value;
  const over = location.pathname.match(/^\/attempts\/(\d+)\/result$/)?.[1];
  for (const attempt of attemptsOf(who)) {
    const answers = new Answers(who, attempt);
    if (attempt === over) answers.again(); // now that nobody can choose any more, the site takes it as late
    new Sender(answers, { token, told: (what, entry, said) => tell(attempt, what, entry, said) })
      .send()
      .then(() => attempt === over && !answers.waiting().length && forget(who, attempt));
  }
}

// What is saved while it is typed, and whose page was left before it was.
const isWaiting = (typed) => typed.read()?.save && !typed.read().refused;

if (who && !document.querySelector("form[data-save]")) {
  const token = document.querySelector("[name=csrf_token]")?.value;
  for (const typed of allTyped(who).filter(isWaiting)) new Sender(typed, { token }).send();
}

// What stays unsaved or uncounted is said where the learner is, with the way to it.
function tell(attempt, what, { n }, { problem, result } = {}) {
  if (!problem || !["problem", "closed", "stands"].includes(what)) return;
  const notice = document.createElement("p");
  const link = document.createElement("a");
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  link.href = result ?? `/attempts/${attempt}/items/${n}`;
  link.textContent = result ? MESSAGES.result : MESSAGES.open;
  notice.append(result ? `${problem} ` : MESSAGES.refused(n, problem), link);
  document.querySelector("main").prepend(notice);
}

const unsent = () =>
  attemptsOf(who).flatMap((attempt) => [...new Set(new Answers(who, attempt).waiting().map(({ item }) => item))])
    .length;

function made(tag, words, given = {}) {
  return Object.assign(document.createElement(tag), given, { textContent: words });
}

// Where the page of a form is gone, what was typed into it can still be read and copied here.
function listTyped() {
  const entries = allTyped(who).filter((typed) => !isWaiting(typed));
  if (!entries.length || document.querySelector("#typed-here")) return;
  const section = made("section", "", { id: "typed-here", className: "card below" });
  const list = made("ul", "", { className: "list" });
  section.setAttribute("aria-labelledby", "typed-title");
  list.append(...entries.map((typed) => item(typed, section)));
  section.append(made("h2", MESSAGES.typed, { id: "typed-title" }), made("p", MESSAGES.onlyHere), list);
  document.querySelector("main").append(section);
}

function item(typed, section) {
  const { at, page, title, fields, came } = typed.read();
  const line = made("li", "");
  const more = made("details", "");
  const written = fields.filter((pair) => !came.some((other) => String(other) === String(pair)));
  const discard = made("button", MESSAGES.discard, { className: "link-button" });
  discard.onclick = () => {
    typed.write(null);
    (section.querySelectorAll("li").length > 1 ? line : section).remove();
  };
  more.append(made("summary", MESSAGES.when(title.replace(/^Error: | · [^·]*$/g, ""), inWords(at))));
  for (const [, words] of written) more.append(made("p", words, { className: "written" }));
  const row = made("p", "", { className: "row" });
  row.append(made("a", MESSAGES.openPage, { href: page }), discard);
  line.append(more, row);
  return line;
}

function ask(form, answers, texts) {
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  const words = document.createElement("p");
  const [stay, leave] = [document.createElement("button"), document.createElement("button")];
  title.id = "unsent-title";
  title.textContent = MESSAGES.title(answers, texts);
  words.textContent = MESSAGES.words;
  [stay.textContent, leave.textContent] = [MESSAGES.stay, MESSAGES.leave];
  [stay.className, leave.className] = ["btn primary", "btn danger"];
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", title.id);
  const row = document.createElement("div");
  row.className = "row";
  row.append(stay, leave);
  dialog.append(title, words, row);
  stay.onclick = () => dialog.close();
  leave.onclick = () => {
    forgetAll(who);
    form.submit();
  };
  dialog.onclose = () => dialog.remove();
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

for (const form of who
  ? document.querySelectorAll("form[action$='/sign-out'], form[action$='/sign-out-everywhere']")
  : []) {
  form.addEventListener("submit", (event) => {
    const [answers, texts] = [unsent(), allTyped(who).length];
    if (answers + texts === 0) return;
    event.preventDefault();
    ask(form, answers, texts);
  });
}

if (who) allTyped(who); // what the site has taken is forgotten, whatever page is open
if (who && location.pathname === "/today") listTyped();
