// The pages of one original as a list with pictures, whose order the keyboard can change: files of this computer, and
// files that lie in the tray. The file box holds the former; hidden fields "place" tell the order of all.
import { checkSize } from "./drop.js";

const UPLOAD = "upload";

export function mountPages(zone) {
  const box = zone.querySelector("input[type=file]");
  const form = box.form;
  const list = form.querySelector("[data-list]");
  const item = form.querySelector("template[data-item]");
  const said = form.querySelector("[data-said]");
  const undo = form.querySelector("[data-undo]");
  const dismissed = new Set();
  const removed = [];
  let entries = [];

  box.required = true;
  box.addEventListener("change", () => {
    const known = new Set(entries.map((entry) => entry.id));
    entries = [...entries, ...[...box.files].map(ofFile).filter((entry) => !known.has(entry.id))];
    show();
  });
  form.addEventListener("certcopy:batch", (event) => {
    if (takeBatch(event.detail)) show();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    const index = [...list.children].indexOf(button.closest("li"));
    if ("remove" in button.dataset) remove(index);
    else move(index, Number(button.dataset.move));
  });

  undo.querySelector("button").addEventListener("click", bringBack);

  // A batch may have grown, lost a file, or got another one in a file's place.
  function takeBatch(batch) {
    if (batch.anew) batch.files.forEach((file) => dismissed.delete(file.ref));
    const waiting = batch.files.filter((file) => !file.used && !dismissed.has(file.ref));
    const refs = new Set(waiting.map((file) => file.ref));
    const before = entries.map((entry) => entry.id);
    entries = entries.filter((entry) => entry.batch !== batch.id || refs.has(entry.id));
    for (const file of waiting) {
      if (entries.some((entry) => entry.id === file.ref)) continue;
      const later = entries.findIndex((entry) => entry.batch === batch.id && entry.number > file.number);
      entries.splice(later < 0 ? entries.length : later, 0, ofTray(batch, file, list));
    }
    return before.join() !== entries.map((entry) => entry.id).join();
  }

  function move(index, by) {
    const [entry] = entries.splice(index, 1);
    entries.splice(index + by, 0, entry);
    show();
    say(said.dataset.moved, entry, index + by + 1);
    const buttons = [...list.children[index + by].querySelectorAll("[data-move]")];
    const same = buttons.find((button) => Number(button.dataset.move) === by);
    (same.disabled ? buttons.find((button) => !button.disabled) : same).focus();
  }

  function remove(index) {
    const [entry] = entries.splice(index, 1);
    dismissed.add(entry.id);
    removed.push({ entry, index });
    show();
    say(said.dataset.removed, entry, index + 1);
    const next = list.children[Math.min(index, entries.length - 1)];
    (next ? next.querySelector("[data-remove]") : box).focus();
  }

  function bringBack() {
    const { entry, index } = removed.pop();
    dismissed.delete(entry.id);
    const known = entries.findIndex((each) => each.id === entry.id);
    const place = known < 0 ? Math.min(index, entries.length) : known;
    if (known < 0) entries.splice(place, 0, entry);
    show();
    say(said.dataset.returned, entry, place + 1);
    list.children[place].querySelector("[data-remove]").focus();
  }

  function say(words, entry, number) {
    said.textContent = words.replace("{name}", entry.name).replace("{number}", number);
  }

  function show() {
    const carrier = new DataTransfer();
    entries.forEach((entry) => entry.file && carrier.items.add(entry.file));
    box.files = carrier.files;
    box.required = entries.length === 0;
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...entries.map(row));
    list.hidden = entries.length === 0;
    undo.hidden = removed.length === 0;
    if (!undo.hidden) undo.querySelector("p").textContent = said.dataset.removed.replace("{name}", removed.at(-1).entry.name);
    checkSize(box);
  }

  function row(entry, index) {
    const shown = item.content.firstElementChild.cloneNode(true);
    shown.querySelector(".name").textContent = entry.name;
    if (entry.picture) shown.querySelector(".thumb").replaceChildren(picture(entry.picture()));
    shown.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-label", button.dataset.label.replace("{name}", entry.name));
      button.disabled = !("remove" in button.dataset) && !(index + Number(button.dataset.move) in entries);
    });
    shown.append(place(entry));
    return shown;
  }
}

function ofFile(file) {
  const visible = /^image\/(jpeg|png)$/.test(file.type);
  const id = `${file.name} ${file.size} ${file.lastModified}`;
  return { id, file, name: file.name, picture: visible ? () => URL.createObjectURL(file) : null };
}

function ofTray(batch, file, list) {
  const words = list.dataset[`origin${batch.origin[0].toUpperCase()}${batch.origin.slice(1)}`];
  const name = words.replace("{label}", batch.label).replace("{number}", file.number);
  return { id: file.ref, batch: batch.id, number: file.number, name, picture: () => file.preview };
}

function place(entry) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "place";
  field.value = entry.file ? UPLOAD : entry.id;
  return field;
}

function picture(address) {
  const image = new Image();
  image.alt = "";
  image.src = address;
  return image;
}
