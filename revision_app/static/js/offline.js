// Reading without a connection: starts the worker that keeps copies, and shows what is kept. Everything else works without.

const workers = navigator.serviceWorker; // missing where the site is served without TLS
const signIn = document.querySelector("[data-sign-in]")?.dataset.signIn;
const copy = document.querySelector("[data-copy]");
const away = document.querySelector("[data-copy-list]"); // in place of a page that is not kept
const shelf = document.querySelector("[data-keep]");

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
  await wish("greet", { name: signIn });
  const sitting = document.querySelector("[data-attempt]")?.dataset.attempt;
  if (sitting) await wish("sit", { path: `/attempts/${sitting}/paper` });
  const opened = "keepable" in document.body.dataset;
  show(await (opened ? wish("keep", { paths: [location.pathname], chosen: false }) : wish("list")));
}

function show(copies) {
  if (!shelf) return;
  const wanted = shelf.dataset.keep.split(" ");
  const kept = copies.filter(({ path }) =>
    shelf.dataset.keep === location.pathname ? path === location.pathname : true,
  );
  const missing = wanted.filter((path) => !copies.some((found) => found.path === path && found.chosen));
  const bytes = kept.reduce((sum, { size }) => sum + size, 0);
  const [says, keep, remove, list] = ["says", "now", "none", "list"].map((part) =>
    shelf.querySelector(`[data-keep-${part}]`),
  );
  says.textContent = kept.length === 0 ? "Nothing is kept for reading offline." : said(kept, bytes);
  keep.hidden = missing.length === 0;
  keep.onclick = () => act(keep, wish("keep", { paths: missing, chosen: true }));
  remove.hidden = kept.length === 0;
  remove.onclick = () => act(remove, wish("remove", { paths: kept.map(({ path }) => path) }));
  list?.replaceChildren(...kept.map(line));
  shelf.hidden = false;
}

function said(kept, bytes) {
  const when =
    kept.length === 1 ? `Kept on this device ${kept[0].when}` : `${kept.length} pages are kept on this device`;
  return `${when}: ${kilobytes(bytes)}.`;
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

function line({ path, title, size, when, chosen }) {
  const item = linked(path, title);
  const how = document.createElement("span");
  how.className = "soft small";
  how.textContent = `${chosen ? "chosen" : "opened"}, saved ${when}, ${kilobytes(size)}`;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "link-button";
  remove.textContent = "Remove";
  remove.setAttribute("aria-label", `Remove ${item.textContent}`);
  remove.onclick = () => act(remove, wish("remove", { paths: [path] }));
  item.append(" ", how, " ", remove);
  return item;
}

async function act(button, answer) {
  button.setAttribute("aria-busy", "true");
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
  again.textContent = "Open the page as it is now";
  again.onclick = (event) => {
    event.preventDefault();
    location.reload();
  };
  copy.firstElementChild.replaceChildren("You are online again. ", again);
}

if (workers && signIn) {
  const start = () => begin().catch(() => {}); // a browser may refuse; then nothing is kept
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
} else if (workers && away) {
  wish("list").then((copies) => {
    away.querySelector("ul").replaceChildren(...copies.map(({ path, title }) => linked(path, title)));
    away.hidden = copies.length === 0;
  });
} else if (workers && location.pathname === "/sign-in") {
  workers.getRegistration().then((found) => found?.active?.postMessage({ wish: "forget" }));
}
if (workers && copy) addEventListener("online", () => back().catch(() => {}));

try {
  const sat = /^\w+ \d+ \d+$/; // what is kept of an attempt
  if (signIn && Object.keys(localStorage).some((name) => sat.test(name))) import("./unsent.js");
} catch {
  // A browser that keeps nothing has nothing unsent.
}
