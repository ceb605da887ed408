"""The job engine: whatever runs the machine's steps when they are due. What is due, the register says."""
