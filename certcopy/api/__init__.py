"""The doors over HTTP: the one-stop software's REST, the counter's pages, the public's pages."""
