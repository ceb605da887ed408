// Reads the code of a print by camera or picture, and says what it states: signed codes here and now, addresses on their page.
const PREFIX = "CC1:";
const PAUSE = 150;
const ADDRESS = /^https?:\/\/[^/]+(?:\/en)?\/c\/([0-9A-Za-z-]{12,20})\/?$/;

export function mountPrinted(region, mount) {
  const camera = new Camera(region, (texts) => take(texts, false));
  const said = region.querySelector("[data-said]");
  const say = (name) => (said.textContent = name === "" ? "" : said.dataset[name]);

  async function take(texts, last) {
    const text = texts.find((each) => each.startsWith(PREFIX)) ?? texts.find((each) => ADDRESS.test(each)) ?? texts[0];
    if (text === undefined) {
      if (last) say("nothing");
      return false;
    }
    camera.close();
    if (text.startsWith(PREFIX)) await showCode(region, text, mount);
    else if (ADDRESS.test(text)) followAddress(ADDRESS.exec(text)[1]);
    else say("foreign");
    return true;
  }

  function followAddress(code) {
    if (navigator.onLine) location.assign(region.dataset.copies + code);
    else say("offline");
  }

  region.querySelector("[data-camera]").hidden = navigator.mediaDevices?.getUserMedia === undefined;
  region.querySelector("[data-camera]").addEventListener("click", () => {
    hideCode(region);
    say("looking");
    camera.open().catch(() => say("refused"));
  });
  region.querySelector("[data-stop]").addEventListener("click", () => {
    camera.close();
    say("");
  });
  region.querySelector("input[type=file]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file === undefined) return;
    hideCode(region);
    say("reading");
    try {
      const { textsInFile } = await import("./reader.js");
      if (await take(await textsInFile(file), true)) event.target.value = "";
    } catch {
      say("unreadable");
    }
  });
  keepForOffline(region);
}

class Camera {
  constructor(region, take) {
    this.region = region;
    this.video = region.querySelector("video");
    this.take = take;
    this.stream = null;
  }

  async open() {
    const { textsIn } = await import("./reader.js");
    const video = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video });
    this.video.srcObject = this.stream;
    this.show(true);
    await this.video.play();
    this.region.querySelector("[data-stop]").focus();
    this.look(textsIn);
  }

  async look(textsIn) {
    while (this.stream !== null) {
      const { videoWidth, videoHeight } = this.video;
      const texts = videoWidth === 0 ? [] : await textsIn(this.video, videoWidth, videoHeight).catch(() => []);
      if (this.stream === null || (texts.length > 0 && (await this.take(texts)))) return;
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.show(false);
  }

  show(open) {
    this.region.querySelector("[data-viewer]").hidden = !open;
    this.region.querySelector("[data-stop]").hidden = !open;
    this.region.querySelector("[data-camera]").hidden = open || navigator.mediaDevices?.getUserMedia === undefined;
  }
}

async function showCode(region, text, mount) {
  const [{ checkCode }, { rootOf }] = await Promise.all([import("./codecheck.js"), import("./voucher.js")]);
  const result = await checkCode(text, await known(rootOf), Date.now());
  const page = region.querySelector("template[data-answer]").content.firstElementChild.cloneNode(true);
  const part = (name) => page.querySelector(`[data-${name}]`);
  page.querySelector(".verdict").classList.add(result.verdict);
  page.querySelectorAll("[data-looks]").forEach((each) => (each.hidden = each.dataset.looks !== result.verdict));
  part("words").textContent = part("words").dataset[result.verdict];
  part("meaning").textContent = part("meaning").dataset[result.verdict];
  const sentences = region.querySelector("template[data-sentences]").content;
  part("reasons").replaceChildren(...result.reasons.map((each) => sentenceOf(sentences, each)));
  part("ours").hidden = result.facts === null || result.verdict === "invalid";
  if (result.facts !== null) fill(page, result, region.dataset.copies);
  part("test").hidden = !result.facts?.test;
  const place = document.querySelector("[data-result]");
  place.replaceChildren(page);
  place.hidden = false;
  region.querySelector("[data-said]").textContent = "";
  mount(place);
  part("words").focus();
}

function hideCode(region) {
  document.querySelector("[data-result]").hidden = true;
  region.querySelector("[data-said]").textContent = "";
}

function sentenceOf(sentences, reason) {
  const line = document.createElement("li");
  const words = sentences.querySelector(`[data-code=${reason.code}]`).textContent;
  line.className = reason.gravity;
  line.textContent = words.replace(/\{(\w+)\}/g, (_, name) => reason.facts[name] ?? "");
  return line;
}

function fill(page, { facts, agency }, copies) {
  const day = new Intl.DateTimeFormat("en-GB", {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    timeZone: "Asia/Ho_Chi_Minh",
  });
  const shown = {
    ...facts,
    agency: agency || facts.agency,
    book: `${facts.volume}/${facts.year} - ${facts.symbol}`,
    day: day.format(new Date(facts.at * 1000)),
  };
  page.querySelectorAll("[data-fact]").forEach((each) => (each.textContent = shown[each.dataset.fact]));
  const link = page.querySelector("[data-online]");
  link.href = copies + facts.code;
  link.parentElement.hidden = !navigator.onLine;
}

// Keys, state and roots as the office publishes them now, or as they were kept.
async function known(rootOf) {
  const [keys, state, roots] = await Promise.all(["keys", "state", "roots"].map(documentOf));
  return { keys, state, roots: (roots?.roots ?? []).map(rootOf) };
}

async function documentOf(name) {
  try {
    const response = await fetch(`/verify/${name}.json`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function keepForOffline(region) {
  const workers = navigator.serviceWorker;
  if (workers === undefined) return;
  const note = region.querySelector("[data-kept]");
  workers
    .register("/sw.js")
    .then(() => workers.ready)
    .then(() => (note.hidden = false))
    .catch(() => {});
}
