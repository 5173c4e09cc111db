// What is left of a break; when it is over the paper goes on by itself, as its clock does.

const resting = document.querySelector("[data-rest]");

if (resting) {
  const left = resting.querySelector("[data-rest-left]");
  const opened = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
  const end = opened + Number(resting.dataset.rest) * 1000;
  const tick = () => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (seconds <= 0) {
      clearInterval(timer);
      location.reload(); // leads on to the question
      return;
    }
    const words = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
    if (left.textContent !== words) left.textContent = words;
  };
  const timer = setInterval(tick, 500);
  tick();
  document.addEventListener("visibilitychange", () => document.hidden || location.reload()); // a device may have slept
}
