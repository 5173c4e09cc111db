// One tap says why an answer went wrong; without this the same buttons load the page again.
const summary = document.querySelector("[data-mostly]");

for (const form of document.querySelectorAll("form[data-miss]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = event.submitter;
    const body = new URLSearchParams(new FormData(form, chosen));
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button === chosen);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
      summary.replaceChildren(...page.querySelector("[data-mostly]").childNodes);
    } catch {
      HTMLFormElement.prototype.submit.call(withReason(form, chosen)); // the browser shows whatever went wrong
    }
  });
}

function withReason(form, chosen) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "reason", value: chosen.value }));
  return form;
}
