// What has been ticked so far, in marks where the steps have any. Ticks and words stay in this tab: a phone that reloads
// the page in the middle of practice loses none, and closing the tab forgets them. The page says so where it is true.

const MESSAGES = {
  marks: (got, all) => `${got} of ${all} marks.`,
  done: (got, all) => `${got} of ${all} done.`,
  open: (count) => (count === 1 ? "1 critical step is not ticked." : `${count} critical steps are not ticked.`),
  failed: "Failed: something that fails it has happened.",
};
const person = document.querySelector("[data-who]")?.dataset.who ?? "";
const memory = `ticks ${person} ${location.pathname}`;

const areas = [...document.querySelectorAll("[data-ticks]")];
const fieldsOf = (area) => [...area.querySelectorAll("input[type=radio], textarea")];
const boxesOf = (area) => [...area.querySelectorAll("input[type=checkbox]")];
const sum = (boxes) => boxes.reduce((total, box) => total + Number(box.dataset.marks), 0);

function count(area) {
  const steps = boxesOf(area).filter((box) => !("fail" in box.dataset));
  const ticked = steps.filter((box) => box.checked);
  const open = steps.filter((box) => "critical" in box.dataset && !box.checked).length;
  const words = steps.some((box) => box.dataset.marks)
    ? [MESSAGES.marks(sum(ticked), sum(steps))]
    : [MESSAGES.done(ticked.length, steps.length)];
  if (open) words.push(MESSAGES.open(open));
  if (boxesOf(area).some((box) => "fail" in box.dataset && box.checked)) words.push(MESSAGES.failed);
  return words.join(" ");
}

function show() {
  for (const area of areas) {
    for (const line of area.querySelectorAll("[data-tally] output, [data-total]")) line.textContent = count(area);
  }
}

function keep() {
  const ticked = areas.flatMap(boxesOf).filter((box) => box.checked);
  const filled = areas.flatMap(fieldsOf).filter((field) => (field.type === "radio" ? field.checked : field.value));
  const words = Object.fromEntries(filled.map((field) => [field.name, field.value]));
  try {
    sessionStorage.setItem(memory, JSON.stringify({ ticks: ticked.map((box) => box.name), words }));
    return true;
  } catch {
    return false; // A browser that keeps nothing counts them all the same.
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(memory)) ?? {};
  } catch {
    return {};
  }
}

function fill(field, words = "") {
  if (field.type === "radio") field.checked = field.value === words;
  else field.value = words;
}

const { ticks = [], words = {} } = kept();
for (const area of areas) {
  for (const box of boxesOf(area)) box.checked = ticks.includes(box.name);
  for (const field of fieldsOf(area)) fill(field, words[field.name]);
  area.addEventListener("input", () => {
    keep();
    show();
  });
  const tally = area.querySelector("[data-tally]");
  tally.querySelector("[data-clear]").addEventListener("click", () => {
    for (const box of boxesOf(area)) box.checked = false;
    for (const field of fieldsOf(area)) if (field.type === "radio") field.checked = false;
    keep();
    show();
  });
  tally.hidden = false;
  for (const line of area.querySelectorAll("[data-total]")) line.hidden = false;
}
show();
if (keep()) for (const line of document.querySelectorAll("[data-kept]")) line.hidden = false;
