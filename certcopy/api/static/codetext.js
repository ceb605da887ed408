// The text of a signed code, taken apart: there is one right form of it and no other (docs/signed-code.md).
import { decodeBase45 } from "./base45.js";
import { decode, encode } from "./vendor/pki.js";

const PREFIX = "CC1:";
const LONGEST = 2000;
const SIGN1_TAG = 0xd2; // tag 18 (RFC 9052)
const [ALG, KID, ES256] = [1, 4, -7];
const LATEST = 253402300799; // the last second of the year 9999
const FACTS = {
  2: ["agency", "string"], 3: ["number", "string"], 4: ["symbol", "string"], 5: ["year", "number"], 6: ["volume", "string"],
  7: ["at", "number"], 8: ["pages", "number"], 9: ["images", "bytes"], 10: ["code", "string"], 11: ["title", "string"],
  12: ["certifier", "string"], 13: ["requester", "string"], 14: ["test", "boolean"],
};

export class BadCode extends Error {}

// { facts, kid, signed, signature }: what it states, by which key, the bytes that key signed, and r and s.
export function readCode(text) {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) throw new BadCode("prefix");
  const cose = attempt(() => decodeBase45(text.slice(PREFIX.length)), "base45");
  if (cose[0] !== SIGN1_TAG) throw new BadCode("COSE");
  const message = canonical(cose.subarray(1), "COSE");
  if (!Array.isArray(message) || message.length !== 4) throw new BadCode("COSE");
  const [header, unprotected, payload, signature] = message;
  if (![header, payload, signature].every(isBytes) || !(unprotected instanceof Map)) throw new BadCode("COSE");
  if (unprotected.size > 0 || signature.length !== 64) throw new BadCode("COSE");
  const facts = factsOf(canonical(payload, "payload"));
  const signed = encode(["Signature1", header, new Uint8Array(), payload]);
  return { facts, kid: kidOf(canonical(header, "header")), signed, signature };
}

// CBOR that comes out the same when it is written again (RFC 8949, 4.2.1).
function canonical(bytes, part) {
  const options = { strict: true, allowIndefinite: false, allowUndefined: false, useMaps: true, rejectDuplicateMapKeys: true };
  const value = attempt(() => decode(bytes, options), part);
  const again = attempt(() => encode(value), part);
  if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at])) throw new BadCode(part);
  return value;
}

function kidOf(header) {
  if (!(header instanceof Map) || header.size !== 2 || header.get(ALG) !== ES256) throw new BadCode("algorithm");
  const kid = header.get(KID);
  if (!isBytes(kid) || kid.length !== 8) throw new BadCode("kid");
  return hex(kid);
}

function factsOf(claims) {
  if (!(claims instanceof Map) || claims.get(1) !== 1) throw new BadCode("payload");
  const facts = { test: false };
  for (const [key, value] of claims) {
    if (key === 1) continue;
    const [name, kind] = FACTS[key] ?? [];
    if (name === undefined || (isBytes(value) ? "bytes" : typeof value) !== kind) throw new BadCode("payload");
    facts[name] = value;
  }
  if (Object.keys(facts).length !== Object.keys(FACTS).length) throw new BadCode("payload");
  if (!isSensible(facts, claims)) throw new BadCode("payload");
  return { ...facts, images: hex(facts.images) };
}

function isSensible(facts, claims) {
  const whole = [facts.year, facts.at, facts.pages].every(Number.isSafeInteger);
  const length = facts.images.length === 32;
  return whole && length && facts.pages >= 1 && Math.abs(facts.at) <= LATEST && claims.get(14) !== false;
}

function attempt(action, part) {
  try {
    return action();
  } catch {
    throw new BadCode(part);
  }
}

const isBytes = (value) => value instanceof Uint8Array;
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
