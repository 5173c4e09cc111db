// The page that a device keeps of an attempt holds every question: the one that the address names is put in its place.

const place = location.pathname.split("/").at(-1);
const wanted = document.querySelector(`template[data-place="${CSS.escape(place)}"]`);

if (wanted) {
  const { script, words } = wanted.dataset;
  const player = document.querySelector("[data-player]");
  document.title = document.title.replace(/^[^·]*/, `${words} `);
  document.querySelector("h1 .place").textContent = words;
  document.querySelector("#receipt").textContent = "";
  if (place === "review") {
    player.replaceWith(wanted.content);
  } else {
    player.action = location.pathname;
    player.querySelector("[data-column]").replaceChildren(wanted.content);
    for (const button of player.querySelectorAll(".palette button")) {
      if (button.value === place) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    if (script) import(script);
  }
}
