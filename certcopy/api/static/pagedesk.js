// The page desk with a mouse, a finger or keys: handles to drag, a slider, drafts before they are applied, pages dragged
// into order. Every press of a button is the form's own request; only the desk is shown anew.
const PAUSE = 700;
const PATIENCE = 250;
const CORNERS = ["tl", "tr", "br", "bl"];

export function mountDesk(desk, mount) {
  const live = document.getElementById("live");
  const numbers = desk.querySelector("#numbers");
  const state = { drafted: false, gone: false };

  desk.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  mountStrip(desk, state, (form) => send(form, null));
  mountKeys(desk, state);
  if (numbers !== null) mountDraft(desk, numbers, state);
  mountZoom(desk);
  if (desk.dataset.moving === "1") wait();

  async function send(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    desk.setAttribute("aria-busy", "true");
    state.drafted = true;
    const answer = await fetch(form.action, { method: "POST", body });
    await show(answer, submitter?.id ?? document.activeElement?.id, submitter?.textContent.trim());
    history.replaceState(null, "", answer.url);
  }

  async function show(answer, focus, words) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("desk");
    if (fresh === null) return location.reload();
    state.gone = true;
    document.getElementById("desk").replaceWith(fresh);
    mount(fresh.parentElement);
    const alert = fresh.querySelector("[role=alert]");
    const target = alert ?? (focus ? document.getElementById(focus) : null) ?? (focus ? fresh.querySelector("h1") : null);
    if (target?.disabled) fresh.querySelector("h1").focus();
    else target?.focus({ preventScroll: true });
    if (words && !alert) live.textContent = words;
  }

  async function look() {
    if (state.gone) return;
    const answer = await fetch(desk.dataset.state, { headers: { Accept: "application/json" } });
    if (!answer.ok || (await answer.json()).state === "reading" || state.drafted) return wait();
    const fresh = await fetch(location.href);
    if (!state.drafted) await show(fresh, document.activeElement?.id, desk.dataset.read);
  }

  function wait() {
    setTimeout(() => look().catch(wait), PAUSE);
  }
}

function mountKeys(desk, state) {
  document.addEventListener("keydown", (event) => {
    if (state.gone || !(event.ctrlKey || event.metaKey) || event.target.matches("input, select, textarea")) return;
    const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (name === undefined) return;
    event.preventDefault();
    desk.querySelector(`#${name}`)?.click();
  });
}

function mountDraft(desk, numbers, state) {
  const result = desk.querySelector("[data-result-stage]");
  const scan = desk.querySelector("[data-scan-stage]");
  const image = result.querySelector("img");
  const box = (name) => numbers.elements[name];
  let timer = 0;

  numbers.addEventListener("input", () => {
    state.drafted = true;
    draw();
    clearTimeout(timer);
    timer = setTimeout(preview, PATIENCE);
  });
  slider(box("skew"));
  for (const [x, y] of [["left", "top"], ["right", "top"], ["right", "bottom"], ["left", "bottom"]]) {
    handle(result, box(x), box(y));
  }
  if (box("tlx")) CORNERS.forEach((name) => handle(scan, box(`${name}x`), box(`${name}y`)));
  draw();

  function preview() {
    const draft = new URLSearchParams(new FormData(numbers));
    ["list", "key", "scan", "do"].forEach((name) => draft.delete(name));
    const address = new URL(image.src);
    address.searchParams.set("draft", draft.toString());
    image.src = address.href;
  }

  function draw() {
    desk.querySelectorAll(".handle").forEach((each) => each.place());
    const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((name) => Number(box(name).value));
    let cover = result.querySelector("svg path");
    if (cover === null) cover = result.appendChild(shade()).querySelector("path");
    cover.setAttribute("d", `M0 0H100V100H0Z M${left} ${top}H${right}V${bottom}H${left}Z`);
    const polygon = scan.querySelector("polygon");
    const { width, height } = scan.querySelector("svg").viewBox.baseVal;
    const points = CORNERS.map((name) => [box(`${name}x`), box(`${name}y`)]);
    polygon?.setAttribute("points", points.map(([x, y]) => `${(x.value / 100) * width},${(y.value / 100) * height}`).join(" "));
  }
}

function shade() {
  const template = new DOMParser().parseFromString(
    '<svg xmlns="http://www.w3.org/2000/svg" class="crop" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><path fill-rule="evenodd"/></svg>',
    "image/svg+xml",
  );
  return document.importNode(template.documentElement, true);
}

// A second, quicker way to set a number box.
function slider(box) {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: box.min, max: box.max, step: box.step, value: box.value });
  range.setAttribute("aria-label", box.labels[0].textContent);
  range.addEventListener("input", () => {
    box.value = range.value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("input", () => {
    range.value = box.value;
  });
  box.closest(".field").append(range);
}

// A point on a picture that moves two number boxes, which are its keyboard way.
function handle(stage, across, down) {
  const knob = document.createElement("span");
  knob.className = "handle";
  knob.place = () => {
    knob.style.left = `${across.value}%`;
    knob.style.top = `${down.value}%`;
  };
  knob.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    knob.setPointerCapture(event.pointerId);
  });
  knob.addEventListener("pointermove", (event) => {
    if (!knob.hasPointerCapture(event.pointerId)) return;
    const frame = stage.getBoundingClientRect();
    put(across, ((event.clientX - frame.left) / frame.width) * 100);
    put(down, ((event.clientY - frame.top) / frame.height) * 100);
    across.dispatchEvent(new Event("input", { bubbles: true }));
  });
  stage.append(knob);
}

function put(box, value) {
  const digits = (box.step.split(".")[1] ?? "").length;
  box.value = Math.min(Number(box.max), Math.max(Number(box.min), value)).toFixed(digits);
}

function mountStrip(desk, state, send) {
  const strip = desk.querySelector("[data-strip]");
  let dragged = null;
  strip.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    state.drafted = true;
    event.dataTransfer.effectAllowed = "move";
  });
  strip.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (dragged === null || over === null || over === dragged) return;
    event.preventDefault();
    const frame = over.getBoundingClientRect();
    over[event.clientY < frame.top + frame.height / 2 ? "before" : "after"](dragged);
  });
  strip.addEventListener("drop", (event) => event.preventDefault());
  strip.addEventListener("dragend", () => {
    const form = strip.querySelector("form").cloneNode(true);
    const order = [...strip.children].map((row) => row.dataset.scan).join(",");
    dragged = null;
    for (const [name, value] of [["do", "order"], ["order", order]]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    send(form);
  });
}

function mountZoom(desk) {
  const button = desk.querySelector("[data-zoom]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const zoomed = desk.querySelector("[data-pair]").classList.toggle("zoomed");
    button.setAttribute("aria-pressed", String(zoomed));
  });
}
