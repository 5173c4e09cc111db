// Each choice is saved at once. One save is on its way at a time and is repeated under its own key until the server
// answers, so nothing is lost and nothing counts twice; of choices made meanwhile the newest is sent next.

const form = document.querySelector("form[data-autosave]");
const receipt = document.querySelector("#receipt");
const LONGEST_WAIT = 15000;
const PATIENCE = 10000;

if (form && receipt) {
  const fields = form.elements;
  let newest = null; // the choice that is still to be sent
  let sending = false;
  let held = null; // the button that waits for the save
  let wake = () => {};

  const key = () =>
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const say = (words, look = "") => {
    receipt.className = `saved ${look}`;
    receipt.textContent = words;
  };

  const pause = (time) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      wake = () => (clearTimeout(timer), resolve());
    });

  const take = () => {
    const save = new URLSearchParams(new FormData(form));
    save.set("key", key());
    return save;
  };

  const show = () => {
    const here = form.querySelector(".palette [aria-current]");
    const answered = new FormData(form).has("answer");
    here.classList.toggle("answered", answered);
    const words = [`Question ${here.textContent}`, answered ? "answered" : "not answered"];
    if (here.classList.contains("flagged")) words.push("flagged");
    here.setAttribute("aria-label", words.join(", "));
    form.querySelector("[data-answered]").textContent = form.querySelectorAll(".palette .answered").length;
  };

  const post = async (save) => {
    save.set("seen", fields.seen.value);
    const answer = await fetch(form.action, {
      method: "POST",
      body: save,
      headers: { Accept: "application/json" },
      keepalive: true,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error("busy");
    return answer;
  };

  // True when the server has taken the choice; false when it has said no, in words that the page then shows.
  const save = async (choice) => {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        const answer = await post(choice);
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) {
          if (said.step) fields.seen.value = said.step;
          say(said.saved_at ? `Saved ${said.saved_at}` : "");
          return true;
        }
        const signedOut = "You are signed out, so this is not saved. Sign in again in another window, then choose once more.";
        say(answer.status === 401 ? signedOut : said.problem ?? "Not saved. Reload the page and choose again.", "refused");
        return false;
      } catch (fault) {
        const why = fault.message === "busy" ? "the site is busy" : "no connection";
        say(`Not saved yet: ${why}. Trying again`, "waiting");
        await pause(wait);
      }
    }
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    let taken = true;
    while (newest && taken) {
      const choice = newest;
      newest = null;
      taken = await save(choice);
    }
    newest = null;
    sending = false;
    const button = held;
    held = null;
    if (button) form.requestSubmit(button); // refused or saved: the page that follows says which
  };

  form.addEventListener("change", (event) => {
    if (event.target.name !== "answer") return;
    newest = take();
    say("Saving", "waiting");
    show();
    send();
  });

  form.addEventListener("submit", (event) => {
    if (sending || newest) {
      event.preventDefault();
      held = event.submitter;
    } else if (!navigator.onLine) {
      event.preventDefault();
      say("No connection. Your answers so far are saved; go on when it is back.", "waiting");
    }
  });

  addEventListener("online", () => wake());
  addEventListener("beforeunload", (event) => {
    if (sending || newest) event.preventDefault();
  });
}
