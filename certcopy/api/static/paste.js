// Pictures pasted anywhere on the page (Ctrl+V) go into the file box.
export function mountPaste(zone) {
  const box = zone.querySelector("input[type=file]");
  const listen = (event) => {
    if (!box.isConnected) return document.removeEventListener("paste", listen);
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    box.files = carrier.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("paste", listen);
}
