// Verifies CertCopy's proof files with @sigstore/verify, which verifies Rekor's: each proof is handed over in the shape
// of a Rekor entry (checkpoint, inclusion proof, body), and every checkpoint signature and Merkle path is its work.
//
// Usage: node check.js FOLDER, laid out as make_log.py does.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const { verifyTLogInclusion } = createRequire(import.meta.url)("@sigstore/verify/dist/tlog/index.js");

const WIDTH = 256;
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");

function authority(line) {
  const [name, id, encoded] = [line.split("+")[0], line.split("+")[1], line.split("+").slice(2).join("+")];
  const spki = Buffer.concat([ED25519_SPKI, Buffer.from(encoded, "base64").subarray(1)]);
  const publicKey = crypto.createPublicKey({ key: spki, format: "der", type: "spki" });
  const always = { start: new Date(0), end: new Date(8.64e15) };
  return { logID: Buffer.from(id, "hex"), baseURL: `https://${name}`, publicKey, validFor: always };
}

function bundle(root, index, size) {
  const width = Math.min(WIDTH, size - index * WIDTH);
  const name = String(index).padStart(3, "0") + (width < WIDTH ? `.p/${width}` : "");
  const data = fs.readFileSync(path.join(root, "log/tile/entries", name));
  const entries = [];
  for (let place = 0; place < data.length; place += 2 + data.readUInt16BE(place)) {
    entries.push(data.subarray(place + 2, place + 2 + data.readUInt16BE(place)));
  }
  return entries;
}

function rekorEntry(text, entries) {
  const cut = text.indexOf("\n\n");
  const [, , index, ...hashes] = text.slice(0, cut).split("\n");
  const envelope = text.slice(cut + 2);
  const [, treeSize, rootHash] = envelope.split("\n");
  const logIndex = index.replace("index ", "");
  return {
    logIndex,
    inclusionProof: {
      logIndex,
      treeSize,
      rootHash: Buffer.from(rootHash, "base64"),
      hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope },
    },
    canonicalizedBody: entries[Number(logIndex)],
  };
}

function refuses(entry, logs) {
  try {
    verifyTLogInclusion(entry, logs);
  } catch {
    return true;
  }
  return false;
}

const root = process.argv[2];
const logs = [authority(fs.readFileSync(path.join(root, "log/key"), "utf8").trim())];
const size = Number(fs.readFileSync(path.join(root, "log/checkpoint"), "utf8").split("\n")[1]);
const entries = [];
for (let index = 0; index * WIDTH < size; index++) entries.push(...bundle(root, index, size));

const files = fs.readdirSync(path.join(root, "proofs"));
if (files.length !== size) throw new Error(`${files.length} proof files for ${size} leaves`);
for (const file of files) {
  const text = fs.readFileSync(path.join(root, "proofs", file), "utf8");
  const entry = rekorEntry(text, entries);
  verifyTLogInclusion(entry, logs);
  const another = { ...entry, canonicalizedBody: Buffer.from("another") };
  const forged = rekorEntry(text.replace(/\n(\d+)\n/, (_, count) => `\n${Number(count) + 1}\n`), entries);
  const flipped = rekorEntry(text, entries);
  flipped.inclusionProof.hashes[0][0] ^= 1;
  if (![another, forged, flipped].every((each) => refuses(each, logs))) throw new Error(`anything goes: ${file}`);
}
console.log(`@sigstore/verify: ${files.length} proof files verified, signature and path; ${3 * files.length} forged ones refused`);
