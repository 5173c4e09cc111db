// The time left in an attempt. The server says how many seconds remain; from then on only a clock that nobody can set
// counts (performance.now), so a wrong device clock or a background tab changes nothing. That clock may stand still
// while a device sleeps: when the two clocks disagree, or the page is shown again, the server is asked once more.

const clock = document.querySelector("[data-remaining]");
const ANNOUNCED = [1, 5, 10]; // minutes
const HOUR = 3600;

if (clock) {
  const [left, says] = [clock.querySelector("[data-left]"), clock.querySelector("[data-says]")];
  const voice = document.querySelector("[data-announce]");
  const opened = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  let deadline = opened + Number(clock.dataset.remaining) * 1000;
  const memory = `announced ${clock.dataset.ask}`; // across the pages of one attempt in this window
  let seen = { steady: performance.now(), wall: Date.now() };
  let timer = 0;
  let early = false;

  const written = (seconds) => {
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
    return (seconds >= HOUR ? [Math.floor(seconds / HOUR), ...parts] : parts).join(":");
  };

  const tick = () => {
    const now = { steady: performance.now(), wall: Date.now() };
    const slept = Math.abs(now.wall - seen.wall - (now.steady - seen.steady)) > 2000;
    seen = now;
    if (slept) ask();
    const seconds = Math.max(0, Math.ceil((deadline - now.steady) / 1000));
    left.textContent = written(seconds);
    clock.classList.toggle("soon", seconds <= 300);
    if (seconds === 0) end();
  };

  const announce = () => {
    const seconds = Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
    const mark = ANNOUNCED.find((minutes) => seconds <= minutes * 60);
    if (!mark || seconds === 0 || mark >= Number(sessionStorage.getItem(memory) ?? Infinity)) return;
    sessionStorage.setItem(memory, mark);
    const minutes = Math.ceil(seconds / 60);
    voice.textContent = minutes === 1 ? "One minute left." : `${minutes} minutes left.`;
  };

  const ask = async () => {
    try {
      const answer = await fetch(clock.dataset.ask, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const arrived = performance.now();
      const said = await answer.json();
      document.dispatchEvent(new CustomEvent("told", { detail: said }));
      const remaining = said.remaining * 1000;
      early = remaining === 0 && deadline - arrived > 5000; // submitted in another window
      deadline = arrived + remaining;
      tick();
    } catch {
      // No connection: the steady clock goes on.
    }
  };

  const end = () => {
    clearInterval(timer);
    left.textContent = "Time is up";
    says.textContent = `at ${clock.dataset.ends}`;
    document.querySelector("[data-time-up]").hidden = false;
    document.querySelector("[data-player]")?.toggleAttribute("inert", true); // disabled fields would send no answer
    document.dispatchEvent(new CustomEvent("over", { detail: { early } }));
  };

  says.textContent = `left, ends at ${clock.dataset.ends}`;
  timer = setInterval(() => (tick(), announce()), 500);
  tick();
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("pageshow", (event) => event.persisted && ask());
  addEventListener("online", ask);
}
