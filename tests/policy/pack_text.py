"""Packs as tests write them: TOML text, an entry at a time."""

from __future__ import annotations


def entry(key: str, value: str, begins: str, ends: str = "", **changed: str) -> str:
    fields = {"source": '"XD-1"', "status": '"in_force"', **changed}
    lines = [f'key = "{key}"', f"value = {value}" if value else "", f"valid_from = {begins}"]
    lines += [
        f"valid_to = {ends}" if ends else "",
        *(f"{name} = {text}" for name, text in fields.items() if text),
    ]
    return "[[rule]]\n" + "\n".join(line for line in lines if line) + "\n"


def pack(name: str, *entries: str, head: str = "") -> tuple[str, str]:
    return f"{name}.toml", f'[pack]\nname = "{name}"\n{head}\n' + "".join(entries)
