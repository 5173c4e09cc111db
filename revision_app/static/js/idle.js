// A page of somebody who may see others' work asks before its sign-in ends because nobody uses it, and then covers itself.
// What is typed on it stays there. Whoever types or moves about is there, and says so to the site now and then.

const WARNED = 120; // seconds before the end
const TOLD_EVERY = 240; // seconds
const LOOKS_EVERY = 5_000; // ms
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "wheel", "touchmove"];
const MESSAGES = {
  not: "You are not signed in yet.",
  unreached: "The site cannot be reached just now. Try again in a moment.",
};

const dialog = document.querySelector("[data-idle]");
const who = dialog.closest("[data-who]");
const part = (name) => dialog.querySelector(`[data-idle-${name}]`);

let token = who.querySelector("[name=csrf_token]").value;
let end = Infinity; // ms, of this device's clock
let told = Date.now();
let alive = false;
let asking = null;

async function ask(method) {
  const body = method === "POST" ? new URLSearchParams({ csrf_token: token }) : undefined;
  const answer = await fetch(dialog.dataset.idle, { method, body, headers: { Accept: "application/json" } });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

// Learn from the site, which knows of other tabs, how long is left; false where this person is not signed in any more.
async function learn(method) {
  const state = await ask(method);
  if (!state) return false;
  if (String(state.person) !== who.dataset.who) {
    location.reload(); // which whoever is signed in now may stop: then nothing of this page is for them
    return false;
  }
  token = state.token;
  end = state.seconds === null ? Infinity : Date.now() + state.seconds * 1000;
  if (method === "POST") told = Date.now();
  return true;
}

// Say that somebody is here. Who signed in again in another tab has another token since.
async function use() {
  return (await learn("GET")) && learn("POST");
}

function open(over) {
  part("asks").hidden = over;
  part("over").hidden = !over;
  dialog.setAttribute("aria-labelledby", over ? "idle-over" : "idle-title");
  dialog.classList.toggle("covers", over);
  if (!dialog.open) dialog.showModal();
}

async function look() {
  const left = (end - Date.now()) / 1000;
  if (!part("over").hidden) return;
  if (alive && !dialog.open && (Date.now() - told > TOLD_EVERY * 1000 || left < WARNED)) {
    alive = false;
    if (!(await use())) open(true);
  } else if (left < WARNED) {
    const here = await learn("GET").catch(() => alive || left > 0);
    if (!here) open(true);
    else if (end - Date.now() < WARNED * 1000) open(false);
    else dialog.close();
  }
}

function once(does) {
  asking ??= does().finally(() => {
    asking = null;
  });
  return asking;
}

// What somebody asks for is done after what is under way, never dropped for it.
async function next(does) {
  await asking;
  return once(does);
}

async function stays() {
  const here = await use().catch(() => null);
  if (here) dialog.close();
  else if (here === false) open(true);
}

async function returns() {
  const here = await learn("GET").catch(() => null);
  part("says").textContent = here ? "" : here === false ? MESSAGES.not : MESSAGES.unreached;
  if (!here) return;
  part("over").hidden = true;
  dialog.close();
}

for (const sign of SIGNS_OF_LIFE) {
  addEventListener(sign, () => (alive = true), { passive: true, capture: true });
}
dialog.addEventListener("cancel", (event) => part("over").hidden || event.preventDefault());
part("stays").addEventListener("click", () => next(stays));
part("returns").addEventListener("click", () => next(returns));
once(() => learn("GET").catch(() => false));
setInterval(() => once(() => look().catch(() => {})), LOOKS_EVERY);
