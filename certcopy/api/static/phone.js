// The telephone's page: photos are sent one by one, each to its own place, again and again until the counter has them.
const region = document.querySelector("[data-handheld]");
const words = region.dataset;
const list = region.querySelector("[data-photos]");
const template = region.querySelector("template[data-item]");
const status = region.querySelector("[data-status]");
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
const QUALITY = 0.92;

const photos = [];
let next = Number(words.next);
let sending = false;
let over = false;

region.querySelectorAll("[data-plain]").forEach((each) => each.remove());
list.querySelectorAll("li:not([data-used])").forEach(takeOver);
mountBox(region.querySelector("#photo"));
mountLiveCamera();
addEventListener("online", () => send());
addEventListener("beforeunload", (event) => {
  if (unsent().length > 0 && !over) event.preventDefault();
});

function mountBox(box) {
  box.addEventListener("change", take);
  take(); // What was chosen before this script had come.

  function take() {
    for (const file of box.files) add(file);
    box.value = "";
  }
}

function takeOver(row) {
  const photo = { number: Number(row.dataset.number), state: "sent", blob: null };
  photo.row = newRow(photo, row.querySelector("img").src);
  row.replaceWith(photo.row);
  photos.push(photo);
  show(photo);
}

function add(blob) {
  const photo = { number: next++, state: "waiting", blob };
  photo.row = newRow(photo, URL.createObjectURL(blob));
  list.append(photo.row);
  photos.push(photo);
  show(photo);
  photo.row.scrollIntoView({ block: "nearest" });
  send();
}

function newRow(photo, address) {
  const row = template.content.firstElementChild.cloneNode(true);
  const image = row.querySelector("img");
  image.src = address;
  image.alt = words.photo.replace("{number}", photo.number);
  row.querySelector("[data-remove]").addEventListener("click", () => remove(photo));
  row.querySelector("[data-retake]").addEventListener("click", () => retake(photo));
  return row;
}

function retake(photo) {
  const box = region.querySelector("[data-retaken]").cloneNode();
  box.addEventListener("change", () => {
    if (box.files.length === 0) return;
    Object.assign(photo, { blob: box.files[0], state: "waiting" });
    photo.row.querySelector("img").src = URL.createObjectURL(photo.blob);
    show(photo);
    send();
  });
  box.click();
}

async function remove(photo) {
  photo.state = "removed";
  photo.row.remove();
  const at = photos.indexOf(photo);
  photos.splice(at, 1);
  (photos[Math.min(at, photos.length - 1)]?.row.querySelector("[data-remove]") ?? region.querySelector("#photo")).focus();
  summarise();
  for (let pause = FIRST_PAUSE; !over; pause = longer(pause)) {
    const answer = await fetch(addressOf(photo), { method: "DELETE" }).catch(() => null);
    if (answer !== null && answer.status < 500) return check(answer);
    await wait(pause);
  }
}

// One at a time, in order: what a lost connection swallowed is put to the same place once more.
async function send() {
  if (sending || over) return;
  sending = true;
  let pause = FIRST_PAUSE;
  for (let photo = unsent()[0]; photo && !over; photo = unsent()[0]) {
    const blob = photo.blob;
    photo.state = "sending";
    show(photo);
    const answer = await put(photo, blob);
    if (photo.state === "removed" || photo.blob !== blob) continue;
    if (answer.status >= 200 && answer.status < 300) {
      photo.state = "sent";
      pause = FIRST_PAUSE;
      showAsTaken(photo);
    } else if (answer.status === 0 || answer.status >= 500) {
      photo.state = "offline";
      show(photo);
      await wait(pause);
      pause = longer(pause);
    } else {
      refuse(photo, answer);
    }
    show(photo);
  }
  sending = false;
  summarise();
}

// A picture that this browser cannot draw itself, such as HEIC, is shown as the counter took it in.
function showAsTaken(photo) {
  const image = photo.row.querySelector("img");
  if (image.complete && image.naturalWidth === 0) image.src = addressOf(photo);
}

function put(photo, blob) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const bar = photo.row.querySelector("progress");
    const form = new FormData();
    form.append("photo", blob, "photo");
    request.open("PUT", addressOf(photo));
    request.timeout = 120000;
    request.upload.addEventListener("progress", (sent) => (bar.value = sent.loaded / sent.total));
    request.addEventListener("loadend", () => resolve(request));
    request.send(form);
  });
}

function refuse(photo, answer) {
  photo.state = "failed";
  photo.why = detail(answer.responseText);
  if (answer.status === 410 || answer.status === 403) end();
}

function check(answer) {
  if (answer.status === 410 || answer.status === 403) end();
}

function end() {
  over = true;
  status.textContent = words.over;
  region.querySelectorAll("button, input").forEach((each) => (each.disabled = true));
}

function show(photo) {
  const name = words.photo.replace("{number}", photo.number);
  photo.row.querySelector(".name").textContent = `${name} · ${words[photo.state]}`;
  photo.row.querySelector("progress").hidden = photo.state !== "sending";
  const why = photo.row.querySelector("[data-words]");
  why.hidden = photo.state !== "failed";
  why.textContent = photo.why ?? "";
  summarise();
}

function summarise() {
  if (over) return;
  const text = unsent().length > 0 ? words.some : photos.some((each) => each.state === "failed") ? words.again : words.all;
  status.textContent = photos.length === 0 ? "" : text;
}

function unsent() {
  return photos.filter((each) => ["waiting", "sending", "offline"].includes(each.state));
}

function mountLiveCamera() {
  const open = region.querySelector("[data-live]");
  const finder = region.querySelector("[data-viewfinder]");
  const video = finder.querySelector("video");
  if (!navigator.mediaDevices?.getUserMedia) return;
  open.hidden = false;
  open.addEventListener("click", async () => {
    try {
      const wish = { facingMode: "environment", width: { ideal: 4096 }, height: { ideal: 3072 } };
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    } catch {
      status.textContent = words.noCamera;
      return;
    }
    await video.play();
    finder.hidden = false;
    open.hidden = true;
    finder.querySelector("[data-shutter]").focus();
  });
  finder.querySelector("[data-shutter]").addEventListener("click", async () => add(await still(video)));
  finder.querySelector("[data-close]").addEventListener("click", () => {
    video.srcObject.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    finder.hidden = true;
    open.hidden = false;
    open.focus();
  });
}

function still(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

function addressOf(photo) {
  return `/phone/pages/${photo.number}`;
}

function detail(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return "";
  }
}

function longer(pause) {
  return Math.min(pause * 2, LONGEST_PAUSE);
}

function wait(pause) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      resolve();
    };
    const timer = setTimeout(wake, pause);
    addEventListener("online", wake);
  });
}
