// What has been ticked so far, in marks where the steps have any. The ticks stay in this tab: a phone that reloads the
// page in the middle of practice loses none, and closing the tab forgets them.

const MESSAGES = {
  marks: (got, all) => `${got} of ${all} marks.`,
  done: (got, all) => `${got} of ${all} done.`,
  open: (count) => (count === 1 ? "1 critical step is not ticked." : `${count} critical steps are not ticked.`),
  failed: "Failed: something that fails it has happened.",
};
const person = document.querySelector("[data-who]")?.dataset.who ?? "";
const memory = `ticks ${person} ${location.pathname}`;

const areas = [...document.querySelectorAll("[data-ticks]")];
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
  for (const area of areas) area.querySelector("[data-tally] output").textContent = count(area);
}

function keep() {
  const names = areas.flatMap(boxesOf).filter((box) => box.checked);
  try {
    sessionStorage.setItem(memory, JSON.stringify(names.map((box) => box.name)));
  } catch {
    // A browser that keeps nothing counts them all the same.
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(memory)) ?? [];
  } catch {
    return [];
  }
}

const names = kept();
for (const area of areas) {
  for (const box of boxesOf(area)) box.checked = names.includes(box.name);
  area.addEventListener("change", () => {
    keep();
    show();
  });
  const tally = area.querySelector("[data-tally]");
  tally.querySelector("[data-clear]").addEventListener("click", () => {
    for (const box of boxesOf(area)) box.checked = false;
    keep();
    show();
  });
  tally.hidden = false;
}
show();
