// Who vouches for the key of a code: the statement, the agency's signature over it, its certificate up to a root.
import { Certificate, CertificateChainValidationEngine, ContentInfo, SignedData } from "./vendor/pki.js";
import { hex } from "./codetext.js";

const COMMON_NAME = "2.5.4.3";
const KEY_USAGE = "2.5.29.15";
const SIGNING = 0xc0; // digitalSignature or nonRepudiation (RFC 5280, 4.2.1.3)
const P256 = { name: "ECDSA", namedCurve: "P-256" };

export const utf8 = (text) => new TextEncoder().encode(text);
export const bytesOf = (text) => Uint8Array.from({ length: text.length / 2 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export const rootOf = (base64) => Certificate.fromBER(fromBase64(base64));

// The keys of a keys.json by their kid; what is not understood vouches for nothing.
export async function keysOf(document) {
  const found = new Map();
  for (const entry of document?.type === "certcopy.code-keys/v1" ? document.keys : []) {
    const statement = await statementOf(entry.statement);
    if (statement !== null && !found.has(statement.kid)) found.set(statement.kid, { ...entry, said: statement });
  }
  return found;
}

async function statementOf(text) {
  try {
    const said = JSON.parse(text);
    const { agency, agency_name, endorsed_at, kid, not_after, not_before, public_key } = said;
    const rest = { alg: "ES256", purpose: "certified-copy-code", type: "certcopy.code-key/v1" };
    const again = canonical({ agency, agency_name, endorsed_at, kid, not_after, not_before, public_key, ...rest });
    const digest = await crypto.subtle.digest("SHA-256", bytesOf(public_key));
    return again === text && hex(new Uint8Array(digest, 0, 8)) === kid ? said : null;
  } catch {
    return null;
  }
}

const canonical = (said) => JSON.stringify(Object.fromEntries(Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1))));

export const covers = (statement, at) => Date.parse(statement.not_before) <= at && at <= Date.parse(statement.not_after);

// { agency, chain, reasons }: the name in the certificate, its issuers from the root down, and what is wrong.
export async function vouch(key, at, roots) {
  const opened = await openEndorsement(key);
  if (opened === null) return { agency: "", chain: [], reasons: [["CODE_ENDORSEMENT_WRONG"]] };
  const { signer, certificates, intact } = opened;
  const agency = nameOf(signer.subject);
  if (!intact) return { agency, chain: [], reasons: [["CODE_ENDORSEMENT_WRONG"], ...foreign(key.said, agency)] };
  const chain = await chainOf(signer, certificates, at, roots);
  const untrusted = chain === null ? [["CODE_AGENCY_UNTRUSTED", { agency, issuer: nameOf(signer.issuer) }]] : [];
  return { agency, chain: chain ?? [], reasons: [...untrusted, ...foreign(key.said, agency)] };
}

function foreign(statement, agency) {
  return statement.agency_name === agency ? [] : [["CODE_ENDORSED_BY_ANOTHER", { agency, named: statement.agency_name }]];
}

async function openEndorsement({ cms, statement }) {
  try {
    const signed = new SignedData({ schema: ContentInfo.fromBER(fromBase64(cms)).content });
    const certificates = signed.certificates.filter((each) => each instanceof Certificate);
    const { issuer, serialNumber } = signed.signerInfos[0].sid;
    const signer = certificates.find((each) => each.issuer.isEqual(issuer) && each.serialNumber.isEqual(serialNumber));
    if (signer === undefined) return null;
    return { signer, certificates, intact: await isIntact(signed, utf8(statement)) };
  } catch {
    return null;
  }
}

async function isIntact(signed, data) {
  if (signed.encapContentInfo.eContent !== undefined || signed.signerInfos.length !== 1) return false;
  try {
    return await signed.verify({ signer: 0, data: data.buffer, checkChain: false });
  } catch {
    return false;
  }
}

// The names from the root down, or null where the certificate leads to none of the roots or may not sign.
async function chainOf(signer, certificates, at, roots) {
  if (!maySign(signer)) return null;
  const certs = [...certificates.filter((each) => each !== signer), signer];
  const engine = new CertificateChainValidationEngine({ trustedCerts: roots, certs, checkDate: new Date(at) });
  try {
    const { result, certificatePath } = await engine.verify();
    return result ? certificatePath.map((each) => nameOf(each.subject)).reverse() : null;
  } catch {
    return null;
  }
}

function maySign(certificate) {
  const usage = certificate.extensions?.find((each) => each.extnID === KEY_USAGE)?.parsedValue;
  return usage === undefined || (usage.valueBlock.valueHexView[0] & SIGNING) !== 0;
}

function nameOf(name) {
  return name.typesAndValues.find((each) => each.type === COMMON_NAME)?.value.valueBlock.value ?? "";
}

// Whether r and s are this P-256 key's over the data.
export async function isSigned(publicKey, signature, data) {
  try {
    const key = await crypto.subtle.importKey("spki", bytesOf(publicKey), P256, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, data);
  } catch {
    return false;
  }
}
