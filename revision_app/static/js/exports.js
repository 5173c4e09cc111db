// While a file is being made, the page looks how far it is and puts the new list in the place of the old.

const EVERY = 2_000; // ms
const list = () => document.querySelector("[data-exports]");

const look = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.pathname);
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-exports]");
    if (fresh && fresh.textContent !== list().textContent) list().replaceWith(fresh);
  } catch {
    // The site does not answer just now; the next look may find it again.
  }
};

const wait = async () => {
  while (list()?.matches("[data-open]")) {
    await new Promise((done) => setTimeout(done, EVERY));
    await look();
  }
};

wait();
