// A choice shows itself at once: the same page is fetched and its parts take the place of the ones here.
const explorer = document.querySelector("[data-explorer]");
const form = explorer?.querySelector("form");

if (form && explorer.querySelector("[data-fresh]")) {
  form.querySelector("[data-show]").hidden = true;
  let newest = 0;

  const show = async () => {
    const asked = ++newest;
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asked !== newest) return;
      const focused = document.activeElement?.id;
      // The line that is read out stays the same element: only its words change.
      const line = document.getElementById("headline");
      for (const part of explorer.querySelectorAll("[data-fresh]")) {
        part.replaceWith(page.querySelector(`[data-fresh="${part.dataset.fresh}"]`));
      }
      const words = document.getElementById("headline").textContent;
      document.getElementById("headline").replaceWith(line);
      line.textContent = words;
      document.getElementById("measures").replaceWith(page.getElementById("measures"));
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      history.replaceState(null, "", address);
    } catch {
      if (asked === newest) location.assign(address); // the browser shows whatever went wrong
    }
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
}
