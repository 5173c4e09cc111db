// The notes of an attempt are saved while they are written, and kept on this device until the site has them.

import { named } from "./device.js";
import { newKey } from "./keys.js";

const PAUSE = 2000; // ms after the last key
const RETRY = 10_000;

const MESSAGES = {
  saved: (time) => `Notes saved ${time}`,
  notSaved: "The notes are not saved.",
  signedOut: "You are signed out. The notes are kept on this device.",
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

  const post = (notes) =>
    fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, key: newKey(), notes }),
      headers: { Accept: "application/json" },
      keepalive: true,
    });

  // Signed in again since the page was made: the new sign-in has a token of its own.
  const renewToken = async () => {
    const page = await fetch(location.pathname, { headers: { Accept: "application/json" } });
    if (page.ok) form.elements.csrf_token.value = (await page.json()).token;
    return page.ok;
  };

  const hear = (answer, said, notes) => {
    if (answer.status === 401) told.textContent = MESSAGES.signedOut;
    else if (answer.status >= 500 || answer.status === 429) later(RETRY);
    else settle(notes, answer.ok ? MESSAGES.saved(said.saved_at) : (said.problem ?? MESSAGES.notSaved));
  };

  // The site has answered, so nothing is left to be sent, whether it took the notes or said why not.
  const settle = (notes, words) => {
    told.textContent = words;
    if (unsent() === notes) localStorage.removeItem(memory);
    else later(PAUSE);
  };

  const send = async () => {
    const notes = unsent();
    if (notes === null || sending) return;
    sending = true;
    try {
      let answer = await post(notes);
      if (answer.status === 400 && (await renewToken())) answer = await post(notes);
      hear(answer, await answer.json().catch(() => ({})), notes);
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
