// Saves the draft a moment after the typing stops. Without this the page's own button does it.

const PAUSE = 1200;
const RETRIES = [3, 10, 30]; // seconds; the last one again and again
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });

const MESSAGES = {
  saved: (time) => `Draft saved ${time}`,
  refused: (problem) => `Not saved. ${problem}`,
  offline: "Not saved: the site cannot be reached.",
  busy: "Not saved: the site is busy.",
  tryingAgain: (what, seconds) => `${what} Your text is still here; trying again in ${seconds} seconds.`,
};

const form = document.getElementById("draft");
const receipt = document.getElementById("receipt");
const empties = document.getElementById("still-empty");

let kept = form.dataset.state ? null : words(); // what the server is known to have
let refusal = null; // the words that the server refused: not sent again until they change
let unanswered = null; // sent, answer lost: goes out again word for word, so that it cannot part from itself
let byHand = form.dataset.state === "parted"; // two versions: only the writer may decide
let saving = null;
let failures = 0;
let timer = 0;
let leaving = false;

function words(body = new FormData(form)) {
  return JSON.stringify([...body].filter(([name]) => name !== "csrf_token" && name !== "revision"));
}

function unsaved() {
  return unanswered !== null || words() !== kept;
}

function say(text, { calm = false, waiting = false } = {}) {
  receipt.setAttribute("aria-live", calm ? "off" : "polite");
  receipt.classList.toggle("waiting", waiting);
  receipt.textContent = text;
}

function saveIn(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
}

function save({ asked = false } = {}) {
  clearTimeout(timer);
  saving ??= send(asked).finally(() => {
    saving = null;
  });
  return saving;
}

async function send(asked) {
  if (byHand) return;
  const body = unanswered ?? new FormData(form);
  unanswered = body;
  let response;
  let answer;
  try {
    response = await post(body);
    answer = await response.json();
  } catch {
    return tryAgain(MESSAGES.offline);
  }
  if (response.status >= 500 || response.status === 429) return tryAgain(MESSAGES.busy);
  unanswered = null;
  failures = 0;
  if (!response.ok) {
    byHand = response.status === 409;
    refusal = words(body);
    return say(MESSAGES.refused(answer.problem), { waiting: true });
  }
  form.elements.revision.value = answer.revision;
  kept = words(body);
  say(MESSAGES.saved(TIME.format(new Date(answer.saved_at))), { calm: !asked });
  if (unsaved()) saveIn(PAUSE);
}

async function post(body) {
  const once = () => fetch(location.pathname, { method: "POST", headers: { Accept: "application/json" }, body });
  const response = await once();
  if (response.status !== 400) return response;
  body.set("csrf_token", await freshToken()); // signed in again since this page was opened
  return once();
}

async function freshToken() {
  const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const found = new DOMParser()
    .parseFromString(await page.text(), "text/html")
    .querySelector("#draft [name=csrf_token]");
  if (found) form.elements.csrf_token.value = found.value;
  return form.elements.csrf_token.value;
}

function tryAgain(what) {
  const seconds = RETRIES[Math.min(failures, RETRIES.length - 1)];
  failures += 1;
  say(MESSAGES.tryingAgain(what, seconds), { calm: failures > 1, waiting: true });
  saveIn(seconds * 1000);
}

function showEmpties() {
  const links = [...empties.querySelectorAll("a")];
  for (const link of links) link.hidden = form.elements[link.hash.slice(1)].value.trim() !== "";
  empties.hidden = links.every((link) => link.hidden);
}

form.addEventListener("input", () => {
  showEmpties();
  if (!byHand && failures === 0) saveIn(PAUSE);
});

form.addEventListener("submit", async (event) => {
  if (leaving || byHand) {
    leaving = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  await save({ asked: true });
  if (unsaved() && !byHand && failures === 0) await save({ asked: true }); // typed while the last save was under way
  if (button?.name === "hand_in" && !unsaved()) {
    leaving = true;
    form.requestSubmit(button);
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !byHand && unsaved() && words() !== refusal) save();
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault();
});

window.addEventListener("pageshow", () => {
  leaving = false;
});

showEmpties();
