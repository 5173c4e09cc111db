// Phrases of the feedback bank, put into the comment or the next step of the criterion that asked for them.

const dialog = document.querySelector("#phrase-dialog");
const search = dialog?.querySelector("[type=search]");
const phrases = dialog ? [...dialog.querySelectorAll("li")] : [];
let criterion = "";

const wordsOf = (phrase) => phrase.dataset.words.replaceAll("{criterion}", criterion);

function sift() {
  const wanted = search.value.toLowerCase().split(/\s+/);
  for (const phrase of phrases) {
    const said = `${phrase.dataset.name} ${wordsOf(phrase)}`.toLowerCase();
    const fits = ["", criterion].includes(phrase.dataset.fits);
    phrase.querySelector(".written").textContent = wordsOf(phrase);
    phrase.hidden = !fits || !wanted.every((word) => said.includes(word));
  }
  dialog.querySelector("[data-none]").hidden = phrases.some((phrase) => !phrase.hidden);
}

function put(phrase, name) {
  const field = document.getElementById(`criterion-${criterion}-${name}`);
  const words = name === "comment" ? wordsOf(phrase) : wordsOf(phrase).replace(/\s+/g, " ");
  const gap = name === "comment" ? "\n\n" : " ";
  field.value = [field.value.trimEnd(), words].filter(Boolean).join(gap);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  dialog.close();
  field.focus();
}

function begin() {
  for (const button of document.querySelectorAll("[data-phrases]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      criterion = button.dataset.phrases;
      dialog.querySelector("[data-criterion-name]").textContent = criterion;
      search.value = "";
      sift();
      dialog.showModal();
      search.focus();
    });
  }
  for (const other of document.querySelectorAll("[data-unscripted]")) {
    other.hidden = !other.querySelector(".fault"); // what is wrong stays beside its field
  }
  search.addEventListener("input", sift);
  dialog.addEventListener("click", ({ target }) => {
    if (target.dataset.into) put(target.closest("li"), target.dataset.into);
  });
}

if (dialog) begin();
