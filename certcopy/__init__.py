"""CertCopy: electronic certified copies for a Vietnamese ward office."""

__version__ = "0.1.0"
