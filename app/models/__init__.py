"""The trade: frozen values, commands, facts, rules and lifecycles.

Standard library only; no clock, no id, no randomness, no I/O: what a rule needs is an argument. May be imported by
everyone above `config`; imports nothing above `errors`. Thread: any, since nothing here has a life.
"""
