// A frame that takes files dropped onto it into its file box.
export function mountDrop(zone) {
  const box = zone.querySelector("input[type=file]");
  const hint = zone.querySelector("[data-hint]");
  hint.prepend(`${hint.dataset.text}. `);
  zone.classList.add("enhanced");
  if (!("pages" in zone.dataset)) box.addEventListener("change", () => showChoice(zone, box));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) take(zone, box, event.dataTransfer.files);
  });
}

function take(zone, box, files) {
  box.files = box.multiple ? files : only(files[0]);
  box.dispatchEvent(new Event("change", { bubbles: true }));
  if ("go" in zone.dataset) box.form.requestSubmit();
}

function only(file) {
  const carrier = new DataTransfer();
  carrier.items.add(file);
  return carrier.files;
}

function showChoice(zone, box) {
  zone.querySelector("[data-chosen]").textContent = box.files[0]?.name ?? "";
  checkSize(box);
}

export function checkSize(box) {
  const size = [...box.files].reduce((sum, file) => sum + file.size, 0);
  box.setCustomValidity(size > box.dataset.limit * 1024 * 1024 ? box.dataset.tooLarge : "");
  box.reportValidity();
}
