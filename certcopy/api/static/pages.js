// The chosen scans as a list with pictures, whose order the keyboard can change. The file box always holds that order.
import { checkSize } from "./drop.js";

export function mountPages(zone) {
  const box = zone.querySelector("input[type=file]");
  const form = box.form;
  const list = form.querySelector("[data-list]");
  const item = form.querySelector("template[data-item]");
  const said = form.querySelector("[data-said]");
  let files = [];

  box.addEventListener("change", () => {
    const known = new Set(files.map(identity));
    files = [...files, ...[...box.files].filter((file) => !known.has(identity(file)))];
    show();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    const index = [...list.children].indexOf(button.closest("li"));
    if ("remove" in button.dataset) remove(index);
    else move(index, Number(button.dataset.move));
  });

  function move(index, by) {
    const [file] = files.splice(index, 1);
    files.splice(index + by, 0, file);
    show();
    say(said.dataset.moved, file, index + by + 1);
    const buttons = [...list.children[index + by].querySelectorAll("[data-move]")];
    const same = buttons.find((button) => Number(button.dataset.move) === by);
    (same.disabled ? buttons.find((button) => !button.disabled) : same).focus();
  }

  function remove(index) {
    const [file] = files.splice(index, 1);
    show();
    say(said.dataset.removed, file, index + 1);
    const next = list.children[Math.min(index, files.length - 1)];
    (next ? next.querySelector("[data-remove]") : box).focus();
  }

  function say(words, file, number) {
    said.textContent = words.replace("{name}", file.name).replace("{number}", number);
  }

  function show() {
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    box.files = carrier.files;
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...files.map(entry));
    list.hidden = files.length === 0;
    checkSize(box);
  }

  function entry(file, index) {
    const row = item.content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = file.name;
    if (/^image\/(jpeg|png)$/.test(file.type)) row.querySelector(".thumb").replaceChildren(picture(file));
    row.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-label", button.dataset.label.replace("{name}", file.name));
      button.disabled = !("remove" in button.dataset) && !(index + Number(button.dataset.move) in files);
    });
    return row;
  }
}

function picture(file) {
  const image = new Image();
  image.alt = "";
  image.src = URL.createObjectURL(file);
  return image;
}

function identity(file) {
  return `${file.name} ${file.size} ${file.lastModified}`;
}
