// The time left in an attempt. The server says how many seconds remain; from then on only a clock that nobody can set
// counts (performance.now), so a wrong device clock or a background tab changes nothing. That clock may stand still
// while a device sleeps: when the two clocks disagree, when the page is shown again, and once a minute, the server is
// asked once more; so more time that a tutor gives arrives by itself.

const ANNOUNCED = [1, 5, 10]; // minutes
const HOUR = 3600; // s
const SOON = 300; // s
const TICK = 500; // ms
const ASKED_EVERY = 60_000; // ms
const SLEPT = 2000; // ms by which the two clocks part when a device has slept
const SAID = 10_000; // ms for which an announcement stays: whoever reads the page later must not meet an old one
const EARLY = 5000; // ms before its end in which an attempt that is over was submitted elsewhere
const isKept = document.querySelector("template[data-place]") !== null; // the page knows the time of when it was kept

const count = (minutes) => (minutes === 1 ? "1 minute" : `${minutes} minutes`);
const MESSAGES = {
  left: (ends) => `left, ends at ${ends}`,
  underAMinute: "Under a minute",
  minutesLeft: (minutes) => (minutes === 1 ? "One minute left." : `${minutes} minutes left.`),
  moreTime: (minutes, ends) => `You have ${count(minutes)} more. The paper ends at ${ends}.`,
  timeIsUp: "Time is up",
  at: (ends) => `at ${ends}`,
};

class Countdown {
  constructor(clock) {
    this.clock = clock;
    this.left = clock.querySelector("[data-left]");
    this.says = clock.querySelector("[data-says]");
    this.voice = document.querySelector("[data-announce]");
    this.isCalm = "calm" in clock.dataset;
    this.warned = `announced ${clock.dataset.ask}`; // across the pages of one attempt in this window
    this.memory = `clock ${clock.dataset.clock}`; // when it ends by this device's clock, for pages without a connection
    this.deadline = this.#firstDeadline();
    this.ends = clock.dataset.ends;
    this.seen = { steady: performance.now(), wall: Date.now() };
    this.asked = performance.now();
    this.isEarly = false;
  }

  start() {
    this.timer = setInterval(() => {
      this.#tick();
      if (this.timer) this.#announce();
    }, TICK);
    if (!isKept) this.#remember();
    this.#tick();
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask());
    addEventListener("pageshow", (event) => event.persisted && this.#ask());
    addEventListener("online", () => this.#ask());
  }

  #firstDeadline() {
    const known = isKept && Number(localStorage.getItem(this.memory));
    if (known) return performance.now() + known - Date.now();
    const opened = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
    return opened + Number(this.clock.dataset.remaining) * 1000;
  }

  #remember() {
    try {
      localStorage.setItem(this.memory, Math.round(Date.now() + this.deadline - performance.now()));
    } catch {
      // A browser that keeps nothing has no pages without a connection either.
    }
  }

  #secondsLeft() {
    return Math.max(0, Math.ceil((this.deadline - performance.now()) / 1000));
  }

  #tick() {
    if (this.#hasSlept() || (!document.hidden && performance.now() - this.asked > ASKED_EVERY)) this.#ask();
    const seconds = this.#secondsLeft();
    show(this.left, written(seconds, this.isCalm));
    show(this.says, MESSAGES.left(this.ends));
    this.clock.classList.toggle("soon", seconds <= SOON);
    if (seconds === 0) this.#end();
  }

  #hasSlept() {
    const now = { steady: performance.now(), wall: Date.now() };
    const parted = Math.abs(now.wall - this.seen.wall - (now.steady - this.seen.steady));
    this.seen = now;
    return parted > SLEPT;
  }

  #announce() {
    const seconds = this.#secondsLeft();
    const mark = ANNOUNCED.find((minutes) => seconds <= minutes * 60);
    if (!mark || seconds === 0 || mark >= Number(sessionStorage.getItem(this.warned) ?? Infinity)) return;
    sessionStorage.setItem(this.warned, mark);
    this.#say(MESSAGES.minutesLeft(Math.ceil(seconds / 60)));
  }

  #say(words) {
    clearTimeout(this.silence);
    this.voice.textContent = words;
    this.silence = setTimeout(() => (this.voice.textContent = ""), SAID);
  }

  async #ask() {
    this.asked = performance.now();
    try {
      const answer = await fetch(this.clock.dataset.ask, { headers: { Accept: "application/json" } });
      const arrived = performance.now();
      if (answer.ok) this.#hear(await answer.json(), arrived);
    } catch {
      // No connection: the steady clock goes on.
    }
  }

  #hear(said, arrived) {
    if (said.remaining === null) return location.reload(); // there is no limit any more
    const [before, remaining] = [this.deadline, said.remaining * 1000];
    this.isEarly = remaining === 0 && before - arrived > EARLY; // submitted in another window
    [this.deadline, this.ends] = [arrived + remaining, said.ends ?? this.ends];
    document.dispatchEvent(new CustomEvent("told", { detail: said }));
    this.#remember();
    if (before !== this.deadline && said.remaining) this.#sayLonger(this.deadline - before);
    if (this.timer) this.#tick();
    else if (said.remaining) location.reload(); // more time after all
    return null;
  }

  #sayLonger(milliseconds) {
    const minutes = Math.round(milliseconds / 60_000);
    if (minutes < 1) return;
    this.#say(MESSAGES.moreTime(minutes, this.ends));
    sessionStorage.removeItem(this.warned); // what was warned of may come again
  }

  #end() {
    clearInterval(this.timer);
    this.timer = 0;
    this.left.textContent = MESSAGES.timeIsUp;
    this.says.textContent = MESSAGES.at(this.ends);
    document.querySelector("[data-ended]").textContent = this.ends;
    document.querySelector("[data-time-up]").hidden = false;
    document.querySelector("[data-player]")?.toggleAttribute("inert", true); // disabled fields would send no answer
    document.dispatchEvent(new CustomEvent("over", { detail: { early: this.isEarly } }));
  }
}

function written(seconds, isCalm) {
  if (isCalm) return seconds > 60 ? `${Math.ceil(seconds / 60)} minutes` : MESSAGES.underAMinute;
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return (seconds >= HOUR ? [Math.floor(seconds / HOUR), ...parts] : parts).join(":");
}

function show(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

const clock = document.querySelector("[data-remaining]");
if (clock) new Countdown(clock).start();
