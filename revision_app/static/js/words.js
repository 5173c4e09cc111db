// How many words are written so far, beside the number that is expected.

for (const count of document.querySelectorAll("[data-words-of]")) {
  const field = document.getElementById(count.dataset.wordsOf);
  const show = () => {
    const words = field.value.match(/\S+/g)?.length ?? 0;
    count.textContent = words === 1 ? "1 word so far." : `${words} words so far.`;
  };
  field.addEventListener("input", show);
  show();
}
