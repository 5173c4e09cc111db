// `engine()` is what IBM's Equal Access engine finds in the whole page: nothing is closed or hidden from it by aria-hidden,
// and of what repeats itself (rows, entries, options) it sees the first few: its time grows with the square of a page.

const MOST = 4;

function openAll() {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const hidden of document.querySelectorAll("[aria-hidden]:not(svg, svg *)"))
    hidden.removeAttribute("aria-hidden");
}

function shorten() {
  for (const parent of document.querySelectorAll("main, main *:not(svg, svg *)")) {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const sort = `${child.localName}.${child.className}`;
      seen.set(sort, (seen.get(sort) ?? 0) + 1);
      if (seen.get(sort) > MOST) child.remove();
    }
  }
}

// What described something may be among what was taken out.
function untie() {
  for (const name of ["aria-labelledby", "aria-describedby"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const ids = element.getAttribute(name).split(" ");
      if (!ids.every((id) => document.getElementById(id))) element.removeAttribute(name);
    }
  }
}

globalThis.engine = async () => {
  openAll();
  shorten();
  untie();
  const { results } = await new ace.Checker().check(document, ["WCAG_2_2"]);
  return results
    .filter(({ value: [kind, verdict] }) => kind === "VIOLATION" && verdict === "FAIL")
    .map(({ ruleId, message, snippet }) => [ruleId, `${message}: ${snippet.slice(0, 120)}`]);
};
