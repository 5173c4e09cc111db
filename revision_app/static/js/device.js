// What this device keeps until the site has it. Each thing has a name of its own, such as "answers 7 12": what it is,
// whose it is, and what it is about. It is kept under the person's number: no page of another account reads it, and
// signing out deletes it.

export const named = (...parts) => parts.join(" ");

// What is kept of one kind of one person's: for each, the parts of its name that follow.
export function keptOf(what, who) {
  const start = named(what, who, "");
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length).split(" "));
}

const isOfAnother = (name, who) => /^\w+ \d+ \S/.test(name) && name.split(" ")[1] !== String(who);

// Whether something of somebody else waits here.
export function othersWait(who) {
  return Object.keys(localStorage).some((name) => isOfAnother(name, who));
}

// Everything but what waits of somebody else.
export function leaveToOthers(who) {
  for (const name of Object.keys(localStorage)) if (!isOfAnother(name, who)) localStorage.removeItem(name);
  sessionStorage.clear();
}

// Everything of a person that is kept here.
export function forgetAll(who) {
  for (const name of Object.keys(localStorage)) if (name.split(" ")[1] === String(who)) localStorage.removeItem(name);
}

// One thing that is kept, read and written at once: what was typed is there before the next key is pressed.
export class Kept {
  stored = true; // whether the device can keep anything
  #name;
  #empty;
  #memory;

  // `empty` makes what it is as long as there is nothing.
  constructor(name, empty = () => null) {
    this.#name = name;
    this.#empty = empty;
    this.#memory = empty();
  }

  read() {
    if (!this.stored) return this.#memory;
    try {
      return JSON.parse(localStorage.getItem(this.#name)) ?? this.#empty();
    } catch {
      return this.#memory;
    }
  }

  write(kept) {
    this.#memory = kept;
    try {
      if (kept === null) localStorage.removeItem(this.#name);
      else localStorage.setItem(this.#name, JSON.stringify(kept));
      this.stored = true;
    } catch {
      this.stored = false; // private windows and full devices: then only this page keeps it
    }
  }

  change(edit) {
    const kept = this.read();
    edit(kept);
    this.write(kept);
  }
}
