"""The public log: a Merkle tree (RFC 6962) in tiles with signed checkpoints (C2SP), one leaf for each certification,
void, revocation and correction. All but ``ledger`` is pure: values in, values out."""
