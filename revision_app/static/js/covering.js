// Boxes drawn over a photograph, by pointer, touch or keys. The fields of the form are what is sent and what is kept;
// a box on the picture only shows four of them and changes them.

const SMALLEST = 1; // per cent, of a box that is drawn
const STEP = 1; // per cent, for one press of an arrow key
const FIRST = { left: 35, top: 40, width: 30, height: 20 }; // of a box that is added by its button
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const MESSAGES = {
  name: (n, { left, top, width, height }) =>
    `Box ${n}: ${left} % from the left, ${top} % from the top, ${width} % wide, ${height} % high`,
  removed: (n) => `Box ${n} taken away.`,
  full: (most) => `${most} boxes are drawn. Cover these, then draw the others.`,
};

class Box {
  #fields;
  #inputs;
  #number;
  #removed;

  constructor(fields, number, canvas, removed) {
    const [left, top, width, height] = fields.querySelectorAll("input");
    this.#fields = fields;
    this.#inputs = { left, top, width, height };
    this.#number = number;
    this.#removed = removed;
    this.handle = Object.assign(document.createElement("button"), { type: "button", className: "cover-box" });
    this.handle.setAttribute("aria-describedby", "drawing-help");
    this.handle.addEventListener("keydown", (event) => this.#pressed(event));
    canvas.append(this.handle);
    const remove = fields.querySelector("[data-remove]");
    remove.hidden = false;
    remove.addEventListener("click", () => this.#takeAway());
  }

  get isDrawn() {
    return Object.values(this.#inputs).some(({ value }) => value !== "");
  }

  get values() {
    return Object.fromEntries(Object.entries(this.#inputs).map(([name, { value }]) => [name, Number(value)]));
  }

  put(values) {
    for (const [name, value] of Object.entries(values)) this.#inputs[name].value = value === "" ? "" : tidy(value);
    this.#inputs.left.dispatchEvent(new Event("input", { bubbles: true }));
  }

  move(was, across, down) {
    const left = within(was.left + across, 100 - was.width);
    const top = within(was.top + down, 100 - was.height);
    this.put({ ...was, left, top });
  }

  resize(was, across, down) {
    const width = Math.max(SMALLEST, within(was.width + across, 100 - was.left));
    const height = Math.max(SMALLEST, within(was.height + down, 100 - was.top));
    this.put({ ...was, width, height });
  }

  show() {
    this.#fields.hidden = !this.isDrawn && this.#fields.querySelector(".fault") === null;
    this.handle.hidden = !this.isDrawn;
    for (const [name, value] of Object.entries(this.values)) this.handle.style.setProperty(`--${name}`, value);
    this.handle.setAttribute("aria-label", MESSAGES.name(this.#number, this.values));
  }

  #pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") this.#takeAway();
    else if (!(event.key in ARROWS)) return;
    else if (event.shiftKey) this.resize(this.values, ...ARROWS[event.key]);
    else this.move(this.values, ...ARROWS[event.key]);
    event.preventDefault();
  }

  #takeAway() {
    this.put({ left: "", top: "", width: "", height: "" });
    this.#removed(this.#number);
  }
}

for (const form of document.querySelectorAll(".covering")) {
  const canvas = form.querySelector("[data-canvas]");
  const said = form.querySelector("[data-said]");
  const add = form.querySelector("[data-add]");
  const removed = (number) => {
    said.textContent = MESSAGES.removed(number);
    add.focus();
  };
  const boxes = [...form.querySelectorAll("[data-box]")].map((fields, n) => new Box(fields, n + 1, canvas, removed));

  for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
  const more = form.querySelector("[data-more]");
  more.before(...more.querySelectorAll("[data-box]"));
  more.hidden = true;
  const show = () => {
    for (const box of boxes) box.show();
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show); // also what this device brings back
  show();

  add.addEventListener("click", () => {
    const box = free();
    if (!box) return;
    box.put(FIRST);
    box.handle.focus();
  });

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const touched = boxes.find(({ handle }) => handle === event.target);
    const box = touched ?? free();
    if (!box) return;
    const from = place(event);
    const was = touched?.values;
    const sizes = touched && isCorner(event, touched.handle);
    canvas.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const to = place(moved);
      if (!was) box.put(between(from, to));
      else if (sizes) box.resize(was, to.x - from.x, to.y - from.y);
      else box.move(was, to.x - from.x, to.y - from.y);
    };
    const end = () => {
      canvas.removeEventListener("pointermove", move);
      for (const what of ["pointerup", "pointercancel"]) canvas.removeEventListener(what, end);
      if (box.isDrawn) box.handle.focus();
    };
    canvas.addEventListener("pointermove", move);
    for (const what of ["pointerup", "pointercancel"]) canvas.addEventListener(what, end);
  });

  function free() {
    const box = boxes.find((each) => !each.isDrawn);
    if (!box) said.textContent = MESSAGES.full(boxes.length);
    return box;
  }

  // Where a pointer is, in per cent of the picture.
  function place({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: within((100 * (clientX - left)) / width), y: within((100 * (clientY - top)) / height) };
  }
}

function within(value, most = 100) {
  return Math.min(Math.max(value, 0), Math.max(most, 0));
}

function tidy(value) {
  return String(Math.round(10 * value) / 10);
}

function between(one, other) {
  return {
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    width: Math.max(SMALLEST, Math.abs(one.x - other.x)),
    height: Math.max(SMALLEST, Math.abs(one.y - other.y)),
  };
}

// Whether a pointer is at the lower right corner of a box, by which its size changes.
function isCorner({ clientX, clientY }, handle) {
  const { right, bottom } = handle.getBoundingClientRect();
  return right - clientX < 24 && bottom - clientY < 24;
}
