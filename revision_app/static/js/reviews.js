// What this device keeps of cards that were looked at and that the site does not know of yet. In whatever order they
// arrive, the site makes the same of them, so that nothing here is ever in the way of anything else.

import { Kept, named } from "./device.js";
import { newKey } from "./keys.js";

const ADDRESS = "/recall/reviews";
const SECOND = 1000; // ms

export class Reviews {
  #kept;

  constructor(who) {
    this.who = who;
    this.#kept = new Kept(named("cards", who, "reviews"), () => []);
  }

  add({ card, rating, seconds }) {
    this.#kept.change((waiting) => waiting.push({ key: newKey(), card, rating, seconds, at: Date.now() }));
  }

  waiting() {
    return this.#kept.read();
  }

  next() {
    return this.waiting()[0];
  }

  request({ key, card, rating, seconds, at }) {
    const ago = Math.max(0, Math.round((Date.now() - at) / SECOND));
    return { address: ADDRESS, pairs: Object.entries({ key, card, rating, seconds, ago }) };
  }

  isReceipt({ due }) {
    return due !== undefined;
  }

  settingOut() {
    // One that arrives twice counts once, so nothing has to be remembered of it.
  }

  taken({ key }) {
    this.drop(key);
  }

  drop(key) {
    this.#kept.change((waiting) => {
      const place = waiting.findIndex((one) => one.key === key);
      if (place >= 0) waiting.splice(place, 1);
    });
  }

  // The card is no more: there is nothing that could be known of it.
  refused(key) {
    this.drop(key);
  }
}
