"""One preflight check a file; its name is the name in CLI, docs and tests. Found by themselves."""
