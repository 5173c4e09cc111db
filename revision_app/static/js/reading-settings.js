// Shows each choice at once; the button keeps it. What is as the site comes is not said, just as in a page's own tag.
const form = document.getElementById("reading-settings");
const AS_IT_COMES = {
  size: "usual",
  spacing: "usual",
  width: "usual",
  font: "serif",
  theme: "system",
  motion: "system",
};

const show = () => {
  const chosen = new FormData(form);
  for (const [name, usual] of Object.entries(AS_IT_COMES)) {
    if (chosen.get(name) === usual) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = chosen.get(name);
  }
};

form.addEventListener("change", show);
addEventListener("pageshow", show); // a browser may fill the form again when one comes back
