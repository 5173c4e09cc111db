// What the palette and the list of answers say of each question, by what this device knows.

export const isKept = document.querySelector("template[data-place]") !== null; // older than what was answered since

// `taken` is what the site has just saved.
export function show(answers, taken = []) {
  for (const one of isKept ? answers.known() : taken) mark(one, false);
  for (const one of answers.waiting()) mark(one, true);
  for (const [what, none] of [
    ["answered", "0"],
    ["flagged", "none"],
  ]) {
    const counted = document.querySelector(`[data-${what}]`);
    if (counted) counted.textContent = document.querySelectorAll(`.palette .${what}`).length || none;
  }
}

function mark({ n, fields, flag }, waits) {
  const button = document.querySelector(`.palette [value="${n}"]`);
  const answered = fields
    ? fields.some(([name, value]) => name.startsWith("answer") && value.trim())
    : button?.classList.contains("answered"); // it stands as it was
  if (button) {
    button.classList.toggle("answered", answered);
    if (flag !== undefined) button.classList.toggle("flagged", flag === "1");
    const words = [`Question ${n}`, answered ? "answered" : "not answered"];
    if (waits) words.push("not sent yet");
    if (button.classList.contains("flagged")) words.push("flagged");
    button.setAttribute("aria-label", words.join(", "));
  }
  const line = document.querySelector(`.review-list [data-n="${n}"]`);
  if (line) {
    line.textContent = waits ? "Waiting to be sent" : answered ? "Answered" : "No answer";
    line.className = answered && !waits ? "done" : "open";
  }
}
