// Files that wait on this device until the site has them. Each has an entry beside the words that wait ("files 7 …", see
// device.js), which says nothing of what it is; the file itself, its name and its caption lie in the browser's database,
// encrypted with a key that no script can read out.

import { Kept, keptOf, named } from "./device.js";
import { newKey } from "./keys.js";

const NAME = "files";
const DATABASE = "kept-files";
const STORES = ["keys", "words", "bodies"]; // by person, and by person and file
const CIPHER = { name: "AES-GCM", length: 256 };
const NONCE = 12; // bytes, anew for each thing that is encrypted
const ENDS = 64 * 1024; // bytes at both ends of a file, by which it is known again

export class NoRoom extends Error {}

// Whether this browser can keep files; without TLS it cannot encrypt.
export const canKeep = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

// Keeps a file and what is said of it. Throws `NoRoom` where the device is full or the browser keeps nothing.
export async function keepFile(who, file, { caption, into, save, part }) {
  const kept = new KeptFile(who, newKey());
  const said = { name: file.name, lastModified: file.lastModified, mark: await markOf(file), caption, into };
  try {
    const key = await keyOf(who);
    const words = await sealed(key, new TextEncoder().encode(JSON.stringify(said)), `${kept.place} words`);
    const body = await sealed(key, await file.arrayBuffer(), `${kept.place} body`);
    await inStores("readwrite", (store) =>
      Promise.all([settled(store("words").put(words, kept.place)), settled(store("bodies").put(body, kept.place))]),
    );
    kept.write({ at: Date.now(), size: file.size, save, part });
    if (!kept.stored) throw new Error("nothing can be kept beside it");
  } catch (fault) {
    await kept.forget().catch(() => null);
    throw new NoRoom(fault.message);
  }
  return kept;
}

// One person's files that wait here, the first one first.
export function filesOf(who) {
  return keptOf(NAME, who)
    .map(([id]) => new KeptFile(who, id))
    .filter((kept) => kept.read())
    .sort((one, other) => one.read().at - other.read().at);
}

// Everything of a person, with the key.
export async function forgetFiles(who) {
  for (const kept of filesOf(who)) kept.write(null);
  if (canKeep) await inStores("readwrite", (store) => Promise.all(STORES.map((name) => forgetIn(store(name), who))));
}

function forgetIn(store, who) {
  const all = [settled(store.delete(who)), settled(store.delete(IDBKeyRange.bound(`${who} `, `${who} \uffff`)))];
  return Promise.all(all);
}

export class KeptFile extends Kept {
  constructor(who, id) {
    super(named(NAME, who, id));
    Object.assign(this, { who, id });
  }

  get place() {
    return `${this.who} ${this.id}`;
  }

  note(said) {
    const entry = this.read();
    if (entry) this.write({ ...entry, ...said });
  }

  // Null where the browser has deleted it to make room.
  async words() {
    const bytes = await this.#read("words");
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  }

  async body() {
    const bytes = await this.#read("bodies", "body");
    return bytes && new Blob([bytes]);
  }

  async forget() {
    this.write(null);
    await inStores("readwrite", (store) =>
      Promise.all([settled(store("words").delete(this.place)), settled(store("bodies").delete(this.place))]),
    );
  }

  async #read(name, what = name) {
    const found = await inStores("readonly", (store) => settled(store(name).get(this.place)));
    return found ? unsealed(await keyOf(this.who), found, `${this.place} ${what}`) : null;
  }
}

// A file that only the open page has, with what a kept one can do.
export class HeldFile {
  stored = false;
  #entry;
  #words;
  #file;

  constructor(file, { caption, into, save, part }) {
    this.#file = file;
    this.#words = { name: file.name, caption, into };
    this.#entry = { at: Date.now(), size: file.size, save, part };
  }

  read() {
    return this.#entry;
  }

  note(said) {
    if (this.#entry) Object.assign(this.#entry, said);
  }

  async words() {
    return { ...this.#words, mark: await markOf(this.#file) };
  }

  async body() {
    return this.#file;
  }

  async forget() {
    this.#entry = null;
  }
}

// The same for the same file whenever it is chosen; empty where the browser has no digests (without TLS).
async function markOf(file) {
  if (!globalThis.crypto?.subtle) return "";
  const ends = new Blob([file.slice(0, ENDS), file.slice(-ENDS), `${file.size} ${file.lastModified}`]);
  const digest = await crypto.subtle.digest("SHA-256", await ends.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A person's key on this device, made when it is first needed. Of two windows that make one, the first one's counts.
async function keyOf(who) {
  const had = await inStores("readonly", (store) => settled(store("keys").get(who)));
  if (had) return had;
  const made = await crypto.subtle.generateKey(CIPHER, false, ["encrypt", "decrypt"]);
  return inStores("readwrite", async (store) => {
    const first = await settled(store("keys").get(who));
    if (!first) await settled(store("keys").put(made, who));
    return first ?? made;
  });
}

// Encrypted for one place: what is moved to another, or to another person's, is not read there.
async function sealed(key, bytes, place) {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  return { nonce, bytes: await crypto.subtle.encrypt(cipher(nonce, place), key, bytes) };
}

function unsealed(key, { nonce, bytes }, place) {
  return crypto.subtle.decrypt(cipher(nonce, place), key, bytes);
}

function cipher(nonce, place) {
  return { name: CIPHER.name, iv: nonce, additionalData: new TextEncoder().encode(place) };
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// What `work` makes of the stores, once it is on the disk.
async function inStores(mode, work) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => STORES.forEach((name) => opening.result.createObjectStore(name));
  const database = await settled(opening);
  try {
    const transaction = database.transaction(STORES, mode, { durability: "strict" });
    const written = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
    const [made] = await Promise.all([work((name) => transaction.objectStore(name)), written]);
    return made;
  } finally {
    database.close();
  }
}
