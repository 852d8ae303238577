"""The home of every difference between On-Premises API and Cloud API: one module each.

Linter, bridge, documentation and tests read the same modules, so a rule, its example and its explanation
cannot drift apart. Nothing in here waits, reads a file or knows the time.

    translator = Translator(load())
    done = translator.translate(SEND, payload, facts)     # On-Premises → Cloud API
    done.payload, done.findings

How a module looks: see `voice_type.py`. How one is added: CONTRIBUTING.md, "add a difference".
"""

__all__: list[str] = []
