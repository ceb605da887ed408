// Checks a chosen file where it is. Only its signatures and digests go to the office; the whole file when its holder says so.
export function mountCheck(form, mount) {
  const box = form.querySelector("input[type=file]");
  const steps = form.querySelector("[data-steps]");
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-whole]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const progress = new Steps(steps);
    check(box.files[0], form, progress, mount)
      .catch((problem) => progress.fail(problem.reason ?? "broken"))
      .finally(() => form.querySelectorAll("button").forEach((button) => (button.disabled = false)));
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
  });
}

async function check(file, form, progress, mount) {
  if (globalThis.crypto?.subtle === undefined) throw { reason: "unable" };
  progress.begin("read");
  const bytes = new Uint8Array(await file.arrayBuffer());
  progress.end("read", "good", { name: file.name });
  progress.begin("verify");
  const { inspect } = await import("./inspect.js");
  const found = await inspect(bytes);
  const broken = found.signatures.filter((each) => !each.intact).length;
  progress.end("verify", verifyMark(found, broken), { count: found.signatures.length, broken });
  progress.end("structure", found.doubts.length === 0 ? "good" : "doubt", {
    revisions: found.revisions.length,
    doubts: progress.words(found.doubts),
  });
  progress.begin("ask");
  const answer = await ask(form.dataset.check, found);
  show(answer, file, progress, mount);
}

function verifyMark(found, broken) {
  if (found.signatures.length === 0) return "doubt";
  return broken === 0 ? "good" : "bad";
}

async function ask(address, found) {
  const body = JSON.stringify({
    size: found.size,
    sha256: found.sha256,
    signatures: found.signatures.map((each) => ({
      byte_range: each.byteRange,
      cms: each.cms,
      digests: each.digests,
    })),
  });
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  } catch {
    throw { reason: "unreachable" };
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, sent: body.length };
}

// The answer takes the page's place, with the steps as its evidence and the file at hand should it be sent after all.
function show({ page, sent }, file, progress, mount) {
  const main = page.querySelector("main");
  progress.end("ask", "good", { sent: (sent / 1024).toFixed(1) });
  main.querySelector("[data-steps-here]")?.replaceChildren(progress.list);
  const consent = main.querySelector("[data-consent] input[type=file]");
  if (consent !== null) consent.files = only(file);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  mount(main);
  window.scrollTo(0, 0);
  main.querySelector("[data-focus], [role=alert]")?.focus();
}

function only(file) {
  const carrier = new DataTransfer();
  carrier.items.add(file);
  return carrier.files;
}

// The list of steps: each waits, runs, and ends well, doubtfully or badly, in words and by its mark.
class Steps {
  constructor(list) {
    this.list = list;
    this.list.hidden = false;
    this.list.querySelectorAll("[data-step]").forEach((step) => this.mark(step, "waiting", ""));
    this.region = list.parentElement;
    this.region.querySelectorAll("[data-problem]").forEach((problem) => (problem.hidden = true));
  }

  begin(name) {
    this.mark(this.step(name), "now", this.step(name).dataset.now ?? "");
  }

  end(name, mark, facts) {
    const step = this.step(name);
    const words = step.dataset[mark] ?? step.dataset.good;
    this.mark(step, mark, words.replace(/\{(\w+)\}/g, (_, fact) => facts[fact]));
  }

  words(codes) {
    return codes.map((code) => this.list.dataset[code] ?? code).join("; ");
  }

  fail(reason) {
    this.list.querySelectorAll(".now").forEach((step) => this.mark(step, "doubt", ""));
    const problem = this.region.querySelector(`[data-problem=${reason}]`);
    problem.hidden = false;
    this.region.querySelector("[data-problem=whole]").hidden = false;
    problem.focus();
  }

  step(name) {
    return this.list.querySelector(`[data-step=${name}]`);
  }

  mark(step, mark, words) {
    step.className = mark;
    step.querySelector("[data-said]").textContent = words;
  }
}
