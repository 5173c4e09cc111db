// Buttons that open the browser's own print window; without this script its menu does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
  button.hidden = false;
}
