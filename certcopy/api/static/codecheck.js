// Checks a signed code with no network: its form, its signature, who vouches for its key, what became of the copy since.
import { BadCode, hex, readCode } from "./codetext.js";
import { bytesOf, covers, isSigned, keysOf, utf8, vouch } from "./voucher.js";

const DAY = 24 * 3600 * 1000;
const GRAVITIES = {
  CODE_MALFORMED: "invalid", CODE_SIGNATURE_WRONG: "invalid", CODE_KEY_UNKNOWN: "inconclusive", CODE_ENDORSEMENT_WRONG: "invalid",
  CODE_ENDORSED_BY_ANOTHER: "invalid", CODE_AGENCY_UNTRUSTED: "inconclusive", CODE_KEY_EXPIRED: "invalid", CODE_REVOKED: "invalid",
  CODE_VOIDED: "invalid", CODE_CORRECTED: "note", CODE_STANDS: "note", CODE_STATE_OLDER: "note", CODE_STATE_UNKNOWN: "note",
  CODE_STATE_WRONG: "inconclusive",
};
const ORDER = ["invalid", "inconclusive", "note"];

// { verdict, reasons: [{ code, gravity, facts }], facts, agency, chain, asOf }, judged at `now` (milliseconds).
// `known` is { roots, keys, state }: certificates, a keys.json, a state.json or null.
export async function checkCode(text, known, now) {
  let code;
  try {
    code = readCode(text);
  } catch (problem) {
    if (problem instanceof BadCode) return report([["CODE_MALFORMED", { part: problem.message }]]);
    throw problem;
  }
  const keys = await keysOf(known.keys);
  const key = keys.get(code.kid);
  if (key === undefined) return report([["CODE_KEY_UNKNOWN", { kid: code.kid }]], { facts: code.facts });
  const at = code.facts.at * 1000;
  const voucher = await vouch(key, at, known.roots);
  const sound = await isSigned(key.said.public_key, code.signature, code.signed);
  const reasons = [...(sound ? [] : [["CODE_SIGNATURE_WRONG"]]), ...voucher.reasons, ...fitting(code.facts, key.said, at, now)];
  const state = known.state === null ? null : await readState(known.state, keys, known.roots, code.facts.agency, now);
  const since = [...keyReasons(code, key, state), ...(await stateReasons(code.facts, known.state, state))];
  const { agency, chain } = voucher;
  return report([...reasons, ...since], { facts: code.facts, agency, chain, asOf: state?.as_of ?? null });
}

function fitting(facts, statement, at, now) {
  const reasons = [];
  if (statement.agency !== facts.agency) {
    reasons.push(["CODE_ENDORSED_BY_ANOTHER", { agency: statement.agency, named: facts.agency }]);
  }
  if (!covers(statement, at)) reasons.push(["CODE_KEY_EXPIRED", { until: day(statement.not_after) }]);
  if (at > now + DAY) reasons.push(["CODE_MALFORMED", { part: "time" }]);
  return reasons;
}

// The statement of a state.json, or null unless a key that the agency vouches for has signed it.
async function readState(document, keys, roots, agency, now) {
  try {
    const { statement, kid, signature } = document.state;
    const [said, key] = [JSON.parse(statement), keys.get(kid)];
    const at = Date.parse(said.as_of);
    if (key === undefined || key.revoked_since !== undefined || said.keys.some((each) => each.kid === kid)) return null;
    const named = said.type === "certcopy.state/v1" && key.said.agency === agency && said.agency === agency;
    if (!named || !covers(key.said, at) || at > now + DAY) return null;
    if ((await vouch(key, at, roots)).reasons.length > 0) return null;
    const data = utf8(`certcopy.state/v1\n${statement}`);
    return (await isSigned(key.said.public_key, bytesOf(signature), data)) ? said : null;
  } catch {
    return null;
  }
}

// Whoever has a stolen key can write any time into a code: an earlier one is not believed, only not refuted.
function keyReasons(code, key, state) {
  const said = (state?.keys ?? []).filter((each) => each.kid === code.kid).map((each) => each.revoked_since);
  const ends = [key.revoked_since, ...said].filter(Boolean).sort((a, b) => Date.parse(a) - Date.parse(b));
  if (ends.length === 0) return [];
  const gravity = Date.parse(ends[0]) <= code.facts.at * 1000 ? "invalid" : "inconclusive";
  return [["CODE_KEY_REVOKED", { on: day(ends[0]) }, gravity]];
}

async function stateReasons(facts, document, state) {
  if (state === null) return [[document === null ? "CODE_STATE_UNKNOWN" : "CODE_STATE_WRONG"]];
  const as_of = day(state.as_of);
  if (Date.parse(state.as_of) < facts.at * 1000) return [["CODE_STATE_OLDER", { as_of }]];
  const id = await copyId(facts.code);
  const entries = state.copies.filter((each) => each.id === id);
  const reasons = entries.map((each) => [`CODE_${each.state.toUpperCase()}`, { on: day(each.on), as_of }]);
  return entries.every((each) => each.state === "corrected") ? [...reasons, ["CODE_STANDS", { as_of }]] : reasons;
}

async function copyId(code) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(`certcopy.copy/v1\n${code}`)), 0, 16));
}

const day = (moment) => moment.slice(0, 10).split("-").reverse().join("/");

function report(found, rest = {}) {
  const reasons = found.map(([code, facts = {}, gravity = GRAVITIES[code]]) => ({ code, gravity, facts }));
  reasons.sort((a, b) => ORDER.indexOf(a.gravity) - ORDER.indexOf(b.gravity));
  const gravest = reasons[0]?.gravity ?? "note";
  return { verdict: gravest === "note" ? "valid" : gravest, reasons, facts: null, agency: "", chain: [], asOf: null, ...rest };
}
