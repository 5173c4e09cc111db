// Says of a draft which stages are still empty. What is typed is saved by saved-form.js.

const form = document.getElementById("draft");
const empties = document.getElementById("still-empty");

function showEmpties() {
  const links = [...empties.querySelectorAll("a")];
  for (const link of links) link.hidden = form.elements[link.hash.slice(1)].value.trim() !== "";
  empties.hidden = links.every((link) => link.hidden);
}

form.addEventListener("input", showEmpties);
showEmpties();
