// The regions of a drawing tick the choices in the list beside it, and show which one is ticked or has the focus.

for (const hotspot of document.querySelectorAll("[data-hotspot]")) {
  const regions = [...hotspot.querySelectorAll("[data-region]")];
  const choice = (region) => hotspot.querySelector(`input[value="${region.dataset.region}"]`);

  const show = () => {
    for (const region of regions) {
      region.classList.toggle("chosen", choice(region).checked);
      region.classList.toggle("focus", choice(region).matches(":focus-visible"));
    }
  };

  for (const region of regions) {
    region.addEventListener("click", () => {
      if (choice(region).checked) return;
      choice(region).checked = true;
      choice(region).dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  for (const what of ["change", "focusin", "focusout"]) hotspot.addEventListener(what, () => queueMicrotask(show));
  hotspot.classList.add("live");
  show();
}
