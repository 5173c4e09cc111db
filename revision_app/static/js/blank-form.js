// What somebody fills in stays in this page: before it is lost, the browser asks; and one button empties all of it.
// Nothing here sends or stores anything.

const MESSAGES = { sure: "Empty every field of this form? What you filled in is gone then." };

const form = document.querySelector("[data-blank-form]");
const fields = [...form.querySelectorAll("input, textarea")];
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const isFilledIn = (field) => (isTicked(field) ? field.checked : field.value !== "");

addEventListener("beforeunload", (event) => {
  if (fields.some(isFilledIn)) event.preventDefault();
});

const empty = document.querySelector("[data-empty]");
empty.addEventListener("click", () => {
  if (!confirm(MESSAGES.sure)) return;
  for (const field of fields) {
    if (isTicked(field)) field.checked = false;
    else field.value = "";
  }
});
empty.hidden = false;
