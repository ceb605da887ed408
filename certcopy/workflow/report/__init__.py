"""The verification report: one document for programs, the same in words for people, signed on request."""
