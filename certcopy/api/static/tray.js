// What waits in the tray, looked at again every few seconds: a page saved by any scanner's program shows up by itself.
import { keepLooking } from "./looking.js";
import { call } from "./rest.js";

const TRAY = "/api/v1/tray";

export function mountTray(section, give) {
  const form = section.closest("form");
  const list = section.querySelector("ul");
  const template = section.querySelector("template[data-row]");
  let shown = "";

  async function show() {
    const batches = (await call("GET", TRAY)).filter((batch) => !isInUse(batch));
    const now = JSON.stringify(batches);
    if (now === shown || list.contains(document.activeElement)) return;
    shown = now;
    list.replaceChildren(...batches.map(row));
    section.hidden = batches.length === 0;
  }

  function isInUse(batch) {
    return [...form.querySelectorAll("[data-list] input[name=place]")].some((field) => field.value.startsWith(`${batch.id}/`));
  }

  function row(batch) {
    const fresh = template.content.firstElementChild.cloneNode(true);
    const label = section.dataset[batch.origin] ?? batch.label;
    const time = new Date(batch.begun_at).toLocaleTimeString(document.documentElement.lang, {
      timeStyle: "short",
      timeZone: "Asia/Ho_Chi_Minh",
    });
    fresh.querySelector("strong").textContent = label;
    fresh.querySelector("[data-when]").textContent = ` · ${time} · ${section.dataset.files.replace("{count}", batch.files.length)}`;
    fresh.querySelector(".picks").append(...batch.files.map(picture));
    fresh.querySelector("[data-use]").addEventListener("click", () => use(batch));
    fresh.querySelector("[data-discard]").addEventListener("click", () => discard(batch));
    return fresh;
  }

  function picture(file) {
    const image = new Image(54, 76);
    image.alt = section.dataset.file.replace("{number}", file.number);
    image.src = file.preview;
    return image;
  }

  async function use(batch) {
    give(batch, true);
    document.activeElement.blur();
    await show();
  }

  async function discard(batch) {
    if (!confirm(section.dataset.sure)) return;
    await call("DELETE", `${TRAY}/${batch.id}`);
    document.activeElement.blur();
    await show();
  }

  keepLooking(section, show);
}
