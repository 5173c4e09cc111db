// Sends chosen files in parts, each a short request, and goes on where it stopped: after a lost connection by itself,
// after a closed page once the same file is chosen again.

const FIRST_WAIT = 1000; // ms
const LONGEST_WAIT = 15_000;
const SMALLEST_PART = 32 * 1024; // bytes
const ENDS = 64 * 1024; // bytes at both ends of a file, by which it is known again

const MESSAGES = {
  waiting: "waits for its turn.",
  sending: (sent, size) => `${sent} of ${size} MB sent.`,
  lost: "No connection just now. It goes on by itself.",
  checking: "Arrived. Being checked …",
  done: "Uploaded.",
  open: "Open it",
  signedOut: "You have been signed out. Sign in again, then choose the same file: the upload goes on.",
  large: (most) => `is larger than ${most} MB. Make it smaller, or split it.`,
  failed: "could not be uploaded. Try again.",
};

class Refused extends Error {}

for (const form of document.querySelectorAll("[data-upload]")) {
  const queue = new (class {
    #waiting = [];
    #runs = false;

    async add(files) {
      this.#waiting.push(...files.map((file) => [file, line(form, file.name)]));
      if (this.#runs) return;
      this.#runs = true;
      for (let next; (next = this.#waiting.shift());) await upload(form, ...next);
      this.#runs = false;
    }
  })();
  form.querySelector("[data-without]").hidden = true;
  form.addEventListener("submit", (event) => {
    const fields = [...form.querySelectorAll("[type=file]")];
    const files = fields.flatMap((field) => [...field.files]);
    if (files.length === 0) return; // the site says what to do
    event.preventDefault();
    for (const field of fields) field.value = "";
    queue.add(files);
  });
}

function line(form, name) {
  const item = form.querySelector("template").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-name]").textContent = name;
  item.querySelector("[data-said]").textContent = MESSAGES.waiting;
  form.querySelector("[data-progress]").append(item);
  return item;
}

async function upload(form, file, item) {
  const say = (words) => (item.querySelector("[data-said]").textContent = words);
  const bar = item.querySelector("progress");
  try {
    const most = Number(form.dataset.largest);
    if (file.size > most) throw new Refused(MESSAGES.large(most / 1024 ** 2));
    const given = { name: file.name, size: file.size, mark: await markOf(file) };
    const begun = await patiently(() => post(form, form.dataset.upload, new URLSearchParams(given)), say);
    const address = `${form.dataset.upload}/${begun.id}`;
    await sendParts(
      form,
      file,
      address,
      begun.received,
      (sent) => {
        bar.value = Math.floor((100 * sent) / file.size);
        say(MESSAGES.sending(megabytes(sent), megabytes(file.size)));
      },
      say,
    );
    say(MESSAGES.checking);
    const done = await patiently(
      () => post(form, `${address}/finish`, new URLSearchParams({ into: form.elements.into?.value ?? "" })),
      say,
    );
    say(MESSAGES.done);
    item.append(linked(done.address, file.name));
  } catch (fault) {
    say(fault instanceof Refused ? fault.message : MESSAGES.failed);
  }
  bar.hidden = true;
}

async function sendParts(form, file, address, received, tell, say) {
  let part = Number(form.dataset.part);
  let sent = received;
  while (sent < file.size) {
    tell(sent);
    const answer = await patiently(
      () => post(form, `${address}?offset=${sent}`, file.slice(sent, sent + part)),
      say,
      () => (part = Math.max(SMALLEST_PART, Math.floor(part / 2))), // a slow connection sends less in time
    );
    sent = answer.received;
  }
  tell(sent);
}

// What is answered once the site can be reached and has time; `slower` is called before each further try.
async function patiently(ask, say, slower = () => null) {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      return await ask();
    } catch (fault) {
      if (fault instanceof Refused) throw fault;
    }
    say(MESSAGES.lost);
    await new Promise((done) => setTimeout(done, wait));
    slower();
  }
}

async function post(form, address, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value };
  if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
  const answer = await fetch(address, { method: "POST", headers, body });
  if (answer.status === 503 || answer.status === 408 || answer.status >= 502) throw new Error("busy");
  const said = await answer.json().catch(() => ({}));
  if (answer.ok || said.received !== undefined) return said;
  throw new Refused(answer.status === 401 ? MESSAGES.signedOut : (said.problem ?? MESSAGES.failed));
}

// The same for the same file whenever it is chosen; empty where the browser has no digests (without TLS).
async function markOf(file) {
  if (!crypto.subtle) return "";
  const ends = new Blob([file.slice(0, ENDS), file.slice(-ENDS), `${file.size} ${file.lastModified}`]);
  const digest = await crypto.subtle.digest("SHA-256", await ends.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function megabytes(bytes) {
  return (bytes / 1024 ** 2).toFixed(1);
}

function linked(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = MESSAGES.open;
  link.setAttribute("aria-label", `${MESSAGES.open}: ${name}`);
  return link;
}
