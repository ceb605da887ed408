// base45 as QR codes carry it (RFC 9285).
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function decodeBase45(text) {
  const digits = Array.from(text, (letter) => ALPHABET.indexOf(letter));
  if (digits.includes(-1) || digits.length % 3 === 1) throw new RangeError("base45");
  const bytes = [];
  for (let at = 0; at < digits.length; at += 3) bytes.push(...group(digits.slice(at, at + 3)));
  return Uint8Array.from(bytes);
}

function group([first, second, third]) {
  const value = first + second * 45 + (third ?? 0) * 45 * 45;
  if (value > (third === undefined ? 0xff : 0xffff)) throw new RangeError("base45");
  return third === undefined ? [value] : [value >> 8, value & 0xff];
}
