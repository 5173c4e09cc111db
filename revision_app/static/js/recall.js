// Today's cards, one after the other: by thumb, by keyboard or by swipe, with a connection or without. What was not
// known comes back at the end, unless the day is full. Without this the page shows the first card, and the next once it has been sent.

import { Reviews } from "./reviews.js";
import { Sender } from "./sending.js";

const SWIPE = 80; // CSS pixels
const OBLIQUE = 0.5; // how far a swipe may lean
const MOST_TRIES = 3; // of one card in a session
const FORGOTTEN = "1";
const KNOWN = "3";

const MESSAGES = {
  left: (count) => (count === 1 ? "1 card to go." : `${count} cards to go.`),
  done: (count) => (count === 1 ? "You have looked at 1 card." : `You have looked at ${count} cards.`),
  waiting: "No connection. Your answers are kept on this device and sent when the connection is back.",
  busy: "The site is busy. Your answers are kept on this device; trying again.",
  "signed-out": "You are signed out. Your answers are kept on this device; sign in again to send them.",
  "no-access": "You are acting in another role. Your answers are kept on this device.",
  onPage: "This device keeps nothing, so leave this page open until your answers have been sent.",
};

const who = document.querySelector("[data-who]")?.dataset.who;
const cards = [...document.querySelectorAll("[data-card]")];
const progress = document.querySelector("[data-progress]");
const receipt = document.querySelector("[data-receipt]");
const done = document.querySelector("[data-done]");
const tries = new Map();
const mostTries = document.querySelector("[data-once]") ? 1 : MOST_TRIES;
let looked = 0;
let since = performance.now();

if (who && cards.length) begin();

function begin() {
  const reviews = new Reviews(who);
  const sender = new Sender(reviews, {
    token: cards[0].elements.csrf_token.value,
    told: (what, entry, said) => tell(what, said),
  });
  const latest = new Map(reviews.waiting().map(({ card, rating }) => [card, rating]));
  const queue = cards.filter((card) => !latest.has(card.dataset.card) || latest.get(card.dataset.card) === FORGOTTEN);
  addEventListener("online", () => sender.wake());
  for (const card of cards) listen(card, (rating) => rated(card, rating, { queue, reviews, sender }));
  for (const card of cards) card.hidden = card !== queue[0];
  if (!queue.length) finish();
  sender.send();
}

function listen(card, rate) {
  card.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "rating") return;
    event.preventDefault();
    rate(event.submitter.value);
  });
  const answer = card.querySelector("details.answer");
  answer.addEventListener("toggle", () => answer.open && card.querySelector(".ratings").focus());
  document.addEventListener("keydown", (event) => !card.hidden && pressed(event, card, answer));
  swipes(card, (way) => answer.open && rate(way > 0 ? KNOWN : FORGOTTEN));
}

function pressed(event, card, answer) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const button = card.querySelectorAll(".ratings button")[Number(event.key) - 1];
  if (answer.open && button) button.click();
  else if (event.key === " " && !event.target.closest("button, a, summary")) {
    event.preventDefault();
    answer.open = true;
  }
}

function swipes(card, heard) {
  let start = null;
  card.addEventListener("touchstart", ({ touches }) => (start = touches.length === 1 ? touches[0] : null), {
    passive: true,
  });
  card.addEventListener("touchend", ({ changedTouches: [end] }) => {
    const across = start ? end.clientX - start.clientX : 0;
    const down = start ? end.clientY - start.clientY : 0;
    if (Math.abs(across) > SWIPE && Math.abs(down) < Math.abs(across) * OBLIQUE) heard(Math.sign(across));
  });
}

function rated(card, rating, { queue, reviews, sender }) {
  const seconds = Math.round((performance.now() - since) / 1000);
  reviews.add({ card: card.dataset.card, rating, seconds });
  sender.wake();
  sender.send();
  looked += 1;
  tries.set(card, (tries.get(card) ?? 0) + 1);
  queue.shift();
  card.hidden = true;
  card.querySelector("details.answer").open = false;
  if (rating === FORGOTTEN && tries.get(card) < mostTries) queue.push(card);
  if (queue.length) show(queue);
  else finish();
}

function show(queue) {
  const [card] = queue;
  card.hidden = false;
  since = performance.now();
  progress.textContent = MESSAGES.left(queue.length);
  card.querySelector("h2").focus({ preventScroll: true });
  card.scrollIntoView({ block: card.getBoundingClientRect().top < 0 ? "start" : "nearest" });
}

function finish() {
  progress.textContent = "";
  done.hidden = false;
  done.querySelector("[data-done-words]").textContent = MESSAGES.done(looked || cards.length);
  done.querySelector("h2").focus();
}

function tell(what, said = {}) {
  if (what === "saving") return;
  const words = what === "waiting" && said.busy ? MESSAGES.busy : MESSAGES[what];
  receipt.textContent = words ?? "";
}
