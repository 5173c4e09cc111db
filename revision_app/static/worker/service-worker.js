// Keeps study pages on the reader's own device, so that they can be read without a connection.
// The copies hold nothing personal and belong to one sign-in: signing out, or another sign-in, deletes them.
// Two exceptions are held as they are: the questions of an attempt while it is open, so that a lost connection does not
// end it, and today's cards, which are looked at on the way.

const OURS = "kept-"; // followed by the name of the sign-in, and by whose it is
const AWAY = "/offline";
const DEVICE = "/on-this-device"; // lists what is kept, and comes along with what was chosen
const PATIENCE = 4000; // milliseconds to wait for the site where there is a copy
const MOST_OPENED = 30; // copies of pages that were opened; those that were chosen come on top
const DAY = 86_400_000;
const WHILE = 600_000; // milliseconds after which cards are fetched anew: a paper that opened may hold some back
const SAT = /^\/attempts\/\d+\/(?=items\/\d+$|review$|paper$)/;
const CARDS = "/recall/cards";
const RESULT = /^\/attempts\/\d+\/result$/;
const NEEDS = /\/static\/[^\s"'()<>]+/g;
const NEIGHBOURS = /(?:from|import)\s*"(\.\/[^"]+)"/g;

const newest = new Map(); // path to the name of the copy that is right, as the site's last answer said

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(visited(event, url.pathname));
  } else if (request.mode === "navigate" && url.pathname === "/sign-out") {
    event.waitUntil(forget());
  } else if (request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(unchanging(request));
  }
});

addEventListener("message", (event) => {
  const { wish, ...given } = event.data;
  const done = WISHES[wish](given).catch(() => null); // without a connection there is nothing to do
  event.waitUntil(done.then((answer) => event.ports[0]?.postMessage(answer)));
});

const MESSAGES = {
  offline: (saved) => `You are offline; this copy is from ${saved}.`,
  today: "today",
  onDay: (date) => `on ${date}`,
  atTime: (date, time) => `${date} at ${time}`,
};

const WISHES = {
  // A page of this sign-in is open: nothing of any other stays. It may have set out before this worker was there.
  async greet({ name }) {
    await clients.claim();
    await forget(OURS + name);
    const cache = await caches.open(OURS + name);
    const away = await cache.match(AWAY);
    if (!away || Date.now() - savedAt(away) > DAY) await keep(cache, AWAY);
    const cards = await cache.match(CARDS);
    if (cards && Date.now() - savedAt(cards) > WHILE) await hold(cache, CARDS);
  },
  async keep({ paths, chosen }) {
    const cache = await mine();
    for (const path of cache ? paths : []) await renew(cache, path, chosen);
    if (cache && chosen && !(await cache.match(DEVICE))) await renew(cache, DEVICE);
    if (cache && !chosen) await dropOldest(cache);
    return listed(cache);
  },
  // The whole paper of an open attempt, in one page. Cards about its questions go, where some are kept.
  async sit({ path }) {
    const cache = await mine();
    if (!cache || (await cache.match(path))) return;
    if (await cache.match(CARDS)) await hold(cache, CARDS);
    await hold(cache, path);
  },
  // Today's cards as they are now.
  async hold({ path }) {
    const cache = await mine();
    if (cache && path === CARDS) await hold(cache, path);
  },
  async remove({ paths }) {
    const cache = await mine();
    for (const path of cache ? paths : []) await cache.delete(path);
    if (cache) await dropUnneeded(cache);
    return listed(cache);
  },
  async refresh() {
    const cache = await mine();
    for (const { path } of await listed(cache)) await renew(cache, path);
    if (cache) await dropUnneeded(cache);
    return listed(cache);
  },
  async list() {
    return listed(await mine());
  },
  forget: () => forget(),
};

// Kept as the site shows it to this person, and gone once the site shows something else there.
async function hold(cache, path, chosen = false) {
  const old = await cache.match(path);
  const answer = await fetch(path);
  if (!answer.ok || answer.redirected) {
    if (answer.status < 500) await cache.delete(path);
    return;
  }
  const text = await answer.text();
  for (const need of needs(path, text)) await keepNeed(cache, need, true);
  const headers = headersOfCopy(answer, text, path);
  if (chosen || old?.headers.has("X-Chosen")) headers.set("X-Chosen", "yes");
  await cache.put(path, new Response(text, { headers }));
}

// Without a connection what is kept stays.
function renew(cache, path, chosen) {
  return (heldFor(path) ? hold : keep)(cache, path, chosen).catch(() => null);
}

async function myName() {
  return (await caches.keys()).find((found) => found.startsWith(OURS));
}

async function mine() {
  const name = await myName();
  return name && caches.open(name);
}

// One after the other: a late one would take away what was kept since for whoever signed in next.
let forgetting = Promise.resolve();

function forget(butFor = "") {
  forgetting = forgetting
    .catch(() => null)
    .then(async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name !== butFor).map((name) => caches.delete(name)));
    });
  return forgetting;
}

// The site's own answer, or the copy where the site does not answer.
async function visited(event, path) {
  const cache = await mine();
  const held = heldFor(path);
  const copy = await cache?.match(held ?? path);
  const response = await liveAnswer(event, copy ? PATIENCE : null);
  if (response && response.status < 502) {
    event.waitUntil(learn(path, response, cache));
    return response;
  }
  if (!copy) return response || awayPage(cache);
  return shown(copy);
}

// Which page is held, as it is, for one that has to work without a connection.
function heldFor(path) {
  if (path === CARDS) return path;
  const attempt = path.match(SAT)?.[0];
  return attempt ? `${attempt}paper` : null;
}

async function awayPage(cache) {
  return (await cache?.match(AWAY)) ?? Response.error();
}

