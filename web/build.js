// Builds what the pages take from others into certcopy/api/static/vendor, and says there what it is.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ZXING_CPP_COMMIT } from "zxing-wasm/reader";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const OUT = path.join(HERE, "../certcopy/api/static/vendor");
const WASM = "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";

async function bundle() {
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: ["pki.js", "zxing.js"],
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
    metafile: true,
    outdir: OUT,
  });
  return Object.values(result.metafile.outputs).flatMap((output) => Object.keys(output.inputs));
}

function packagesOf(inputs) {
  const names = inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

async function describe(name) {
  const folder = path.join(HERE, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const text = await readFile(path.join(folder, "LICENSE"), "utf8");
  return { name, version, license, text: `${name} ${version} (${license})\n\n${text.trim()}\n` };
}

async function describeZXingCpp() {
  const text = await readFile(path.join(HERE, "../LICENSE"), "utf8");
  const [name, version, license] = ["zxing-cpp", ZXING_CPP_COMMIT, "Apache-2.0"];
  return { name, version, license, text: `${name} ${version} (${license}), compiled into zxing_reader.wasm\n\n${text.trim()}\n` };
}

async function checksum(name) {
  const bytes = await readFile(path.join(OUT, name));
  return [name, createHash("sha256").update(bytes).digest("hex")];
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const inputs = await bundle();
await cp(path.join(HERE, WASM), path.join(OUT, "zxing_reader.wasm"));
const packages = [...(await Promise.all(packagesOf(inputs).map(describe))), await describeZXingCpp()];
await writeFile(path.join(OUT, "LICENSES.txt"), packages.map((each) => each.text).join(`\n${"-".repeat(80)}\n\n`));
const files = await Promise.all(["LICENSES.txt", "pki.js", "zxing.js", "zxing_reader.wasm"].map(checksum));
const list = {
  packages: packages.map(({ name, version, license }) => ({ name, version, license })),
  sha256: Object.fromEntries(files),
};
await writeFile(path.join(OUT, "vendored.json"), `${JSON.stringify(list, null, 2)}\n`);
