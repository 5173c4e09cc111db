// A figure opens large, the same one with everything that can be chosen in it, and goes back to its place.

const MESSAGES = { enlarge: "Enlarge the figure", enlarged: "The figure, enlarged", close: "Close" };

for (const figure of document.querySelectorAll("[data-column] figure.pictured")) {
  const open = document.createElement("button");
  open.type = "button";
  open.className = "btn quiet enlarge";
  open.textContent = MESSAGES.enlarge;
  open.setAttribute("aria-haspopup", "dialog");
  figure.after(open);
  open.addEventListener("click", () => enlarge(figure));
}

function enlarge(figure) {
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  const place = document.createElement("div");
  close.type = "button";
  close.className = "btn";
  close.textContent = MESSAGES.close;
  close.onclick = () => dialog.close();
  dialog.className = "dialog enlarged";
  dialog.setAttribute("aria-label", MESSAGES.enlarged);
  dialog.onclose = () => {
    place.replaceWith(figure);
    dialog.remove();
  };
  const { width, height } = figure.getBoundingClientRect();
  place.style.height = `${height}px`; // the page keeps its shape
  place.style.width = `${width}px`;
  figure.replaceWith(place);
  place.after(dialog);
  dialog.append(figure, close);
  dialog.showModal();
}
