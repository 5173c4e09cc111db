// The list of answers, by what this device knows; nothing is submitted while an answer is still on its way, nor over one
// that was not saved unless the learner says so.

import { Answers } from "./answers.js";
import { isKept, show } from "./palette.js";
import { sender } from "./sending.js";

const form = document.querySelector("form[data-submits]");

if (form) {
  const { submits: attempt, who } = form.dataset;
  const answers = new Answers(who, attempt);
  const told = form.querySelector("[data-unsent]");
  const without = form.querySelector("[data-without]");

  const say = () => {
    const [left, refused] = [answers.questions(), answers.waiting().filter((one) => one.refused)];
    const words = [];
    if (left) words.push(`${left === 1 ? "1 answer is" : `${left} answers are`} kept on this device and not sent yet.`);
    const questions = [...new Set(refused.map((one) => one.n))].sort((one, other) => one - other);
    if (refused.length)
      words.push(`Not saved, and so not counted: question ${questions.join(", ")}. Open it to see why.`);
    if (isKept) words.push("Submitting needs a connection.");
    told.textContent = words.join(" ");
    told.hidden = words.length === 0;
    without.hidden = isKept || left > 0 || refused.length === 0;
  };

  let sentSome = false;
  const sending = sender(answers, {
    token: form.elements.csrf_token.value,
    told: (what, entry) => {
      sentSome ||= what === "saved";
      show(answers, what === "saved" ? [entry] : []);
      say();
    },
  });

  form.addEventListener("submit", async (event) => {
    if (!isKept && (event.submitter === without || !answers.waiting().length)) return;
    event.preventDefault();
    sending.wake();
    await sending.tried();
    await new Promise((done) => setTimeout(done)); // a form is not submitted from within its own submission
    if (answers.waiting().length) return;
    if (isKept) location.reload();
    else form.requestSubmit();
  });

  answers.again();
  show(answers);
  say();
  addEventListener("online", () => sending.wake());
  sending.send().then(() => sentSome && !answers.unsent().length && location.reload()); // the list as the site has it
}
