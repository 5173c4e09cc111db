// The fields of a form that hold the answer to its question: what they say now, what they said at first, and how an
// answer is put back into them.

const NAMES = /^(answer|certainty)/;
const TICKED = /radio|checkbox/;

export const isAnswer = (field) => NAMES.test(field.name);

export const hasAnswerFields = (form) => answerFields(form).length > 0;

// Pairs of name and value, as the form would send them.
export const chosen = (form) => pairs(form, (field) => [field.value, field.checked]);

export const asItCame = (form) => pairs(form, (field) => [firstValue(field), field.defaultChecked]);

export function fill(form, given) {
  const left = given.map(([name, value]) => ({ name, value }));
  for (const field of answerFields(form)) fillField(field, left);
  for (const list of form.querySelectorAll("[data-ordering]")) sortByNumber(list);
}

function answerFields(form) {
  return [...form.elements].filter(isAnswer);
}

function pairs(form, look) {
  return answerFields(form)
    .map((field) => [field, ...look(field)])
    .filter(([field, , ticked]) => !TICKED.test(field.type) || ticked)
    .map(([field, value]) => [field.name, value]);
}

function firstValue(field) {
  if (field.defaultValue !== undefined) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0]).value;
}

// Takes what belongs to the field out of what is left: several fields may have one name.
function fillField(field, left) {
  const isTicked = TICKED.test(field.type);
  const at = left.findIndex(({ name, value }) => name === field.name && (!isTicked || value === field.value));
  if (isTicked) field.checked = at >= 0;
  else field.value = at >= 0 ? left.splice(at, 1)[0].value : "";
}

function sortByNumber(list) {
  const place = (line) => Number(line.querySelector("select").value);
  if (place(list.firstElementChild)) list.append(...[...list.children].sort((one, next) => place(one) - place(next)));
}
