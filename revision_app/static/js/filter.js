// A field that leaves of a list only the lines that have its words, whatever the accent; a closed list opens meanwhile.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function filtering(field) {
  const list = document.getElementById(field.dataset.filter);
  const told = document.getElementById(field.dataset.told);
  const closed = list.closest("details");
  const input = field.querySelector("input");
  const lines = [...list.children].filter((line) => line.tagName !== "LEGEND");

  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    for (const line of lines) {
      const text = plain(line.textContent);
      line.hidden = !wanted.every((word) => text.includes(word));
    }
    if (wanted.length && closed) closed.open = true;
    const left = lines.filter((line) => !line.hidden).length;
    told.textContent = wanted.length ? `${left} of ${lines.length} shown` : "";
  });
  field.hidden = false;
}

document.querySelectorAll("[data-filter]").forEach(filtering);
