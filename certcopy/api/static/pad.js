// Keys on the screen for a field, so that a code can be typed where there is no keyboard.
export function mountPad(pad) {
  const field = document.getElementById(pad.dataset.pad);
  const whole = Number(field.dataset.letters);
  const plain = () => field.value.replaceAll("-", "");
  const write = (text) => {
    field.value = text.slice(0, whole).replace(/(.{4})(?=.)/g, "$1-");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (key === null) return;
    if ("erase" in key.dataset) write(plain().slice(0, -1));
    else if ("clear" in key.dataset) write("");
    else write(plain() + key.value);
  });
  pad.hidden = false;
}
