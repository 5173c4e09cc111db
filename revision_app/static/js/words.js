// How many words are written so far, beside the number that is expected.

const MESSAGES = { words: (count) => (count === 1 ? "1 word so far." : `${count} words so far.`) };

for (const count of document.querySelectorAll("[data-words-of]")) {
  const field = document.getElementById(count.dataset.wordsOf);
  const show = () => {
    const words = field.value.match(/\S+/g)?.length ?? 0;
    count.textContent = MESSAGES.words(words);
  };
  field.addEventListener("input", show);
  show();
}
