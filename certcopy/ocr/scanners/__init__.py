"""Getting pages: one interface, network scanners (eSCL) and whatever SANE drives."""
