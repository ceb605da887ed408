export { Certificate, CertificateChainValidationEngine, ContentInfo, SignedData } from "pkijs";
export { decode, encode } from "cborg";
