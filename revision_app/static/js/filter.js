// A field that leaves of a list only the lines that have its words; a closed list opens meanwhile.

function filtering(field) {
  const list = document.getElementById(field.dataset.filter);
  const told = document.getElementById(field.dataset.told);
  const closed = list.closest("details");
  const input = field.querySelector("input");

  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const line of list.children) {
      const text = line.textContent.toLowerCase();
      line.hidden = !wanted.every((word) => text.includes(word));
    }
    if (wanted.length && closed) closed.open = true;
    const left = [...list.children].filter((line) => !line.hidden).length;
    told.textContent = wanted.length ? `${left} of ${list.children.length} shown` : "";
  });
  field.hidden = false;
}

document.querySelectorAll("[data-filter]").forEach(filtering);
