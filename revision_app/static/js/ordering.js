// Lines that are put in order by buttons, by dragging, or by their numbers. The numbers are the answer: they are the
// fields that the page sends, and once one is given every line has its own. Focus and an ongoing drag would be lost by
// a line that is taken out and put back, so it is always its neighbours that move.

for (const list of document.querySelectorAll("[data-ordering]")) {
  const lines = () => [...list.children];
  const field = (line) => line.querySelector("select");
  const words = (line) => line.querySelector("[data-words]").textContent.trim();
  const isAnswered = () => lines().every((line) => field(line).value);

  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  const note = document.createElement("p");
  note.className = "untouched";
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "link-button";
  keep.textContent = "keep this order";
  list.before(note);
  list.after(told);

  const show = () => {
    if (isAnswered()) note.replaceChildren("This is your order. To take it back, choose – as any line’s place.");
    else note.replaceChildren("These lines are not in your order yet. Move them, or ", keep, ".");
    for (const [n, line] of lines().entries()) {
      const [up, down] = line.querySelectorAll(".move");
      up.setAttribute("aria-disabled", n === 0);
      down.setAttribute("aria-disabled", n === list.children.length - 1);
    }
  };

  const put = (line, place) => {
    while (lines().indexOf(line) > place) line.after(line.previousElementSibling);
    while (lines().indexOf(line) < place) line.before(line.nextElementSibling);
  };

  // Number every line as it stands, and say where this one is now.
  const settle = (line) => {
    for (const [n, one] of lines().entries()) field(one).value = n + 1;
    told.textContent = `${words(line)}: place ${field(line).value} of ${list.children.length}`;
    show();
  };

  const moved = (line) => {
    settle(line);
    field(line).dispatchEvent(new Event("change", { bubbles: true }));
  };

  const button = (line, name, sign, by) => {
    const move = document.createElement("button");
    move.type = "button";
    move.className = "move";
    move.textContent = sign;
    move.setAttribute("aria-label", `Move ${name}: ${words(line)}`);
    move.addEventListener("click", () => {
      const place = lines().indexOf(line) + by;
      if (place < 0 || place >= list.children.length) return;
      put(line, place);
      moved(line);
    });
    return move;
  };

  const grip = (line) => {
    const handle = document.createElement("span");
    handle.className = "grip";
    handle.setAttribute("aria-hidden", "true");
    let began = null;
    const end = (cancelled) => {
      if (began === null) return;
      line.classList.remove("dragged");
      if (cancelled) put(line, began);
      else if (lines().indexOf(line) !== began) moved(line);
      began = null;
    };
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      line.classList.add("dragged");
      began = lines().indexOf(line);
    });
    handle.addEventListener("pointermove", (event) => {
      if (began === null) return;
      const others = lines().filter((other) => other !== line);
      put(line, others.filter((other) => middle(other) < event.clientY).length);
    });
    handle.addEventListener("pointerup", () => end(false));
    handle.addEventListener("pointercancel", () => end(true));
    addEventListener("keydown", (event) => event.key === "Escape" && end(true));
    return handle;
  };

  for (const line of lines()) {
    line.prepend(grip(line));
    line.append(button(line, "up", "↑", -1), button(line, "down", "↓", 1));
  }

  list.addEventListener("change", (event) => {
    const line = event.target.closest("li");
    if (event.target.value) {
      put(line, event.target.value - 1);
      settle(line);
    } else {
      for (const one of lines()) field(one).value = "";
      told.textContent = "No line has a place";
      show();
    }
  });
  keep.addEventListener("click", () => {
    const [first] = lines();
    moved(first);
    field(first).focus();
  });
  list.classList.add("movable");
  show();
}

function middle(line) {
  const { top, height } = line.getBoundingClientRect();
  return top + height / 2;
}
