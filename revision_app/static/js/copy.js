// Buttons that copy the text of a field. The clipboard of today's browsers opens over TLS and on this machine only; the
// older way, by a selection, works everywhere else.
const MESSAGES = { copied: "Copied.", failed: "Your browser did not copy it. Open the text below and copy it there." };

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.closest("details")?.setAttribute("open", "");
    field.select();
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const done = await copy(document.getElementById(button.dataset.copy));
    document.querySelector("[data-copied]").textContent = done ? MESSAGES.copied : MESSAGES.failed;
  });
  button.hidden = false;
}
