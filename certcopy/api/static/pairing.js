// The phone panel at the counter: shows the code, follows the photos as they come, ends the pairing.
import { call, showTrouble } from "./rest.js";

const PHONES = "/api/v1/phones";
const TRAY = "/api/v1/tray";
const PAUSE = 1000;

export function mountPhone(panel, give) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  let current = null;

  part("new").addEventListener("click", begin);
  part("end").addEventListener("click", end);
  begin();

  async function begin() {
    try {
      if (current !== null) await call("DELETE", `${PHONES}/${current}`);
      const pairing = await call("POST", PHONES);
      current = pairing.batch;
      showTrouble(panel, null);
      showCode(pairing);
      follow(pairing.batch);
    } catch (problem) {
      if (problem.detail) showTrouble(panel, problem);
    }
  }

  async function end() {
    if (current !== null) await call("DELETE", `${PHONES}/${current}`).catch(() => null);
  }

  function showCode(pairing) {
    const image = new Image();
    image.alt = pairing.url;
    image.src = URL.createObjectURL(new Blob([pairing.qr], { type: "image/svg+xml" }));
    part("qr").replaceChildren(image);
    part("url").textContent = part("url").href = pairing.url;
    part("unreachable").hidden = pairing.reachable;
    part("end").hidden = false;
  }

  async function follow(id) {
    if (id !== current || !panel.isConnected) return;
    try {
      const batch = await call("GET", `${TRAY}/${id}`);
      give(batch);
      if (show(batch)) return;
    } catch (problem) {
      if (problem.detail) return showTrouble(panel, problem);
    }
    setTimeout(() => follow(id), PAUSE);
  }

  function show(batch) {
    const over = batch.ended || Date.parse(batch.until) <= Date.now();
    const words = over ? "over" : batch.paired ? "paired" : "waiting";
    const text = panel.dataset[words].replace("{pages}", batch.files.length);
    if (part("status").textContent !== text) part("status").textContent = text;
    part("how").hidden = part("qr").hidden = part("url").hidden = over || batch.paired;
    part("end").hidden = over;
    return over;
  }
}
