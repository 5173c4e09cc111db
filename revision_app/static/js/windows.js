// Which window answers an attempt. Each has a name of its own; the site knows the one that answers, and refuses others
// until they are told to go on. Windows of one device also tell each other.

import { named } from "./device.js";
import { newKey } from "./keys.js";

const ROLL_CALL = 250; // ms in which other windows of this device say that they are there

// The roll of the windows of this device in which one thing is open. Each has a name of its own, and keeps it when its
// page is loaded again.
export class Roll {
  here = new Set(); // names of the other windows, once the roll has been called
  #topic;
  #channel;
  #page = newKey();
  #isCopied = false;

  // `hear` is told what other windows say.
  constructor(topic, hear = () => {}) {
    this.#topic = topic;
    this.name = sessionStorage.getItem(`window ${topic}`) ?? newKey();
    this.#remember();
    this.#channel = new BroadcastChannel(topic);
    this.#channel.onmessage = ({ data }) => {
      if (data.is === "opened") this.say("present");
      if (data.is === "present") this.#note(data);
      hear(data);
    };
  }

  // True where this window was copied from another, and so has got a new name.
  async call() {
    this.say("opened");
    await new Promise((done) => setTimeout(done, ROLL_CALL));
    if (this.#isCopied) this.name = newKey(); // a window that was copied from another has its memory too
    this.#remember();
    return this.#isCopied;
  }

  say(what) {
    this.#channel.postMessage({ is: what, name: this.name, page: this.#page });
  }

  #note({ name }) {
    this.here.add(name);
    this.#isCopied ||= name === this.name;
  }

  #remember() {
    try {
      sessionStorage.setItem(`window ${this.#topic}`, this.name);
    } catch {
      // A full device: the window has another name after each load.
    }
  }
}

// `hear` is told "elsewhere" when another window answers, "also" when another is open too, and "here".
export async function takePlace(attempt, { who, holder, claim, hear }) {
  let mine = false;
  const roll = new Roll(`attempt ${attempt}`, ({ is, name }) => {
    if (name === roll.name) return;
    if (is === "opened") hear("also");
    if (is !== "taken") return;
    mine = false;
    hear("elsewhere");
  });

  const take = async () => {
    await claim(roll.name);
    mine = true;
    ours(who, attempt, roll.name);
    roll.say("taken");
    hear("here");
  };

  await roll.call();
  const { name, here } = roll;
  const left = holder !== name && ours(who, attempt).includes(holder) && !here.has(holder); // a window that was closed
  if (holder === name) mine = true;
  else if (!holder || left)
    await take().catch(() => {}); // without a connection: when the first answer is sent
  else hear("elsewhere");
  return {
    name: () => name,
    take,
    // What the site says now.
    holder: (now) => {
      if (mine && now && now !== name) {
        mine = false;
        hear("elsewhere");
      }
    },
  };
}

// The windows of this device that have answered.
function ours(who, attempt, added) {
  const key = named("windows", who, attempt);
  const names = (localStorage.getItem(key) ?? "").split(" ").filter(Boolean);
  if (added && !names.includes(added)) localStorage.setItem(key, [...names, added].slice(-9).join(" "));
  return names;
}
