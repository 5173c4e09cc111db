// A watch to practise against. It counts what a clock that nobody can set says has passed, also while the tab sleeps.

const MESSAGES = { start: "Start the watch", stop: "Stop the watch", goOn: "Go on" };
const TICK = 250; // ms

for (const watch of document.querySelectorAll("[data-stopwatch]")) {
  const shown = watch.querySelector("output");
  const run = watch.querySelector("[data-run]");
  const allowed = Number(watch.dataset.stopwatch) * 60; // s
  let before = 0; // ms counted until it was last stopped
  let since = null;
  let timer = 0;

  const show = () => {
    const seconds = Math.floor((before + (since === null ? 0 : performance.now() - since)) / 1000);
    const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (shown.textContent !== words) shown.textContent = words;
    watch.classList.toggle("over", seconds >= allowed);
    run.textContent = since === null ? (before ? MESSAGES.goOn : MESSAGES.start) : MESSAGES.stop;
  };
  const stop = () => {
    if (since !== null) before += performance.now() - since;
    since = null;
    clearInterval(timer);
  };

  run.addEventListener("click", () => {
    if (since === null) {
      since = performance.now();
      timer = setInterval(show, TICK);
    } else {
      stop();
    }
    show();
  });
  watch.querySelector("[data-reset]").addEventListener("click", () => {
    stop();
    before = 0;
    show();
  });
  watch.hidden = false;
}
