// Lays the photograph after over the one before, and uncovers as much of it as the slider says. On paper, and without
// this, they stand side by side.

for (const pair of document.querySelectorAll("[data-pair]")) {
  const slider = pair.querySelector(".pair-slider");
  const range = slider.querySelector("input");
  const show = () => {
    pair.style.setProperty("--before", range.value);
    const [before, after] = [range.value, 100 - range.value].map((share) => `${share} per cent`);
    range.setAttribute("aria-valuetext", `${before} before, ${after} after`);
  };
  pair.classList.add("sliding");
  slider.hidden = false;
  range.addEventListener("input", show);
  show();
}
