// Sends a form with a progress bar. Redirections are followed; other answers take the page's place,
// or, where the form says "keep", only its notice, so that chosen files stay chosen.
export function mountSend(form, mount) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const request = new XMLHttpRequest();
    const progress = showProgress(form);
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.addEventListener("progress", (sent) => progress(sent.loaded / sent.total));
    request.upload.addEventListener("load", () => progress(1));
    request.addEventListener("loadend", () => {
      button.disabled = false;
      form.querySelector("[data-progress]").hidden = true;
      if (request.status === 0) HTMLFormElement.prototype.submit.call(form);
      else receive(form, request, mount);
    });
    button.disabled = true;
    request.send(new FormData(form, event.submitter));
  });
}

function showProgress(form) {
  const region = form.querySelector("[data-progress]");
  const bar = region.querySelector("progress");
  region.hidden = false;
  region.querySelector("[role=status]").textContent = form.dataset.busy;
  return (part) => {
    if (part < 1) bar.value = part;
    else bar.removeAttribute("value");
  };
}

function receive(form, request, mount) {
  const page = request.response;
  if (request.responseURL !== form.action) {
    location.assign(request.responseURL);
    return;
  }
  const notice = page.querySelector("[data-notice]");
  if (form.dataset.send === "keep" && notice !== null) {
    form.querySelector("[data-notice]").replaceWith(notice);
    form.elements.key.value = page.querySelector("input[name=key]").value;
    notice.querySelector("[role=alert]")?.focus();
    return;
  }
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  mount(main);
  window.scrollTo(0, 0);
  main.querySelector("[data-focus], [role=alert]")?.focus();
}
