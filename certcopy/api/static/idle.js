// A screen that many use forgets the last visitor: it asks after a while, and begins anew if nobody answers.
export function mountIdle(region) {
  const [still, answer] = ["still", "answer"].map((name) => Number(region.dataset[name]) * 1000);
  const dialog = region.querySelector("dialog");
  const count = dialog.querySelector("[data-count]");
  let asked = 0;
  let timer = setTimeout(ask, still);

  const again = () => {
    clearTimeout(timer);
    if (dialog.open) dialog.close();
    timer = setTimeout(ask, still);
  };

  function ask() {
    asked = Date.now();
    dialog.showModal();
    tick();
  }

  function tick() {
    const left = answer - (Date.now() - asked);
    count.textContent = Math.ceil(left / 1000);
    if (left <= 0) location.assign(region.dataset.idle);
    else timer = setTimeout(tick, 250);
  }

  for (const name of ["pointerdown", "keydown", "input"]) document.addEventListener(name, again, { passive: true });
}
