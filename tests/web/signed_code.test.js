// The browser's check of signed codes on the vectors of docs/signed-code.md: the same answers as the office's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { decodeBase45 } from "../../certcopy/api/static/base45.js";
import { checkCode } from "../../certcopy/api/static/codecheck.js";
import { rootOf } from "../../certcopy/api/static/voucher.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/signed_code.json", import.meta.url)));
const root = rootOf(vectors.root_pem.replace(/-----[^-]+-----|\s/g, ""));
const documentOf = (name) => (name === null ? null : JSON.parse(vectors.documents[name]));

for (const given of vectors.cases) {
  test(given.name, async () => {
    const known = { roots: given.trusted ? [root] : [], keys: documentOf(given.keys), state: documentOf(given.state) };
    const found = await checkCode(given.text, known, Date.parse(vectors.at));
    assert.deepEqual(found.reasons.map((each) => each.code).sort(), given.reasons);
    assert.equal(found.verdict, given.verdict);
    if (given.facts) {
      const { at, ...facts } = found.facts;
      const { at: expected, ...others } = given.facts;
      assert.deepEqual(facts, others);
      assert.equal(at * 1000, Date.parse(expected));
    }
  });
}

test("base45 as in RFC 9285", () => {
  assert.equal(new TextDecoder().decode(decodeBase45("BB8")), "AB");
  assert.equal(new TextDecoder().decode(decodeBase45("%69 VD92EX0")), "Hello!!");
  for (const wrong of ["GGW", "::", "A", "ab8"]) assert.throws(() => decodeBase45(wrong), RangeError);
});
