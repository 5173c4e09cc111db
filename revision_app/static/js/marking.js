// 1, 2 and 3 set the decision of the criterion that has the focus; leaving with unsaved marking asks first.

const form = document.getElementById("marking");

if (form) {
  const words = () => JSON.stringify([...new FormData(form)]);
  const kept = form.dataset.state === "unsaved" ? null : words();
  let leaving = false;

  for (const card of form.querySelectorAll(".criterion")) {
    const choices = card.querySelectorAll("input[type=radio]");
    for (const key of card.querySelectorAll("kbd")) key.hidden = false;
    card.tabIndex = -1; // so that a click anywhere on it gives it the focus
    card.addEventListener("keydown", (event) => {
      if (event.target.matches("textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
      const choice = choices["123".indexOf(event.key)];
      if (!choice) return;
      event.preventDefault();
      choice.checked = true;
      choice.focus();
    });
  }

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
