// The page looks again every ten seconds, puts the new learners' list in the place of the old, and can be told to stop.

const live = document.querySelector("[data-live]");
const asOf = document.querySelector("[data-as-of]");
const pause = document.querySelector("[data-pause]");
const EVERY = 10_000; // ms
const MESSAGES = {
  noAnswer: (asOf) => `${asOf}; the site does not answer just now`,
  resume: "Go on refreshing",
  pause: "Pause refreshing",
};

if (live && pause) {
  let paused = false;

  const put = (fresh) => {
    const link = live.contains(document.activeElement) && document.activeElement.getAttribute("href");
    live.replaceChildren(...fresh.querySelector("[data-live]").childNodes);
    asOf.textContent = fresh.querySelector("[data-as-of]").textContent;
    if (link) live.querySelector(`a[href="${link}"]`)?.focus();
  };

  const look = async () => {
    if (paused || document.hidden) return;
    try {
      const answer = await fetch(location.pathname);
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      asOf.textContent = MESSAGES.noAnswer(asOf.textContent.split(";")[0]);
    }
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? MESSAGES.resume : MESSAGES.pause;
    look();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
}
