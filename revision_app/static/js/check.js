// The questions that a unit asks, answered in place. Without this their links lead to a page for each.

// A question's page, with ids that do not meet those of its neighbours.
const questionIn = (page, item) => {
  const question = page.querySelector("[data-question]");
  if (!question) return null;
  for (const one of question.querySelectorAll("[id]")) one.id = `${item}-${one.id}`;
  for (const name of ["for", "aria-describedby", "aria-labelledby", "list"]) {
    for (const one of question.querySelectorAll(`[${name}]`)) {
      one.setAttribute(
        name,
        one
          .getAttribute(name)
          .split(" ")
          .map((id) => `${item}-${id}`)
          .join(" "),
      );
    }
  }
  return document.adoptNode(question);
};

// The styles of the other pages, which a unit does without until it asks something.
const dress = (page) => {
  const here = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
  const missing = [...page.querySelectorAll("link[rel=stylesheet]")].filter(
    (link) => !here.includes(new URL(link.getAttribute("href"), location).href),
  );
  return Promise.all(
    missing.map(
      (link) =>
        new Promise((done) => {
          const sheet = document.adoptNode(link);
          sheet.addEventListener("load", done);
          sheet.addEventListener("error", done);
          document.head.append(sheet);
        }),
    ),
  );
};

// Ask for a page and put its question into `place`; where that does not work, say why and leave what stands there.
const show = async (place, address, sent = null) => {
  place.querySelector("[data-trouble]")?.remove();
  try {
    const answer = await fetch(address, sent ? { method: "POST", body: new URLSearchParams(new FormData(sent)) } : {});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const words = page.querySelector("main p")?.textContent;
    await dress(page);
    const question = questionIn(page, place.dataset.item);
    if (!question) throw new Error(words);
    place.replaceChildren(question);
    if (sent) (question.querySelector("[data-first], [role=alert]") ?? question).focus();
    return question;
  } catch (trouble) {
    if (!sent) return null;
    const line = Object.assign(document.createElement("p"), {
      className: "refused",
      textContent:
        trouble instanceof TypeError
          ? "The site cannot be reached, so this is not checked. Try again."
          : trouble.message,
    });
    line.dataset.trouble = "";
    line.setAttribute("role", "alert");
    place.append(line);
    return null;
  }
};

const open = (check) => {
  for (const link of check.querySelectorAll("li > a")) {
    const place = link.parentElement;
    place.dataset.item = link.pathname.split("/").pop();
    show(place, link.href);
  }
  check.addEventListener("submit", (event) => {
    event.preventDefault();
    show(event.target.closest("[data-item]"), event.target.action, event.target);
  });
  check.addEventListener("click", async (event) => {
    const again = event.target.closest("[data-again]");
    if (!again) return;
    event.preventDefault();
    const question = await show(again.closest("[data-item]"), again.href);
    question?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
};

const near = new IntersectionObserver(
  (seen) => {
    for (const one of seen.filter(({ isIntersecting }) => isIntersecting)) {
      near.unobserve(one.target);
      open(one.target);
    }
  },
  { rootMargin: "400px" },
);
for (const check of document.querySelectorAll(".check-yourself")) near.observe(check);
