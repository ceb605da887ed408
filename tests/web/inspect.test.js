// What the browser reads off a file, on bytes made up here.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { inspect } from "../../certcopy/api/static/inspect.js";

const bytes = (text) => new TextEncoder().encode(text);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

// A file with one signature: a gap with this hexadecimal string, and a range that says where it is.
function signed(contents, { after = "", body = "" } = {}) {
  const head = `%PDF-1.7\n${body}1 0 obj\n<< /Contents `;
  const gap = `<${contents}>`;
  const resume = head.length + gap.length;
  const tail = (rest) => ` /ByteRange [0 ${head.length} ${resume} ${String(rest).padStart(4)}] >>\nstartxref\n0\n%%EOF\n`;
  const text = head + gap + tail(tail(0).length);
  return { file: bytes(text + after), covered: head + tail(tail(0).length) };
}

test("a file without signatures has none", async () => {
  const found = await inspect(bytes("%PDF-1.7\n%%EOF\n"));
  assert.deepEqual(found.signatures, []);
  assert.deepEqual(found.doubts, []);
  assert.equal(found.sha256, sha256("%PDF-1.7\n%%EOF\n"));
});

test("the digest is over both ranges, the signature is cut from its padding", async () => {
  const { file, covered } = signed("3003020101000000");
  const [signature] = (await inspect(file)).signatures;
  assert.equal(signature.digests.sha256, sha256(covered));
  assert.equal(signature.cms, "3003020101");
  assert.equal(signature.intact, false);
});

test("bytes hidden in the padding are named", async () => {
  const found = await inspect(signed("3003020101000700").file);
  assert.ok(found.doubts.includes("padding"));
});

test("a string of mixed letters was touched after it was written", async () => {
  const found = await inspect(signed("3003020101aAbB00").file);
  assert.ok(found.doubts.includes("contents"));
});

test("whatever follows the signed bytes is named", async () => {
  assert.ok((await inspect(signed("3000", { after: "1 0 obj << /Type /Page >> startxref 1 %%EOF" }).file)).doubts.includes("tail"));
  assert.ok((await inspect(signed("3000", { after: "garbage" }).file)).doubts.includes("tail"));
  assert.ok((await inspect(signed("3000", { after: "<< /DSS 2 0 R >> startxref 1 %%EOF" }).file)).doubts.includes("proof"));
});

test("disguised names and active content are named", async () => {
  const escaped = await inspect(signed("3000", { after: "<< /P#61ge 1 >> startxref 1 %%EOF" }).file);
  assert.ok(escaped.doubts.includes("escaped"));
  assert.ok((await inspect(signed("3000", { body: "<< /OpenAction 1 0 R >>" }).file)).doubts.includes("active"));
});

test("an array that describes no gap beside it is no signature of this file", async () => {
  const { file } = signed("3000", { body: "/ByteRange [0 90000 90100 5]" + " ".repeat(4000) });
  assert.equal((await inspect(file)).signatures.length, 1);
});

test("impossible limits are named, not followed", async () => {
  const found = await inspect(bytes("%PDF-1.7 /ByteRange [0 40 20 99999] %%EOF"));
  assert.deepEqual(found.signatures.map((each) => each.intact), [false]);
  assert.ok(found.doubts.includes("range"));
});
