// The time left in an attempt. The server says how many seconds remain; from then on only a clock that nobody can set
// counts (performance.now), so a wrong device clock or a background tab changes nothing. That clock may stand still
// while a device sleeps: when the two clocks disagree, when the page is shown again, and once a minute, the server is
// asked once more; so more time that a tutor gives arrives by itself.

const clock = document.querySelector("[data-remaining]");
const ANNOUNCED = [1, 5, 10]; // minutes
const HOUR = 3600;
const ASKED_EVERY = 60_000; // ms
const isKept = document.querySelector("template[data-place]") !== null; // the page knows the time of when it was kept

if (clock) {
  const [left, says] = [clock.querySelector("[data-left]"), clock.querySelector("[data-says]")];
  const voice = document.querySelector("[data-announce]");
  const calm = "calm" in clock.dataset;
  const warned = `announced ${clock.dataset.ask}`; // across the pages of one attempt in this window
  const memory = `clock ${clock.dataset.clock}`; // when it ends by this device's clock, for pages without a connection
  let deadline = began();
  let ends = clock.dataset.ends;
  let seen = { steady: performance.now(), wall: Date.now() };
  let asked = performance.now();
  let timer = 0;
  let early = false;

  function began() {
    const known = isKept && Number(localStorage.getItem(memory));
    if (known) return performance.now() + known - Date.now();
    const opened = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
    return opened + Number(clock.dataset.remaining) * 1000;
  }

  const remember = () => {
    try {
      localStorage.setItem(memory, Math.round(Date.now() + deadline - performance.now()));
    } catch {
      // A browser that keeps nothing has no pages without a connection either.
    }
  };

  const written = (seconds) => {
    if (calm) return seconds > 60 ? `${Math.ceil(seconds / 60)} minutes` : "Under a minute";
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
    return (seconds >= HOUR ? [Math.floor(seconds / HOUR), ...parts] : parts).join(":");
  };

  const show = (element, words) => {
    if (element.textContent !== words) element.textContent = words;
  };

  const tick = () => {
    const now = { steady: performance.now(), wall: Date.now() };
    const slept = Math.abs(now.wall - seen.wall - (now.steady - seen.steady)) > 2000;
    seen = now;
    if (slept || (!document.hidden && now.steady - asked > ASKED_EVERY)) ask();
    const seconds = Math.max(0, Math.ceil((deadline - now.steady) / 1000));
    show(left, written(seconds));
    show(says, `left, ends at ${ends}`);
    clock.classList.toggle("soon", seconds <= 300);
    if (seconds === 0) end();
  };

  const announce = () => {
    const seconds = Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
    const mark = ANNOUNCED.find((minutes) => seconds <= minutes * 60);
    if (!mark || seconds === 0 || mark >= Number(sessionStorage.getItem(warned) ?? Infinity)) return;
    sessionStorage.setItem(warned, mark);
    const minutes = Math.ceil(seconds / 60);
    voice.textContent = minutes === 1 ? "One minute left." : `${minutes} minutes left.`;
  };

  const longer = (milliseconds) => {
    const minutes = Math.round(milliseconds / 60_000);
    if (minutes < 1) return;
    voice.textContent = `You have ${minutes === 1 ? "1 minute" : `${minutes} minutes`} more. The paper ends at ${ends}.`;
    sessionStorage.removeItem(warned); // what was warned of may come again
  };

  const ask = async () => {
    asked = performance.now();
    try {
      const answer = await fetch(clock.dataset.ask, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const arrived = performance.now();
      const said = await answer.json();
      if (said.remaining === null) return location.reload(); // there is no limit any more
      const [before, remaining] = [deadline, said.remaining * 1000];
      early = remaining === 0 && deadline - arrived > 5000; // submitted in another window
      [deadline, ends] = [arrived + remaining, said.ends ?? ends];
      document.dispatchEvent(new CustomEvent("told", { detail: said }));
      remember();
      if (before !== deadline && said.remaining) longer(deadline - before);
      if (timer) tick();
      else if (said.remaining) location.reload(); // more time after all
    } catch {
      // No connection: the steady clock goes on.
    }
  };

  const end = () => {
    clearInterval(timer);
    timer = 0;
    left.textContent = "Time is up";
    says.textContent = `at ${ends}`;
    document.querySelector("[data-ended]").textContent = ends;
    document.querySelector("[data-time-up]").hidden = false;
    document.querySelector("[data-player]")?.toggleAttribute("inert", true); // disabled fields would send no answer
    document.dispatchEvent(new CustomEvent("over", { detail: { early } }));
  };

  timer = setInterval(() => (tick(), timer && announce()), 500);
  if (!isKept) remember();
  tick();
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("pageshow", (event) => event.persisted && ask());
  addEventListener("online", ask);
}
