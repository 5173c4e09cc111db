// Each choice is kept on this device at once and sent from there. The page says at every moment which it is.

import { Answers } from "./answers.js";
import { isKept, show } from "./palette.js";
import { sender } from "./sending.js";
import { takePlace } from "./windows.js";

const OURS = /^(answer|certainty)/;
const TYPING = 1000; // ms after the last key
const COUNTED_AFTER = 10_500; // ms after the end, when nothing more can arrive that counts
const FIRST_TRY = 2500; // ms to wait for the site before going on to another question

const form = document.querySelector("form[data-attempt]");
const receipt = document.querySelector("#receipt");

if (form) {
  const { attempt, who, holder } = form.dataset;
  const fields = form.elements;
  const [item, n] = [fields.namedItem("item").value, Number(location.pathname.split("/").at(-1)) || 1];
  const answers = new Answers(who, attempt);
  const notice = document.querySelector("[data-elsewhere]");
  const other = document.querySelector("[data-also-open]");
  const parted = "parted" in form.dataset; // the page shows two answers: only the learner may decide
  let place = null;
  let typed = 0;
  let going = false;
  let result = null; // where the result is, once the attempt is over

  const say = (words, look = "") => {
    receipt.className = `saved ${look}`;
    receipt.textContent = words;
  };

  const count = (number) => (number === 1 ? "1 answer" : `${number} answers`);

  const hear = {
    saving: () => sending.isPaused() || say("Saving", "waiting"),
    saved: (entry, said) => {
      if (entry.item === item && said.step) fields.seen.value = said.step;
      const left = answers.questions();
      say(
        left ? `${count(left)} still to be sent` : said.saved_at ? `Saved ${said.saved_at}` : "",
        left ? "waiting" : "",
      );
    },
    waiting: (entry, { busy }) => {
      const [why, left] = [busy ? "The site is busy" : "No connection", answers.questions()];
      const kept = answers.stored
        ? `${count(left)} kept on this device`
        : `${count(left)} not saved yet: leave this page open`;
      say(`${why}. ${kept}; trying again`, "waiting");
    },
    closed: (entry, said) => {
      result = said.result;
      say(said.problem, "refused");
    },
    parted: (entry, said) =>
      say(
        entry.item === item ? said.problem : `Question ${entry.n} has two different answers. Open it to choose.`,
        "refused",
      ),
    problem: (entry, said) =>
      say(entry.item === item ? said.problem : `Question ${entry.n} is not saved: ${said.problem}`, "refused"),
    elsewhere: () => {
      notice.hidden = false;
      say("Kept on this device. This paper is open in another window.", "waiting");
    },
    stands: (entry, said) => say(said.problem, "refused"),
    "signed-out": () => {
      const link = document.createElement("a");
      link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
      link.textContent = "Sign in again";
      say("You are signed out. Your answers are kept on this device. ", "refused");
      receipt.append(link);
    },
  };

  const sending = sender(answers, {
    token: fields.csrf_token.value,
    told: (what, entry, said) => {
      hear[what](entry, said);
      show(answers, what === "saved" ? [entry] : []);
    },
  });

  const chosen = () => said((field) => [field.value, field.checked]);
  const written = () => JSON.stringify(chosen());
  const asItCame = () => JSON.stringify(said((field) => [first(field), field.defaultChecked]));
  const first = (field) =>
    field.defaultValue ?? ([...field.options].find((one) => one.defaultSelected) ?? field.options[0]).value;
  const said = (look) =>
    [...fields]
      .filter((field) => OURS.test(field.name))
      .map((field) => [field, ...look(field)])
      .filter(([field, , ticked]) => !/radio|checkbox/.test(field.type) || ticked)
      .map(([field, value]) => [field.name, value]);
  let kept = parted ? null : restore(); // the choice that is known to be kept, as written

  // What was chosen here and is newer than the page.
  function restore() {
    const before = asItCame();
    const { waiting, known } = answers.of(item);
    const flag = waiting?.flag ?? (isKept ? known?.flag : undefined);
    if (flag !== undefined) showFlag(flag);
    const newer = waiting ?? (known?.step > Number(fields.seen.value) ? known : null);
    if (waiting) fields.seen.value = waiting.seen;
    if (!newer?.fields || written() !== before) return before;
    if (!waiting && known.saved_at) say(`Saved ${known.saved_at}`);
    fill(form, newer.fields);
    if (!waiting) fields.seen.value = known.step;
    return written();
  }

  const keep = (flag) => {
    clearTimeout(typed);
    if (flag === undefined && written() === kept) return;
    kept = written();
    const stands = ![...fields].some((field) => OURS.test(field.name)); // its reasons are shown: only the flag changes
    answers.add({
      n,
      item,
      seen: Number(fields.seen.value),
      window: place?.name(),
      fields: stands ? null : chosen(),
      flag,
    });
    if (!sending.isPaused()) say("Saving", "waiting");
    show(answers);
    if (place) sending.send();
    sending.wake();
  };

  const showFlag = (flag) => {
    const button = fields.flag;
    button.value = flag === "1" ? "0" : "1";
    button.textContent = flag === "1" ? "Remove the flag" : "Flag for review";
  };

  const goOn = async (to) => {
    keep();
    await Promise.race([ready.then(sending.tried), new Promise((done) => setTimeout(done, FIRST_TRY))]);
    const waits = answers.unsent().length > 0;
    if (waits && !answers.stored) await sending.send();
    if (result) return location.assign(result);
    if (answers.of(item).waiting?.refused === "problem") return null; // the page says why
    if ((sending.isPaused() || !navigator.onLine) && !(await worksAway(attempt))) {
      return say("No connection. Your answers are kept on this device; go on when it is back.", "waiting");
    }
    going = true;
    location.assign(to === "review" ? `/attempts/${attempt}/review` : `/attempts/${attempt}/items/${to}`);
  };

  form.addEventListener("change", (event) => OURS.test(event.target.name) && keep());
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[name^=answer], input[type=text][name^=answer]")) return;
    clearTimeout(typed);
    typed = setTimeout(keep, TYPING);
  });

  // Only the site can do this, and only once it has every answer.
  const sentFirst = async (whenSent, otherwise) => {
    keep();
    await ready.then(sending.tried);
    await new Promise((done) => setTimeout(done)); // a form is not submitted from within its own submission
    if (answers.unsent().length) return say(`No connection. ${otherwise}`, "waiting");
    if (answers.of(item).waiting || result) return null; // the page says why
    going = true;
    return whenSent();
  };

  const rest = document.querySelector("#break");
  rest.addEventListener("submit", (event) => {
    if (going) return;
    event.preventDefault();
    rest.elements.n.value = n;
    const what = event.submitter;
    sentFirst(() => rest.requestSubmit(what), "A break begins once your answers are sent.");
  });

  form.addEventListener("submit", (event) => {
    if (going) return;
    if (event.submitter?.value === "check") {
      event.preventDefault();
      const check = event.submitter;
      sentFirst(() => form.requestSubmit(check), "Checking your answer needs one.");
      return;
    }
    if (answers.of(item).waiting?.refused === "parted" && navigator.onLine) {
      going = true; // the page that follows shows both
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "flag") {
      keep(button.value);
      showFlag(button.value);
    } else goOn(button?.value || String(n));
  });

  notice.querySelector("button").addEventListener("click", async () => {
    try {
      await place.take();
    } catch {
      say("No connection. Try again when it is back.", "waiting");
    }
  });

  const claim = async (name) => {
    const body = new URLSearchParams({ csrf_token: fields.csrf_token.value, window: name });
    const answer = await fetch(`/attempts/${attempt}/window`, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error("not taken");
  };

  const begin = async () => {
    if (parted) answers.drop(answers.of(item).waiting?.key);
    place = await takePlace(attempt, {
      who,
      holder,
      claim,
      hear: (what) => {
        if (what === "also") other.hidden = false;
        if (what === "elsewhere") notice.hidden = false;
        if (what === "here") {
          [notice.hidden, other.hidden] = [true, true];
          if (!place) return;
          answers.again(place.name(), true);
          sending.send();
        }
      },
    });
    fields.window.value = place.name();
    answers.again(place.name());
    show(answers);
    sending.send();
  };

  // The time is up, or the paper was submitted elsewhere: what is left is sent, then the result shows itself.
  document.addEventListener("over", async ({ detail }) => {
    keep();
    await ready;
    await sending.tried();
    const leave = () => answers.unsent().length || result || location.assign(`/attempts/${attempt}/result`);
    setTimeout(leave, detail.early ? 0 : COUNTED_AFTER);
  });
  document.addEventListener("told", ({ detail }) => {
    place?.holder(detail.window);
    if (detail.resting) location.assign(`/attempts/${attempt}/break?n=${n}`);
  });
  addEventListener("online", () => sending.wake());
  addEventListener("pagehide", () => keep());
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  addEventListener("beforeunload", (event) => {
    keep();
    if (!going && answers.unsent().length && !answers.stored) event.preventDefault();
  });
  show(answers);
  if (!parted) keep(); // what was chosen before this script was there
  const ready = begin();
}

function fill(form, given) {
  const left = given.map(([name, value]) => ({ name, value }));
  for (const field of form.elements) {
    if (!OURS.test(field.name)) continue;
    const at = left.findIndex(
      ({ name, value }) => name === field.name && (!/radio|checkbox/.test(field.type) || value === field.value),
    );
    if (/radio|checkbox/.test(field.type)) field.checked = at >= 0;
    else field.value = at >= 0 ? left.splice(at, 1)[0].value : "";
  }
  for (const list of form.querySelectorAll("[data-ordering]")) {
    const place = (line) => Number(line.querySelector("select").value);
    if (place(list.firstElementChild)) list.append(...[...list.children].sort((one, next) => place(one) - place(next)));
  }
}

// Whether the worker can show the other questions without a connection.
async function worksAway(attempt) {
  return Boolean(navigator.serviceWorker?.controller && (await caches.match(`/attempts/${attempt}/paper`)));
}
