// Reads QR codes off pictures, with the reader's program from our own server.
import { prepareZXingModule, readBarcodes } from "./vendor/zxing.js";

const LONGEST_SIDE = 2400;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 8 };

const ready = prepareZXingModule({
  overrides: { locateFile: (name) => new URL(`./vendor/${name}`, import.meta.url).href },
  fireImmediately: true,
});

// The texts of all codes in a picture, video frame or canvas.
export async function textsIn(source, width, height) {
  await ready;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found.filter((each) => each.isValid).map((each) => each.text);
}

export async function textsInFile(file) {
  const picture = await createImageBitmap(file);
  try {
    return await textsIn(picture, picture.width, picture.height);
  } finally {
    picture.close();
  }
}
