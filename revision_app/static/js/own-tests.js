// Says how many questions there are while a test of one's own is chosen; the button that asks for it is not needed then.

const WAIT = 250; // ms after the last change
const form = document.querySelector("[data-own-test]");
const words = form?.querySelector("[data-words]");
let timer = 0;
let asking = null;

async function count() {
  asking?.abort();
  asking = new AbortController();
  const chosen = new URLSearchParams(new FormData(form));
  chosen.delete("csrf_token");
  chosen.delete("name");
  try {
    const answer = await fetch(`${form.dataset.ownTest}?${chosen}`, {
      headers: { Accept: "application/json" },
      signal: asking.signal,
    });
    const told = await answer.json();
    words.textContent = told.words ?? told.problem ?? words.textContent;
  } catch (error) {
    if (error.name !== "AbortError") words.textContent = "Without a connection the questions cannot be counted.";
  }
}

function soon(event) {
  if (event.target.name === "name") return;
  clearTimeout(timer);
  timer = setTimeout(count, WAIT);
}

if (form) {
  form.querySelector("[data-count]").hidden = true;
  form.addEventListener("input", soon);
}
