// Neutral facts about how a paper is sat: that the page lost the focus and had it again, and long pastes. They are sent
// in small batches and wait for nothing; the learner can read every one of them.

import { newKey } from "./keys.js";

const AWAY = 2000; // ms without the focus that are worth a line
const LONG = 40; // characters of a paste that are worth a line
const MOST = 20;

const player = document.querySelector("[data-attempt]");

if (player) {
  const { attempt } = player.dataset;
  const n = Number(location.pathname.split("/").at(-1)) || 1;
  const memory = `facts ${attempt}`;
  let left = null;

  const waiting = () => JSON.parse(sessionStorage.getItem(memory) ?? "[]");
  const keep = (facts) => sessionStorage.setItem(memory, JSON.stringify(facts.slice(-MOST)));
  const note = (kind, at = Date.now(), size = 0) => keep([...waiting(), { kind, n, at, size }]);

  const send = async () => {
    const facts = waiting();
    const body = new URLSearchParams({ csrf_token: player.elements.csrf_token.value, key: newKey() });
    const ago = ({ at }) => Math.max(0, Math.round((Date.now() - at) / 1000));
    for (const fact of facts)
      body.append("fact", `${fact.kind} ${fact.n} ${Math.min(ago(fact), 999_999)} ${fact.size}`);
    keep([]);
    try {
      const answer = await fetch(`/attempts/${attempt}/facts`, {
        method: "POST",
        body,
        keepalive: true,
        headers: { Accept: "application/json" },
      });
      if (answer.status >= 500) keep([...facts, ...waiting()]);
    } catch {
      keep([...facts, ...waiting()]);
    }
  };

  const leave = () => (left ??= Date.now());
  const back = () => {
    if (left !== null && Date.now() - left > AWAY) {
      note("left", left);
      note("returned");
      send();
    }
    left = null;
  };
  addEventListener("blur", leave);
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : back()));
  addEventListener("pagehide", () => {
    if (left === null || Date.now() - left < AWAY) return;
    note("left", left);
    send();
  });
  player.addEventListener("paste", (event) => {
    const { length } = event.clipboardData?.getData("text") ?? "";
    if (length < LONG) return;
    note("pasted", Date.now(), Math.min(length, 999_999));
    send();
  });
  addEventListener("online", send);
  if (sessionStorage.getItem(`${memory} begun`) === null) {
    sessionStorage.setItem(`${memory} begun`, "yes");
    send(); // from which network this window asks
  }
}
