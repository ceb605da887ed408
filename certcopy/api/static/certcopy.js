// Mounts what the page asks for; every page works without it.
import { mountCheck } from "./check.js";
import { mountDrop } from "./drop.js";
import { mountFrame } from "./frame.js";
import { mountIdle } from "./idle.js";
import { mountMarks } from "./marks.js";
import { mountPad } from "./pad.js";
import { mountDesk } from "./pagedesk.js";
import { mountPages } from "./pages.js";
import { mountPaste } from "./paste.js";
import { mountPrinted } from "./printed.js";
import { mountRejects } from "./rejects.js";
import { mountSend } from "./send.js";
import { mountSources } from "./sources.js";
import { mountWatch } from "./watch.js";

export function mount(root) {
  root.querySelectorAll("[data-drop]").forEach(mountDrop);
  root.querySelectorAll("[data-marks]").forEach(mountMarks);
  root.querySelectorAll("[data-desk]").forEach((desk) => mountDesk(desk, mount));
  root.querySelectorAll("[data-pages]").forEach(mountPages);
  root.querySelectorAll("[data-pages]").forEach(mountPaste);
  root.querySelectorAll("[data-sources]").forEach(mountSources);
  root.querySelectorAll("[data-rejects]").forEach(mountRejects);
  root.querySelectorAll("form[data-check]").forEach((form) => mountCheck(form, mount));
  root.querySelectorAll("form[data-send]").forEach((form) => mountSend(form, mount));
  root.querySelectorAll("[data-printed]").forEach((region) => mountPrinted(region, mount));
  root.querySelectorAll("[data-pad]").forEach(mountPad);
  root.querySelectorAll("[data-idle]").forEach(mountIdle);
  root.querySelectorAll("[data-frame]").forEach(mountFrame);
  root.querySelectorAll("[data-watch]").forEach((region) => mountWatch(region, mount));
}

mount(document);
