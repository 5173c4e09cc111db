// Writes group after group and shows how far it is; without this the button does several groups at a press.
const MESSAGES = {
  done: (done, all) => `${done} of ${all} results written`,
  offline: "The site could not be reached. What is written stays; go on when it answers again.",
};

const form = document.querySelector("form[data-regrading]");
const bar = form.querySelector("progress");
const words = form.querySelector("[data-done]");
const announce = form.querySelector("[data-announce]");
const button = form.querySelector("button");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
write();

async function write() {
  button.disabled = true;
  try {
    for (let tenth = 0; ;) {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { done, counted, finished } = await answer.json();
      bar.value = done;
      words.textContent = MESSAGES.done(done, counted);
      if (finished) return location.reload();
      if (Math.floor((10 * done) / counted) > tenth) {
        tenth = Math.floor((10 * done) / counted);
        announce.textContent = words.textContent;
      }
    }
  } catch {
    announce.textContent = MESSAGES.offline;
    announce.classList.remove("unseen");
    button.disabled = false;
  }
}
