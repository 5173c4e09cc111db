// The questions that a unit asks, answered in place. Without this their links lead to a page for each.

const NEAR = "400px"; // from the window: its questions are fetched
const NAMES_OF_IDS = ["for", "aria-describedby", "aria-labelledby", "list"];
const MESSAGES = { offline: "The site cannot be reached, so this is not checked. Try again." };

// A question's page, with ids that do not meet those of its neighbours.
function questionIn(page, item) {
  const question = page.querySelector("[data-question]");
  if (!question) return null;
  for (const one of question.querySelectorAll("[id]")) one.id = `${item}-${one.id}`;
  for (const name of NAMES_OF_IDS) {
    for (const one of question.querySelectorAll(`[${name}]`))
      one.setAttribute(name, prefixed(one.getAttribute(name), item));
  }
  return document.adoptNode(question);
}

function prefixed(ids, item) {
  return ids
    .split(" ")
    .map((id) => `${item}-${id}`)
    .join(" ");
}

// The styles of the other pages, which a unit does without until it asks something.
function addStyles(page) {
  const here = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
  const missing = [...page.querySelectorAll("link[rel=stylesheet]")].filter(
    (link) => !here.includes(new URL(link.getAttribute("href"), location).href),
  );
  return Promise.all(missing.map(addSheet));
}

function addSheet(link) {
  return new Promise((done) => {
    const sheet = document.adoptNode(link);
    sheet.addEventListener("load", done);
    sheet.addEventListener("error", done);
    document.head.append(sheet);
  });
}

async function fetchQuestion(address, form, item) {
  const answer = await fetch(address, form ? { method: "POST", body: new URLSearchParams(new FormData(form)) } : {});
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = page.querySelector("main p")?.textContent;
  await addStyles(page);
  const question = questionIn(page, item);
  if (!question) throw new Error(words);
  return question;
}

// Put the question of a page into `place`. Where that does not work after a form was sent, say why; what stands there
// stays.
async function show(place, address, form = null) {
  place.querySelector("[data-trouble]")?.remove();
  try {
    const question = await fetchQuestion(address, form, place.dataset.item);
    place.replaceChildren(question);
    if (form) (question.querySelector("[data-first], [role=alert]") ?? question).focus();
    return question;
  } catch (fault) {
    if (form) place.append(trouble(fault instanceof TypeError ? MESSAGES.offline : fault.message));
    return null;
  }
}

function trouble(words) {
  const line = Object.assign(document.createElement("p"), { className: "refused", textContent: words });
  line.dataset.trouble = "";
  line.setAttribute("role", "alert");
  return line;
}

function open(check) {
  for (const link of check.querySelectorAll("li > a")) {
    const place = link.parentElement;
    place.dataset.item = link.pathname.split("/").pop();
    show(place, link.href);
  }
  check.addEventListener("submit", (event) => {
    event.preventDefault();
    show(event.target.closest("[data-item]"), event.target.action, event.target);
  });
  check.addEventListener("click", askAgain);
}

async function askAgain(event) {
  const again = event.target.closest("[data-again]");
  if (!again) return;
  event.preventDefault();
  const question = await show(again.closest("[data-item]"), again.href);
  question?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
      near.unobserve(target);
      open(target);
    }
  },
  { rootMargin: NEAR },
);
for (const check of document.querySelectorAll(".check-yourself")) near.observe(check);
