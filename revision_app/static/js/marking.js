// Leaving with unsaved marking asks first.

const form = document.getElementById("marking");

if (form) {
  const words = () => JSON.stringify([...new FormData(form)]);
  const kept = form.dataset.state === "unsaved" ? null : words();
  let leaving = false;

  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && words() !== kept) event.preventDefault();
  });
}