// Null where the site cannot be reached, or not within its time where it has one.
function liveAnswer(event, time) {
  const live = Promise.resolve(event.preloadResponse).then((early) => early || fetch(event.request));
  event.waitUntil(live.catch(() => null));
  return (time ? Promise.race([live, later(time)]) : live).catch(() => null);
}

// What an answer of the site says of the copies that are kept here.
async function learn(path, response, cache) {
  newest.set(path, response.headers.get("X-Copy"));
  if (!response.ok) return;
  if (path === "/sign-in")
    await forget(); // nobody is signed in any more
  else if (RESULT.test(path)) await cache?.delete(path.replace("result", "paper"));
}

function later(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds, null));
}

async function shown(copy) {
  const words = MESSAGES.offline(day(savedAt(copy)));
  const who = (await myName())?.split("-").at(-1); // a form on the page keeps what this person types
  const message = `<div class="copy" role="status" data-copy data-who="${who}"><p>${words}</p></div>`;
  const text = (await copy.text()).replace("<!--copy-->", message);
  return new Response(text, { headers: copy.headers });
}

function day(saved) {
  const inLondon = (at, style) => new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...style }).format(at);
  const date = inLondon(saved, { dateStyle: "long" });
  const isToday = date === inLondon(Date.now(), { dateStyle: "long" });
  const time = inLondon(saved, { hour: "2-digit", minute: "2-digit" });
  return MESSAGES.atTime(isToday ? MESSAGES.today : MESSAGES.onDay(date), time);
}

async function unchanging(request) {
  const cache = await mine();
  const had = await cache?.match(request.url);
  if (had) return had;
  const answer = await fetch(request);
  if (cache && answer.ok) await cache.put(request.url, answer.clone());
  return answer;
}

function savedAt(copy) {
  return Number(copy.headers.get("X-Saved-At"));
}

// A copy without anything personal, or 304 where the one that is kept is still right.
async function asked(path, old) {
  const tag = old?.headers.get("ETag");
  if (tag && tag === `W/"${newest.get(path)}"`) return new Response(null, { status: 304 });
  return fetch(path, { headers: { "X-For-Keeping": "yes", ...(tag && { "If-None-Match": tag }) } });
}

async function keep(cache, path, chosen = false) {
  const old = await cache.match(path);
  const answer = await asked(path, old);
  const isSame = old && answer.status === 304;
  if (!isSame && !mayBeKept(answer)) {
    if (old && answer.status < 500) await cache.delete(path);
    return;
  }
  const source = isSame ? old : answer;
  const text = await source.text();
  const headers = headersOfCopy(source, text, path);
  if (chosen) headers.set("X-Chosen", "yes");
  for (const need of needs(path, text)) await keepNeed(cache, need, headers.has("X-Chosen"));
  await cache.put(path, new Response(text, { headers }));
}

function mayBeKept(answer) {
  return answer.ok && !answer.redirected && answer.headers.has("X-May-Be-Kept");
}

function headersOfCopy(source, text, path) {
  const headers = new Headers(source.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("X-Saved-At", Date.now());
  headers.set("X-Size", new Blob([text]).size);
  headers.set("X-Title", encodeURIComponent(text.match(/<title>(.*?)<\/title>/s)?.[1] ?? path));
  return headers;
}

// What a style sheet names comes along with a chosen page; with others it is kept when it is first used.
async function keepNeed(cache, address, chosen) {
  let answer = await cache.match(address);
  if (!answer) {
    answer = await fetch(address);
    if (!answer.ok) return;
    await cache.put(address, answer.clone());
  }
  if (address.endsWith(".js") || (chosen && address.endsWith(".css"))) {
    for (const need of needs(address, await answer.text())) await keepNeed(cache, need, chosen);
  }
}

// The files that a page, a style sheet or a module names.
function needs(path, text) {
  const neighbours = [...text.matchAll(NEIGHBOURS)].map(([, name]) => new URL(name, location.origin + path).pathname);
  return new Set([...(text.match(NEEDS) ?? []), ...(path.endsWith(".js") ? neighbours : [])]);
}

async function pages(cache) {
  const paths = ((await cache?.keys()) ?? []).map((request) => new URL(request.url).pathname);
  return paths.filter((path) => !path.startsWith("/static/"));
}

async function listed(cache) {
  const found = [];
  for (const path of await pages(cache)) {
    if (path === AWAY) continue;
    const { headers } = await cache.match(path);
    const title = decodeURIComponent(headers.get("X-Title"));
    const saved = Number(headers.get("X-Saved-At"));
    found.push({
      path,
      opens: path.replace(/\/paper$/, "/items/1"),
      held: heldFor(path) !== null,
      title: path.startsWith("/attempts/") ? title.replace(/^[^·]*· /, "") : title,
      saved,
      when: day(saved),
      size: Number(headers.get("X-Size")),
      chosen: headers.has("X-Chosen"),
    });
  }
  return found;
}

async function dropOldest(cache) {
  const opened = (await listed(cache))
    .filter(({ chosen, held }) => !chosen && !held)
    .sort((one, other) => other.saved - one.saved);
  for (const { path } of opened.slice(MOST_OPENED)) await cache.delete(path);
}

async function dropUnneeded(cache) {
  const needed = new Set();
  for (const path of await pages(cache)) await addNeeds(cache, path, needed);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/static/") && !needed.has(pathname)) await cache.delete(request);
  }
}

async function addNeeds(cache, path, needed) {
  const copy = await cache.match(path);
  if (!copy || !/html|css|javascript/.test(copy.headers.get("Content-Type"))) return;
  for (const need of needs(path, await copy.text())) {
    if (needed.has(need)) continue;
    needed.add(need);
    await addNeeds(cache, need, needed);
  }
}
