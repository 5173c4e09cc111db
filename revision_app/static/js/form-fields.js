// The fields of a form that somebody fills in: what they say now, what they said at first, and how what was typed is put
// back into them. `isWanted` says which of the form's fields are meant.

const TICKED = /radio|checkbox/;
const NOT_TYPED = /^(hidden|submit|button|reset|image|file|password)$/;
const SEEN = /-seen$/;
const ANSWERS = /^(answer|certainty)/;

// The fields that hold the answer to a question.
export const isAnswer = (field) => ANSWERS.test(field.name);

// The fields that a person fills in, but for passwords and files; and what they had before them where a form says that of
// one of its fields, so that whoever changed it meanwhile is not overwritten unseen.
export const isTyped = (field) =>
  Boolean(field.name) && (SEEN.test(field.name) || (!field.hidden && !NOT_TYPED.test(field.type ?? "")));

export const hasAnswerFields = (form) => fieldsOf(form, isAnswer).length > 0;

// Pairs of name and value, as the form would send them.
export const chosen = (form, isWanted) => pairs(form, isWanted, (field) => [field.value, field.checked]);

export const asItCame = (form, isWanted) => pairs(form, isWanted, (field) => [firstValue(field), field.defaultChecked]);

export function fill(form, given, isWanted) {
  const left = given.map(([name, value]) => ({ name, value }));
  for (const field of fieldsOf(form, isWanted)) fillField(field, left);
  for (const list of form.querySelectorAll("[data-ordering]")) sortByNumber(list);
}

function fieldsOf(form, isWanted) {
  return [...form.elements].filter(isWanted);
}

function pairs(form, isWanted, look) {
  return fieldsOf(form, isWanted)
    .map((field) => [field, ...look(field)])
    .filter(([field, , ticked]) => !TICKED.test(field.type) || ticked)
    .map(([field, value]) => [field.name, value]);
}

function firstValue(field) {
  if (field.defaultValue !== undefined) return field.defaultValue;
  const options = [...(field.options ?? [])];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

// Takes what belongs to the field out of what is left: several fields may have one name.
function fillField(field, left) {
  const isTicked = TICKED.test(field.type);
  const at = left.findIndex(({ name, value }) => name === field.name && (!isTicked || value === field.value));
  if (isTicked) field.checked = at >= 0;
  else setValue(field, at >= 0 ? left.splice(at, 1)[0].value : "");
}

// A list that says `data-other` takes values that are not on it, and calls them so.
function setValue(field, value) {
  const { other } = field.dataset;
  if (other && ![...field.options].some((option) => option.value === value)) field.prepend(new Option(other, value));
  field.value = value;
}

function sortByNumber(list) {
  const place = (line) => Number(line.querySelector("select").value);
  if (place(list.firstElementChild)) list.append(...[...list.children].sort((one, next) => place(one) - place(next)));
}
