// Reading without a connection: starts the worker that keeps copies, and shows what is kept. Everything else works without.

const workers = navigator.serviceWorker; // missing where the site is served without TLS
const signIn = document.querySelector("[data-sign-in]")?.dataset.signIn;
const who = document.querySelector("[data-who]")?.dataset.who; // on a copy, as the worker knows it
const copy = document.querySelector("[data-copy]");
const away = document.querySelector("[data-copy-list]"); // in place of a page that is not kept
const shelves = [...document.querySelectorAll("[data-keep]:not(form)")];

const MESSAGES = {
  nothing: "Nothing is kept for reading offline.",
  one: (when, size) => `Kept on this device ${when}: ${size}.`,
  many: (count, size) => `${count} pages are kept on this device: ${size}.`,
  page: (isChosen, when, size) => `${isChosen ? "chosen" : "opened"}, saved ${when}, ${size}`,
  remove: "Remove",
  removePage: (title) => `Remove ${title}`,
  onlineAgain: "You are online again. ",
  openNow: "Open the page as it is now",
};

async function wish(name, given = {}) {
  const { active } = await workers.ready;
  return new Promise((answered) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => answered(data ?? []);
    active.postMessage({ wish: name, ...given }, [port2]);
  });
}

async function begin() {
  await workers.register("/service-worker.js", { updateViaCache: "none" });
  await wish("greet", { name: `${signIn}-${who}` });
  for (const button of document.querySelectorAll("[data-to-keep]")) button.hidden = false;
  const sitting = document.querySelector("[data-attempt]")?.dataset.attempt;
  if (sitting) await wish("sit", { path: `/attempts/${sitting}/paper` });
  if (document.querySelector("[data-hold]")) await wish("hold", { path: location.pathname });
  const prepared = document.querySelector(":target > [data-prepared]"); // a test that was made to be kept
  if (prepared) await wish("keep", { paths: [prepared.dataset.keep], chosen: true });
  const opened = "keepable" in document.body.dataset;
  const paths = [...(opened ? [location.pathname] : []), ...goesOn()];
  show(await (paths.length ? wish("keep", { paths, chosen: false }) : wish("list")));
}

// Pages with which somebody goes on here once there is no connection.
function goesOn() {
  return [...document.querySelectorAll("[data-goes-on]")].map((link) => new URL(link.href).pathname);
}

function show(copies) {
  for (const shelf of shelves) fill(shelf, copies);
}

function fill(shelf, copies) {
  const part = (name) => shelf.querySelector(`[data-keep-${name}]`);
  const kept = copies.filter((copy) => isOn(shelf, copy));
  part("says").textContent = inWords(kept, shelf.dataset.nothing);
  if (part("now")) offerToKeep(part("now"), missing(shelf, copies));
  offerToRemove(part("none"), kept);
  part("list")?.replaceChildren(...kept.map(line));
  shelf.hidden = false;
}

// A shelf is about the page that it names; one that names several lists all that can be read, and one that names none
// all that is kept.
function isOn(shelf, { path, held }) {
  const about = shelf.dataset.keep.split(" ").filter(Boolean);
  if (about.length === 0) return path !== location.pathname;
  return about.length === 1 ? path === about[0] : !held;
}

// The pages that a shelf is about, and that were not chosen to be kept.
function missing(shelf, copies) {
  const chosen = copies.filter((copy) => copy.chosen || copy.held).map(({ path }) => path);
  return shelf.dataset.keep.split(" ").filter((path) => !chosen.includes(path));
}

function offerToKeep(button, paths) {
  button.hidden = paths.length === 0;
  button.onclick = () => act(button, wish("keep", { paths, chosen: true }));
}

function offerToRemove(button, kept) {
  button.hidden = kept.length === 0;
  button.onclick = () => act(button, wish("remove", { paths: kept.map(({ path }) => path) }));
}

function inWords(kept, nothing = MESSAGES.nothing) {
  if (kept.length === 0) return nothing;
  const size = kilobytes(kept.reduce((sum, copy) => sum + copy.size, 0));
  return kept.length === 1 ? MESSAGES.one(kept[0].when, size) : MESSAGES.many(kept.length, size);
}

function kilobytes(bytes) {
  return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}

function linked(path, title) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const words = new DOMParser().parseFromString(title, "text/html").body.textContent;
  link.href = path;
  link.textContent = words.replace(/ · [^·]*$/, "");
  item.append(link);
  return item;
}

function line({ path, opens, title, size, when, chosen }) {
  const item = linked(opens, title);
  const how = document.createElement("span");
  how.className = "soft small";
  how.textContent = MESSAGES.page(chosen, when, kilobytes(size));
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "link-button";
  remove.textContent = MESSAGES.remove;
  remove.setAttribute("aria-label", MESSAGES.removePage(item.textContent));
  remove.onclick = () => act(remove, wish("remove", { paths: [path] }));
  item.append(" ", how, " ", remove);
  return item;
}

async function act(button, answer) {
  button.setAttribute("aria-busy", "true");
  const shelf = button.closest("[data-keep]");
  const inFocus = document.activeElement === button;
  show(await answer);
  button.removeAttribute("aria-busy");
  if (inFocus && (button.hidden || !button.isConnected)) shelf.querySelector("[data-keep-says]").focus();
}

// The copy on the screen may be older than the site's page: offer that page, but do not take the place away.
async function back() {
  await wish("refresh");
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = MESSAGES.openNow;
  again.onclick = (event) => {
    event.preventDefault();
    location.reload();
  };
  copy.firstElementChild.replaceChildren(MESSAGES.onlineAgain, again);
}

if (workers && signIn) {
  const start = () => begin().catch(() => {}); // a browser may refuse; then nothing is kept
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
} else if (workers && copy && shelves.some(({ dataset }) => dataset.keep === "")) {
  wish("list").then(show); // what is kept is there to see, and to remove, without a connection too
} else if (workers && away) {
  wish("list").then((copies) => {
    away.querySelector("ul").replaceChildren(...copies.map(({ opens, title }) => linked(opens, title)));
    away.hidden = copies.length === 0;
  });
} else if (workers && location.pathname === "/sign-in") {
  workers.getRegistration().then((found) => found?.active?.postMessage({ wish: "forget" }));
}
if (workers && copy) addEventListener("online", () => back().catch(() => {}));

try {
  const unsent = /^\w+ \d+ \S/; // what is kept of an attempt, or was typed into a form
  const keeps = document.querySelector("form[data-keep]");
  // A page that is kept may be without this script; then what is unsent waits for the next page.
  if (signIn && (keeps || Object.keys(localStorage).some((name) => unsent.test(name))))
    import("./unsent.js").catch(() => null);
  if (who && keeps) import("./kept-forms.js");
} catch {
  // A browser that keeps nothing has nothing unsent.
}
