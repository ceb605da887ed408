// The scan panel: choose a scanner and how, start, follow page by page, cancel.
import { call, showTrouble } from "./rest.js";

const SCANNERS = "/api/v1/scanners";
const SCANS = "/api/v1/scans";
const PAUSE = 400;
const REMEMBERED = "certcopy-scan";
const CHOICES = ["source", "dpi", "colour", "paper"];

export function mountScan(panel, give) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const words = panel.dataset;
  const say = (text) => {
    if (part("status").textContent !== text) part("status").textContent = text;
  };
  const wish = recall();
  let scanner = null;
  let running = null;

  part("scanner").addEventListener("change", ask);
  part("source").addEventListener("change", fit);
  part("again").addEventListener("click", look);
  part("add").addEventListener("click", add);
  part("address").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  part("start").addEventListener("click", start);
  part("cancel").addEventListener("click", cancel);
  look();

  async function attempt(work) {
    showTrouble(panel, null);
    try {
      await work();
    } catch (problem) {
      say(problem.offline ? words.lost : "");
      if (problem.detail) showTrouble(panel, problem);
    }
  }

  function look() {
    return attempt(async () => {
      part("start").disabled = true;
      say(words.looking);
      const found = await call("GET", SCANNERS);
      const options = found.map((each) => new Option(each.name, each.id, false, each.id === wish.scanner));
      part("scanner").replaceChildren(...options);
      say(found.length ? "" : words.none);
      if (found.length) await ask();
    });
  }

  function ask() {
    return attempt(async () => {
      part("start").disabled = true;
      say(words.asking);
      const asked = part("scanner").value;
      const answer = await call("GET", `${SCANNERS}/${asked}`);
      if (asked !== part("scanner").value) return;
      scanner = answer;
      only(part("source"), scanner.sources.map((each) => each.source), wish.source);
      if (wish.paper) part("paper").value = wish.paper;
      fit();
      part("start").disabled = false;
      say("");
    });
  }

  function fit() {
    const able = scanner.sources.find((each) => each.source === part("source").value);
    const wanted = Number(part("dpi").value || wish.dpi || 300);
    const dpi = able.dpis.find((each) => each >= wanted) ?? able.dpis.at(-1);
    part("dpi").replaceChildren(...able.dpis.map((each) => new Option(`${each} dpi`, each, false, each === dpi)));
    only(part("colour"), able.colours, wish.colour);
    part("duplex").disabled = !able.duplex;
    part("duplex").checked = able.duplex && Boolean(wish.duplex);
  }

  function add() {
    return attempt(async () => {
      part("start").disabled = true;
      say(words.asking);
      try {
        const added = await call("POST", SCANNERS, { address: part("address").value });
        part("scanner").append(new Option(added.name, added.id, false, true));
      } finally {
        part("start").disabled = scanner === null;
      }
      await ask();
    });
  }

  function start() {
    return attempt(async () => {
      const how = Object.fromEntries(CHOICES.map((name) => [name, part(name).value]));
      Object.assign(wish, how, { scanner: part("scanner").value, duplex: part("duplex").checked });
      remember(wish);
      running = await call("POST", SCANS, { ...wish, dpi: Number(how.dpi) });
      atWork(true);
      follow();
    });
  }

  async function follow() {
    try {
      running = await call("GET", `${SCANS}/${running.id}`);
    } catch (problem) {
      if (!problem.offline) return end(problem);
      say(words.lost);
    }
    give(running.batch);
    if (running.standing !== "running") return end(running.error);
    show();
    setTimeout(follow, PAUSE);
  }

  function show() {
    const bar = panel.querySelector("progress");
    if (running.part === null) bar.removeAttribute("value");
    else bar.value = running.part;
    say(words.page.replace("{page}", running.page));
  }

  function end(problem) {
    const { standing, batch } = running;
    atWork(false);
    say((words[standing] ?? "").replace("{pages}", batch.files.length));
    showTrouble(panel, problem);
    part("start").focus();
  }

  function cancel() {
    return attempt(async () => {
      part("cancel").disabled = true;
      await call("DELETE", `${SCANS}/${running.id}`);
    });
  }

  function atWork(working) {
    panel.querySelector("progress").hidden = !working;
    part("cancel").hidden = !working;
    part("cancel").disabled = false;
    for (const name of ["start", "again"]) part(name).disabled = working;
    if (working) part("cancel").focus();
  }
}

function only(select, offered, wanted) {
  for (const option of select.options) option.hidden = option.disabled = !offered.includes(option.value);
  const chosen = offered.includes(wanted) ? wanted : select.value;
  select.value = offered.includes(chosen) ? chosen : [...select.options].find((option) => !option.disabled).value;
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) ?? {};
  } catch {
    return {};
  }
}

function remember(wish) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(wish));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
