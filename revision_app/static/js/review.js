// The list of answers, by what this device knows; nothing is submitted while an answer is still on its way, nor over one
// that was not saved unless the learner says so.

import { Answers } from "./answers.js";
import { isKept, show } from "./palette.js";
import { Sender } from "./sending.js";

const MESSAGES = {
  notSent: (left) => `${left === 1 ? "1 answer is" : `${left} answers are`} kept on this device and not sent yet.`,
  notSaved: (questions) => `Not saved, and so not counted: question ${questions.join(", ")}. Open it to see why.`,
  needsConnection: "Submitting needs a connection.",
};

const form = document.querySelector("form[data-submits]");

if (form) {
  const { submits: attempt, who } = form.dataset;
  const answers = new Answers(who, attempt);
  const told = form.querySelector("[data-unsent]");
  const without = form.querySelector("[data-without]");
  const submit = form.querySelector(".btn.primary");

  const notSaved = () => [...answers.waiting().filter((one) => one.refused), ...answers.refusals()];
  const isAllSaved = () => answers.questions() + notSaved().length === 0;

  const say = () => {
    const left = answers.questions();
    const refused = notSaved();
    const questions = [...new Set(refused.map(({ n }) => n))].sort((one, other) => one - other);
    const words = [
      left > 0 && MESSAGES.notSent(left),
      refused.length > 0 && MESSAGES.notSaved(questions),
      isKept && MESSAGES.needsConnection,
    ].filter(Boolean);
    told.textContent = words.join(" ");
    told.hidden = words.length === 0;
    without.hidden = isKept || left > 0 || refused.length === 0;
    submit.classList.toggle("primary", without.hidden); // one of the two is the way on
  };

  let sentSome = false;
  const sending = new Sender(answers, {
    token: form.elements.csrf_token.value,
    told: (what, entry) => {
      sentSome ||= what === "saved";
      show(answers, what === "saved" ? [entry] : []);
      say();
    },
  });

  form.addEventListener("submit", async (event) => {
    if (!isKept && (event.submitter === without || isAllSaved())) return;
    event.preventDefault();
    sending.wake();
    await sending.tried();
    await new Promise((done) => setTimeout(done)); // a form is not submitted from within its own submission
    if (!isAllSaved()) return;
    if (isKept) location.reload();
    else form.requestSubmit();
  });

  answers.again();
  show(answers);
  say();
  addEventListener("online", () => sending.wake());
  sending.send().then(() => sentSome && !answers.unsent().length && location.reload()); // the list as the site has it
}
