// Files of the scan folder that could not be taken in: each shows up by itself, until somebody has read of it.
import { keepLooking } from "./looking.js";
import { call } from "./rest.js";

const REJECTS = "/api/v1/rejects";
const MOMENT = new Intl.DateTimeFormat("vi", {
  ...{ hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" },
  timeZone: "Asia/Ho_Chi_Minh",
});

export function mountRejects(section) {
  const list = section.querySelector("ul");
  const count = section.querySelector("[data-count]");
  const template = section.querySelector("template[data-row]");
  let shown = "";

  section.addEventListener("submit", (event) => {
    event.preventDefault();
    dismiss(event.target.closest("li").dataset.id);
  });

  async function show() {
    const rejects = await call("GET", REJECTS);
    const now = JSON.stringify(rejects);
    if (now === shown || list.contains(document.activeElement)) return;
    shown = now;
    list.replaceChildren(...rejects.map(row));
    count.querySelector("strong").textContent = count.dataset.count.replace("{count}", rejects.length);
    section.hidden = rejects.length === 0;
  }

  function row(reject) {
    const fresh = template.content.firstElementChild.cloneNode(true);
    const button = fresh.querySelector("button");
    fresh.dataset.id = reject.id;
    fresh.querySelector("[data-name]").textContent = reject.name;
    fresh.querySelector("[data-when]").textContent = MOMENT.format(new Date(reject.at));
    fresh.querySelector("[data-why]").textContent = reject[document.documentElement.lang];
    button.setAttribute("aria-label", button.dataset.label.replace("{name}", reject.name));
    return fresh;
  }

  async function dismiss(id) {
    await call("DELETE", `${REJECTS}/${id}`).catch(() => null);
    document.activeElement.blur();
    await show();
  }

  keepLooking(section, show);
}
