// Lines that are put in order by buttons, by dragging, or by their numbers. The numbers are the answer: they are the
// fields that the page sends, and once one is given every line has its own. Focus and an ongoing drag would be lost by
// a line that is taken out and put back, so it is always its neighbours that move.

const MESSAGES = {
  ordered: "This is your order. To take it back, choose – as any line’s place.",
  untouched: "These lines are not in your order yet. Move them, or ",
  keep: "keep this order",
  place: (words, place, count) => `${words}: place ${place} of ${count}`,
  noPlaces: "No line has a place",
  move: (direction, words) => `Move ${direction}: ${words}`,
};

class Ordering {
  constructor(list) {
    this.list = list;
    this.told = element("p", "unseen");
    this.told.setAttribute("role", "status");
    this.note = element("p", "untouched");
    this.keep = element("button", "link-button");
    this.keep.type = "button";
    this.keep.textContent = MESSAGES.keep;
  }

  start() {
    this.list.before(this.note);
    this.list.after(this.told);
    for (const line of this.#lines()) {
      line.prepend(this.#grip(line));
      line.append(this.#button(line, "up", "↑", -1), this.#button(line, "down", "↓", 1));
    }
    this.list.addEventListener("change", (event) => this.#numbered(event.target));
    this.keep.addEventListener("click", () => this.#keepOrder());
    this.list.classList.add("movable");
    this.#show();
  }

  #lines() {
    return [...this.list.children];
  }

  #show() {
    const lines = this.#lines();
    if (lines.every((line) => field(line).value)) this.note.replaceChildren(MESSAGES.ordered);
    else this.note.replaceChildren(MESSAGES.untouched, this.keep, ".");
    for (const [n, line] of lines.entries()) {
      const [up, down] = line.querySelectorAll(".move");
      up.setAttribute("aria-disabled", n === 0);
      down.setAttribute("aria-disabled", n === lines.length - 1);
    }
  }

  #put(line, place) {
    while (this.#lines().indexOf(line) > place) line.after(line.previousElementSibling);
    while (this.#lines().indexOf(line) < place) line.before(line.nextElementSibling);
  }

  // Number every line as it stands, and say where this one is now.
  #settle(line) {
    for (const [n, each] of this.#lines().entries()) field(each).value = n + 1;
    this.told.textContent = MESSAGES.place(wordsOf(line), field(line).value, this.list.children.length);
    this.#show();
  }

  #moved(line) {
    this.#settle(line);
    field(line).dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A place was chosen for one line by its number, or taken back.
  #numbered(select) {
    if (select.value) {
      const line = select.closest("li");
      this.#put(line, select.value - 1);
      this.#settle(line);
    } else {
      for (const line of this.#lines()) field(line).value = "";
      this.told.textContent = MESSAGES.noPlaces;
      this.#show();
    }
  }

  #keepOrder() {
    const [first] = this.#lines();
    this.#moved(first);
    field(first).focus();
  }

  #button(line, direction, sign, by) {
    const move = element("button", "move");
    move.type = "button";
    move.textContent = sign;
    move.setAttribute("aria-label", MESSAGES.move(direction, wordsOf(line)));
    move.addEventListener("click", () => {
      const place = this.#lines().indexOf(line) + by;
      if (place < 0 || place >= this.list.children.length) return;
      this.#put(line, place);
      this.#moved(line);
    });
    return move;
  }

  #grip(line) {
    const handle = element("span", "grip");
    handle.setAttribute("aria-hidden", "true");
    let began = null; // the place from which the line is dragged
    const end = (isCancelled) => {
      if (began === null) return;
      line.classList.remove("dragged");
      if (isCancelled) this.#put(line, began);
      else if (this.#lines().indexOf(line) !== began) this.#moved(line);
      began = null;
    };
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      line.classList.add("dragged");
      began = this.#lines().indexOf(line);
    });
    handle.addEventListener("pointermove", (event) => began !== null && this.#dragTo(line, event.clientY));
    handle.addEventListener("pointerup", () => end(false));
    handle.addEventListener("pointercancel", () => end(true));
    addEventListener("keydown", (event) => event.key === "Escape" && end(true));
    return handle;
  }

  #dragTo(line, y) {
    const others = this.#lines().filter((other) => other !== line);
    this.#put(line, others.filter((other) => middle(other) < y).length);
  }
}

function element(tag, look) {
  const made = document.createElement(tag);
  made.className = look;
  return made;
}

function field(line) {
  return line.querySelector("select");
}

function wordsOf(line) {
  return line.querySelector("[data-words]").textContent.trim();
}

function middle(line) {
  const { top, height } = line.getBoundingClientRect();
  return top + height / 2;
}

for (const list of document.querySelectorAll("[data-ordering]")) new Ordering(list).start();
