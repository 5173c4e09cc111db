// Prints the whole of a text that is being written: a field itself would show what fits into it, cut where a page ends.
// An empty field stays as it is: on paper it is the room to write in.

const clear = () => document.querySelectorAll(".printed-text").forEach((text) => text.remove());

addEventListener("beforeprint", () => {
  clear(); // some browsers say it twice
  for (const field of document.querySelectorAll("textarea")) {
    if (!field.value) continue;
    const text = document.createElement("div");
    text.className = "printed-text";
    text.textContent = field.value;
    field.after(text);
  }
});

addEventListener("afterprint", clear);
