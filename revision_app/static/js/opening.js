// Opens what an address points into, and everything for paper. Browsers of today do the first by themselves.
function openTo(target) {
  for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
}

function follow() {
  const target = document.querySelector(":target");
  if (!target?.closest("details:not([open])")) return;
  openTo(target);
  target.scrollIntoView();
}

addEventListener("hashchange", follow);
follow();

let closed = [];

addEventListener("beforeprint", () => {
  closed = [...closed, ...document.querySelectorAll("main details:not([open], .no-print)")];
  for (const one of closed) one.open = true;
});

addEventListener("afterprint", () => {
  for (const one of closed) one.open = false;
  closed = [];
});
