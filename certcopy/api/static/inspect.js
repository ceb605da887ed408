// Reads a PDF where the visitor is: its signatures, what they cover, what follows them. Nothing is sent from here.
import { ContentInfo, SignedData } from "./vendor/pki.js";

const BYTE_RANGE = /\/ByteRange\s*\[([^\]]{0,200})\]/g;
const FOUR_NUMBERS = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*$/;
const HEX_STRING = /^<(?:[0-9a-f]*|[0-9A-F]*)>$/;
const END_OF_FILE = /%%EOF/g;
const SIGNED_END = /%%EOF\s{0,4}$/;
const ACTIVE = /\/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR)\b/;
const OTHER_THAN_PROOF = /\/(?:Page|Pages|Contents\s+\d+|Annot|XObject|Font|AcroForm\s*<<)\b(?!\s*\/Sig)/;
const ESCAPED_NAME = /\/[^\s/<>[\]()]*#[0-9A-Fa-f]{2}/;
const NEAR = 2000; // a signature dictionary holds its /ByteRange so near to its /Contents (ISO 32000-2, 12.8.1)
const DIGESTS = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };

// What the file is and holds: { size, sha256, revisions, signatures, doubts }; bytes as hexadecimal.
export async function inspect(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  const signatures = [];
  for (const range of signedRanges(text)) signatures.push(await examine(bytes, text, range));
  return {
    size: bytes.length,
    sha256: hex(await digest("SHA-256", bytes)),
    revisions: [...text.matchAll(END_OF_FILE)].map((end) => end.index + end[0].length),
    signatures,
    doubts: doubtsOf(text, signatures),
  };
}

// Every array of four numbers that stands beside the gap it describes: one inside an attachment does not.
function signedRanges(text) {
  return [...text.matchAll(BYTE_RANGE)].flatMap((found) => {
    const four = FOUR_NUMBERS.exec(found[1]);
    const range = four === null ? null : four.slice(1).map(Number);
    const near = range !== null && range[1] - NEAR <= found.index && found.index <= range[2] + NEAR;
    return near ? [range] : [];
  });
}

async function examine(bytes, text, byteRange) {
  const signature = { byteRange, cms: "", digests: {}, intact: false, timestamp: false, odd: [] };
  if (!fits(bytes, byteRange)) return { ...signature, odd: ["range"] };
  const [, length, resume, rest] = byteRange;
  const covered = joined(bytes.subarray(0, length), bytes.subarray(resume, resume + rest));
  for (const [name, algorithm] of Object.entries(DIGESTS)) {
    signature.digests[name] = hex(await digest(algorithm, covered));
  }
  if (!SIGNED_END.test(text.slice(Math.max(resume + rest - 16, 0), resume + rest))) signature.odd.push("end");
  const gap = text.slice(length, resume);
  if (!HEX_STRING.test(gap) || gap.length % 2 === 1) return { ...signature, odd: [...signature.odd, "contents"] };
  const contents = unhex(gap.slice(1, -1));
  const cms = contents.subarray(0, derLength(contents));
  if (contents.subarray(cms.length).some((byte) => byte !== 0)) signature.odd.push("padding");
  return { ...signature, cms: hex(cms), ...(await verify(cms, covered)) };
}

function fits(bytes, [start, length, resume, rest]) {
  return start === 0 && length > 0 && length < resume && rest > 0 && resume + rest <= bytes.length;
}

// Whether the signature is its certificate's, over exactly these bytes. Who that is and whether to trust it is the office's part.
async function verify(cms, covered) {
  try {
    const signed = new SignedData({ schema: ContentInfo.fromBER(cms).content });
    const timestamp = signed.encapContentInfo.eContentType === "1.2.840.113549.1.9.16.1.4";
    const intact = await signed.verify({ signer: 0, data: covered.buffer, checkChain: false });
    return { intact, timestamp };
  } catch {
    return { intact: false };
  }
}

// What the browser cannot vouch for, as codes; none of them is a verdict.
function doubtsOf(text, signatures) {
  const doubts = new Set(signatures.flatMap((each) => each.odd));
  const ends = signatures.map(({ byteRange }) => byteRange[2] + byteRange[3]);
  const covered = Math.max(0, ...ends);
  const tail = text.slice(covered);
  if (signatures.length > 0 && tail.trim() !== "") doubts.add(isProofOnly(tail) ? "proof" : "tail");
  if (ACTIVE.test(text)) doubts.add("active");
  if (ESCAPED_NAME.test(tail)) doubts.add("escaped");
  return [...doubts];
}

// Appended revisions that bring validation data and nothing that a page is made of.
function isProofOnly(tail) {
  const ended = /startxref\s+\d{1,10}\s+%%EOF\s*$/.test(tail);
  return ended && tail.includes("/DSS") && !OTHER_THAN_PROOF.test(tail);
}

// The length of the first DER element, header included; 0 where there is none.
function derLength(bytes) {
  if (bytes.length < 2 || bytes[0] !== 0x30) return 0;
  if (bytes[1] < 0x80) return bytes[1] + 2;
  const count = bytes[1] & 0x7f;
  const length = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return count === 0 || 2 + count + length > bytes.length ? 0 : 2 + count + length;
}

const digest = async (algorithm, bytes) => new Uint8Array(await crypto.subtle.digest(algorithm, bytes));

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from({ length: text.length / 2 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
