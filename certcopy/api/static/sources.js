// Where pages come from besides files. Links to pages of their own become panels; what comes goes to the list of pages.
import { mountPhone } from "./pairing.js";
import { mountScan } from "./scan.js";
import { mountTray } from "./tray.js";

const MOUNT = { scan: mountScan, phone: mountPhone };

export function mountSources(region) {
  const form = region.closest("form");
  const give = (batch, anew = false) =>
    form.dispatchEvent(new CustomEvent("certcopy:batch", { detail: { ...batch, anew } }));
  region.querySelectorAll("[data-open]").forEach((link) => mountPanel(region, link, give));
  region.querySelectorAll("[data-tray]").forEach((section) => mountTray(section, give));
}

function mountPanel(region, link, give) {
  const kind = link.dataset.open;
  let panel = null;
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (panel === null) {
      const template = region.querySelector(`template[data-panel=${kind}]`);
      panel = template.content.firstElementChild.cloneNode(true);
      template.before(panel);
      MOUNT[kind](panel, give);
    } else {
      panel.hidden = !panel.hidden;
    }
    link.setAttribute("aria-expanded", String(!panel.hidden));
  });
}
