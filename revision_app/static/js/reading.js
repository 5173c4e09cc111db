// Counts a section as read once it was before the reader for a fair time: on screen, in a tab that is looked at.
// The buttons at the foot of each section say it at once. Everything here is kept by the server.
const contents = document.getElementById("my-reading");
const token = document.querySelector("#mark [name=csrf_token]");
const TICK = 1000; // milliseconds
const BEGUN = 3; // seconds on screen after which a section counts as begun

const feet = new Map([...document.querySelectorAll("[data-foot]")].map((foot) => [foot.dataset.foot, foot]));
const line = (name) => contents.querySelector(`[data-section="${CSS.escape(name)}"]`);
const band = (name) => document.querySelector(`[data-band="${CSS.escape(name)}"]`);
const MESSAGES = {
  read: "Read ✓",
  mark: "Mark as read",
  unmark: "Mark as not read",
  markSection: (title) => `Mark as read: ${title}`,
  unmarkSection: (title) => `Read. Mark as not read: ${title}`,
  allRead: (all) => `all ${all} sections read`,
  someRead: (read, all) => `${read} of ${all} sections read`,
};
const STATES = { read: "read", changed: "changed since you read it", seen: "begun", unread: "not read yet" };

const onScreen = new Set();
const spent = new Map(); // seconds on screen since the page was opened
const given = new Set(); // sections that were marked by hand are left alone
const unsent = new Map(); // said, and not yet kept

const show = (name, state) => {
  line(name).dataset.state = state;
  line(name).querySelector(".state").textContent = STATES[state];
  band(name)?.setAttribute("data-state", state);
  const button = feet.get(name).querySelector("button");
  const title = line(name).querySelector("a").textContent;
  const read = state === "read";
  button.textContent = read ? MESSAGES.read : MESSAGES.mark;
  button.setAttribute("aria-label", read ? MESSAGES.unmarkSection(title) : MESSAGES.markSection(title));
  button.title = read ? MESSAGES.unmark : "";
};

const sum = () => {
  const all = contents.querySelectorAll("[data-section]").length;
  const read = contents.querySelectorAll("[data-state=read]").length;
  contents.querySelector("[data-so-far]").textContent =
    read === all ? MESSAGES.allRead(all) : MESSAGES.someRead(read, all);
  document.querySelector("#mark button").disabled = read === all;
};

const send = async (name, state) => {
  unsent.set(name, state);
  const body = new URLSearchParams({ csrf_token: token.value, state, digest: feet.get(name).dataset.digest });
  try {
    const answer = await fetch(`${contents.dataset.page}/sections/${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      keepalive: true,
    });
    if (answer.status < 500 && unsent.get(name) === state) unsent.delete(name);
    return answer.ok;
  } catch {
    return false; // sent again when the connection is back
  }
};

const become = (name, state) => {
  show(name, state);
  sum();
  return send(name, state);
};

const tick = () => {
  if (document.visibilityState !== "visible" || !document.hasFocus()) return;
  for (const name of onScreen) {
    const state = line(name).dataset.state;
    if (state === "read" || given.has(name)) continue;
    const seconds = (spent.get(name) ?? 0) + TICK / 1000;
    spent.set(name, seconds);
    if (seconds >= Number(feet.get(name).dataset.seconds)) become(name, "read");
    else if (seconds >= BEGUN && state === "unread") become(name, "seen");
  }
};

// A section is before the reader while it fills a third of the window, or is itself a third in it.
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      const enough = isIntersecting && (intersectionRatio > 0.33 || intersectionRect.height > innerHeight / 3);
      onScreen[enough ? "add" : "delete"](target.id);
    }
  },
  { threshold: [0, 0.05, 0.1, 0.2, 0.34, 0.5, 0.75, 1] },
);

if (contents) {
  for (const [name, foot] of feet) {
    show(name, line(name).dataset.state);
    watch.observe(document.getElementById(name));
    foot.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      given.add(name);
      become(name, line(name).dataset.state === "read" ? "unread" : "read");
    });
  }
  setInterval(tick, TICK);
  addEventListener("online", () => unsent.forEach((state, name) => send(name, state)));
}
