// Sends the files that wait on this device in parts, each a short request, and goes on where it stopped: through a lost
// connection by itself, after a closed page or an ended sign-in from whatever page is open next.

import { askSite } from "./site.js";

const FIRST_WAIT = 1000; // ms
const LONGEST_WAIT = 15_000;
const SMALLEST_PART = 32 * 1024; // bytes
const MOST_STALE = 3; // answers in a row that the page's secret is an old one

// Why a file goes on waiting: "signed-out", "another", "no-access" or "refused", the last with the site's words.
export class Stopped extends Error {
  constructor(why, words = "") {
    super(words);
    this.why = why;
  }
}

// Only one window of this device sends at a time. `next` gives what is to be sent, or nothing; `told(kept, what, said)`
// hears how it goes: sending, waiting, checking, done, gone, and why it stopped. `said.file` is what is known of the file.
export async function sendFiles(who, next, told) {
  const drain = async () => {
    for (let kept; (kept = next());) {
      const file = await kept.words().catch(() => null);
      const tell = (what, said) => told(kept, what, { file, ...said });
      try {
        await send(new Site(who), kept, file, tell);
      } catch (fault) {
        const { why, message } = fault instanceof Stopped ? fault : { why: "refused", message: "" };
        if (!kept.read()) continue; // taken off the list while it was on its way
        if (why === "refused") kept.note({ refused: message });
        tell(why, { problem: message });
        if (why !== "refused") return;
      }
    }
  };
  await (navigator.locks ? navigator.locks.request(`files ${who}`, drain) : drain());
}

async function send(site, kept, file, tell) {
  const body = file && (await kept.body());
  if (!body) {
    await kept.forget();
    return tell("gone");
  }
  const trip = new Trip(site, kept, tell);
  const said = (await trip.finishedBefore(file)) ?? (await trip.whole(file, body));
  await kept.forget();
  return tell("done", said);
}

// One file on its way.
class Trip {
  #site;
  #kept;
  #tell;

  constructor(site, kept, tell) {
    this.#site = site;
    this.#kept = kept;
    this.#tell = tell;
  }

  // Its end may have arrived, and the receipt not.
  async finishedBefore(file) {
    const { upload } = this.#kept.read();
    if (!upload) return null;
    try {
      return await this.#finish(upload, file);
    } catch (fault) {
      if (fault instanceof Stopped && fault.why !== "refused") throw fault;
      return null;
    }
  }

  async whole({ name, mark, caption, into }, body) {
    const { save } = this.#kept.read();
    const given = new URLSearchParams({ name, size: body.size, mark });
    const begun = await this.#patiently(() => this.#site.post(save, given));
    this.#kept.note({ upload: begun.id });
    await this.#sendParts(`${save}/${begun.id}`, body, begun.received);
    return this.#finish(begun.id, { caption, into });
  }

  async #sendParts(address, body, received) {
    let { part } = this.#kept.read();
    let sent = received;
    while (sent < body.size) {
      this.#tell("sending", { sent, size: body.size });
      const answer = await this.#patiently(
        () => this.#site.post(`${address}?offset=${sent}`, body.slice(sent, sent + part)),
        () => (part = Math.max(SMALLEST_PART, Math.floor(part / 2))), // a slow connection sends less in time
      );
      sent = answer.received;
    }
    this.#tell("sending", { sent, size: body.size });
  }

  #finish(upload, { caption, into }) {
    this.#tell("checking");
    const { save } = this.#kept.read();
    const given = new URLSearchParams({ caption, into });
    return this.#patiently(() => this.#site.post(`${save}/${upload}/finish`, given));
  }

  // What is answered once the site can be reached and has time; `slower` is called before each further try.
  async #patiently(ask, slower = () => null) {
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        return await ask();
      } catch (fault) {
        if (fault instanceof Stopped) throw fault;
        this.#tell("waiting", { busy: fault.message === "busy" });
      }
      await online(wait);
      slower();
    }
  }
}

// After a while, or as soon as the device has a connection again.
function online(wait) {
  return new Promise((done) => {
    const timer = setTimeout(done, wait);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });
}

class Site {
  #who;
  #token = "";
  #stale = 0;

  constructor(who) {
    this.#who = who;
  }

  // The site's answer. Throws `Stopped`, or another error where the same is to be tried again.
  async post(address, body) {
    if (!this.#token) await this.#ask();
    const headers = { Accept: "application/json", "X-CSRFToken": this.#token };
    if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
    const answer = await fetch(address, { method: "POST", headers, body });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok || said.received !== undefined) return this.#heard(said);
    throw this.#fault(answer.status, said);
  }

  // Who is signed in is asked anew for each file: nothing of one person's is sent as another's.
  async #ask() {
    const { token, trouble } = await askSite(this.#who);
    if (trouble === "signed-out" || trouble === "another") throw new Stopped(trouble);
    if (trouble) throw new Error(trouble);
    this.#token = token;
  }

  #heard(said) {
    if (said.received === undefined && said.address === undefined) throw new Error("not the site"); // a network's own page
    this.#stale = 0;
    return said;
  }

  #fault(status, { problem = "" }) {
    if (status === 408 || status >= 500) return new Error("busy");
    if (status === 400 && ++this.#stale <= MOST_STALE) {
      this.#token = ""; // signed in again since it was asked for
      return new Error("stale");
    }
    if (status === 401) return new Stopped("signed-out");
    return status === 403 ? new Stopped("no-access") : new Stopped("refused", problem);
  }
}
