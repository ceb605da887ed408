// Lights up a box on the page image while its line is pointed at or has the focus, and the line while its box is.
export function mountMarks(region) {
  const scope = region.parentElement;

  function light(event, lit) {
    const from = event.target.closest("[data-mark]");
    if (from === null) return;
    scope.querySelectorAll("[data-mark]").forEach((each) => {
      each.classList.toggle("lit", lit && each.dataset.mark === from.dataset.mark);
    });
  }

  for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    scope.addEventListener(begin, (event) => light(event, true));
    scope.addEventListener(end, (event) => light(event, false));
  }
}
