export { Certificate, ContentInfo, SignedData, TSTInfo } from "pkijs";
export { decode } from "cborg";
