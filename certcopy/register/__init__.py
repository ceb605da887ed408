"""The register: numbers without gaps, entries kept for ever, a journal that shows when it was touched."""
