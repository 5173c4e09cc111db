// Reading progress drawn as depth: the rail uncovers as the article passes the middle of the window.
const rail = document.querySelector("[data-rail]");
const article = document.querySelector(".prose");

if (rail && article) {
  const unread = rail.querySelector(".unread");
  let waiting = false;

  const draw = () => {
    waiting = false;
    const box = article.getBoundingClientRect();
    const passed = (innerHeight * 0.6 - box.top) / box.height;
    unread.style.height = `${100 - 100 * Math.min(1, Math.max(0, passed))}%`;
  };
  const soon = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  draw();
}
