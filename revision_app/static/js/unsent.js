// Sends answers that still wait on this device, from whatever page is open, says once what the site refuses, and warns
// before signing out deletes what could still be saved.

import { Answers, attemptsOf, clearOthers, forget } from "./answers.js";
import { Sender } from "./sending.js";

const MESSAGES = {
  title: (left) => (left === 1 ? "1 answer has not been sent" : `${left} answers have not been sent`),
  words: "They are kept on this device only. Signing out deletes them.",
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

function ask(form, left) {
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  const words = document.createElement("p");
  const [stay, leave] = [document.createElement("button"), document.createElement("button")];
  title.id = "unsent-title";
  title.textContent = MESSAGES.title(left);
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
  leave.onclick = () => form.submit();
  dialog.onclose = () => dialog.remove();
  document.querySelector("main").append(dialog);
  dialog.showModal();
}

for (const form of who
  ? document.querySelectorAll("form[action$='/sign-out'], form[action$='/sign-out-everywhere']")
  : []) {
  form.addEventListener("submit", (event) => {
    const left = unsent();
    if (left === 0) return;
    event.preventDefault();
    ask(form, left);
  });
}
