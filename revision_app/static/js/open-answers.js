// Number keys give whole marks. While something is being typed they are letters like any other.
const form = document.querySelector("form[data-number-keys]");
const choices = [...form.querySelectorAll("input[type=radio]")];
form.querySelector("[data-keys]").hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.target.matches("textarea, input[type=text]") || event.ctrlKey || event.altKey || event.metaKey) return;
  const choice = choices.find((one) => one.value === event.key);
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
});
