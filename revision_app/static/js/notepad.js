// The notes of an attempt are saved while they are written, and kept on this device until the site has them.

import { named } from "./answers.js";
import { newKey } from "./keys.js";

const PAUSE = 2000; // ms after the last key
const RETRY = 10_000;

const MESSAGES = {
  saved: (time) => `Notes saved ${time}`,
  notSaved: "The notes are not saved.",
  offline: "No connection. The notes are kept on this device.",
};

const pad = document.querySelector("[data-notes]");
const player = document.querySelector("[data-attempt]");

if (pad && player) {
  const { attempt, who } = player.dataset;
  const form = pad.form;
  const told = document.querySelector("[data-notes-saved]");
  const memory = named("notes", who, attempt);
  let timer = 0;
  let sending = false;

  const unsent = () => localStorage.getItem(memory);
  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(send, time);
  };

  const send = async () => {
    const notes = unsent();
    if (notes === null || sending) return;
    sending = true;
    try {
      const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, key: newKey(), notes });
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: true,
      });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) {
        told.textContent = MESSAGES.saved(said.saved_at);
        if (unsent() === notes) localStorage.removeItem(memory);
        else later(PAUSE);
      } else if (answer.status >= 500) later(RETRY);
      else told.textContent = said.problem ?? MESSAGES.notSaved;
    } catch {
      told.textContent = MESSAGES.offline;
      later(RETRY);
    }
    sending = false;
  };

  if (unsent() !== null) {
    pad.value = unsent();
    pad.closest("details").open = true;
    later(0);
  }
  pad.addEventListener("input", () => {
    localStorage.setItem(memory, pad.value);
    later(PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    localStorage.setItem(memory, pad.value);
    later(0);
  });
  document.querySelector("[data-save-notes]").hidden = true; // they save themselves
  addEventListener("pagehide", send);
}
