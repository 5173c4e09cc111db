// Sends answers and files that still wait on this device, from whatever page is open, says once what the site refuses,
// lists on Today what was typed or chosen and not sent, and warns before signing out deletes what could still be saved.

import { Answers, attemptsOf, clearOthers, forget } from "./answers.js";
import { forgetAll, leaveToOthers, othersWait } from "./device.js";
import { canKeep, filesOf, forgetFiles } from "./kept-files.js";
import { sendFiles } from "./sending-files.js";
import { Reviews } from "./reviews.js";
import { Sender } from "./sending.js";
import { allTyped, inWords } from "./typed.js";

const FILES = "/files/";
const TODAY = "/today";

const count = (number, one, many) => (number === 1 ? `1 ${one}` : `${number} ${many}`);

const MESSAGES = {
  title: (answers, texts, files) => {
    const parts = [
      answers && count(answers, "answer", "answers"),
      texts && count(texts, "text", "texts"),
      files && count(files, "file", "files"),
    ].filter(Boolean);
    const listed = [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");
    return `${listed} ${answers + texts + files === 1 ? "has" : "have"} not been sent`;
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
  files: "Files that wait on this device",
  onlyFilesHere: "They are kept on this device only, encrypted, until the site has them.",
  aFile: "A file",
  file: ({ name, caption }) => (caption ? `${caption} (${name})` : name),
  uploaded: (name) => `${name} waited on this device and is uploaded. `,
  notUploaded: (name, problem) => `${name} is not uploaded: ${problem} `,
  openFile: "Open it",
  openFiles: "Open Files and photographs",
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

// Cards that were looked at without a connection.
if (who && !document.querySelector("[data-cards]")) {
  const token = document.querySelector("[name=csrf_token]")?.value;
  new Sender(new Reviews(who), { token }).send();
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
  if (result) notify("alert", `${problem} `, MESSAGES.result, result);
  else notify("alert", MESSAGES.refused(n, problem), MESSAGES.open, `/attempts/${attempt}/items/${n}`);
}

function notify(role, words, linked, href) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", role);
  document.querySelector("main").prepend(notice);
  notice.append(words, made("a", linked, { href }));
}

const filesWaiting = () => (who && canKeep ? filesOf(who) : []);

if (!document.querySelector("[data-attempt], [data-submits], [data-upload]")) {
  const next = () => filesWaiting().find((kept) => kept.read().refused === undefined);
  if (next()) sendFiles(who, next, (_kept, what, said) => tellOfFile(what, said)).then(listFiles);
}

function tellOfFile(what, { file, problem, address }) {
  const name = MESSAGES.file(file ?? { name: MESSAGES.aFile });
  if (what === "done") notify("status", MESSAGES.uploaded(name), MESSAGES.openFile, address);
  if (what === "refused") notify("alert", MESSAGES.notUploaded(name, problem), MESSAGES.openFiles, FILES);
}

// Where files stay, the learner sees which, and gets to the page that says why.
async function listFiles() {
  if (location.pathname !== TODAY) return;
  const section = made("section", "", { id: "files-here", className: "card below" });
  const list = made("ul", "", { className: "list" });
  section.setAttribute("aria-labelledby", "files-title");
  section.append(made("h2", MESSAGES.files, { id: "files-title" }), made("p", MESSAGES.onlyFilesHere), list);
  for (const kept of filesWaiting()) {
    const file = await kept.words().catch(() => null);
    if (file && kept.read()) list.append(made("li", MESSAGES.file(file)));
  }
  section.append(made("a", MESSAGES.openFiles, { href: FILES, className: "btn" }));
  document.querySelector("#files-here")?.remove();
  if (list.children.length) document.querySelector("main").append(section);
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

function ask(form, ...unsentOf) {
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  const words = document.createElement("p");
  const [stay, leave] = [document.createElement("button"), document.createElement("button")];
  title.id = "unsent-title";
  title.textContent = MESSAGES.title(...unsentOf);
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
  leave.onclick = async () => {
    await forgetFiles(who).catch(() => null); // the site has the browser delete it once more
    forgetAll(who);
    spareOthers(form);
    form.submit();
  };
  dialog.onclose = () => dialog.remove();
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

// The browser would delete all that it keeps of the site, also what waits here of somebody else.
function spareOthers(form) {
  if (!othersWait(who)) return;
  form.append(made("input", "", { type: "hidden", name: "waits", value: "of others" }));
  leaveToOthers(who);
}

for (const form of who
  ? document.querySelectorAll("form[action$='/sign-out'], form[action$='/sign-out-everywhere']")
  : []) {
  form.addEventListener("submit", (event) => {
    const answers = unsent() + new Reviews(who).waiting().length;
    const [texts, files] = [allTyped(who).length, filesWaiting().length];
    if (answers + texts + files === 0) return spareOthers(form);
    event.preventDefault();
    ask(form, answers, texts, files);
  });
}

if (who) allTyped(who); // what the site has taken is forgotten, whatever page is open
if (who && location.pathname === TODAY) listTyped();
if (who) listFiles();
