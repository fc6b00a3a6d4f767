"""A reader for the YAML this project writes by hand, independent of src/yaml and its library. It takes block maps and lists, flow maps and
lists on one line, plain and quoted texts, and `|` blocks; whatever else it meets is an error with its line, never a guess."""
import json
import re


class Refused(Exception):
    """Something this reader does not understand."""


NUMBER = re.compile(r"-?(0|[1-9][0-9]*)$")
KEY = re.compile(r"([A-Za-z0-9_.#○△-]+|\"[^\"\\]*\"):(?= |$)")


class Reader:
    def __init__(self, text, name):
        self.name, self.at, self.lines = name, 0, text.split("\n")

    def refuse(self, why, line=None):
        raise Refused(f"{self.name}:{(self.at if line is None else line) + 1}: {why}")

    def skip(self):
        """Over blank lines and comments; the indentation of the next line, -1 at the end."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if "\t" in line:
                self.refuse("a tab")
            if line.strip() and not line.lstrip().startswith("#"):
                return len(line) - len(line.lstrip(" "))
            self.at += 1
        return -1

    def value(self, indent):
        """The block value that begins at the current line, which is indented by `indent`."""
        return self.sequence(indent) if self.lines[self.at][indent:indent + 2] == "- " else self.mapping(indent)

    def sequence(self, indent):
        items = []
        while self.skip() == indent and self.lines[self.at][indent:indent + 2] == "- ":
            line = self.lines[self.at]
            rest = line[indent + 2:]
            inner = indent + 2 + len(rest) - len(rest.lstrip(" "))
            if KEY.match(line[inner:]):
                self.lines[self.at] = " " * inner + line[inner:]
                items.append(self.mapping(inner))
            else:
                self.at += 1
                items.append(self.inline(line[inner:]))
        return items

    def mapping(self, indent):
        out = {}
        while self.skip() == indent:
            line = self.lines[self.at]
            match = KEY.match(line[indent:])
            if not match:
                if line[indent:indent + 2] == "- ":
                    break
                self.refuse("expected 'key: value'")
            key, rest = match.group(1).strip('"'), line[indent + match.end():].strip()
            if key in out:
                self.refuse(f"key {key} twice")
            out[key] = self.after_key(indent, rest)
        return out

    def after_key(self, indent, rest):
        self.at += 1
        if rest in ("|", "|-"):
            return self.literal(indent, rest == "|")
        if rest and not rest.startswith("#"):
            return self.inline(rest)
        inner = self.skip()
        if inner > indent or (inner == indent and self.lines[self.at][inner:inner + 2] == "- "):
            return self.value(inner)
        return self.refuse("a key without a value", self.at - 1)

    def literal(self, indent, keep):
        taken = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            taken.append(line)
            self.at += 1
        while taken and not taken[-1].strip():
            taken.pop()
        if not taken:
            self.refuse("an empty block")
        first = len(taken[0]) - len(taken[0].lstrip(" "))
        if any(line.strip() and line[:first].strip() for line in taken):
            self.refuse("a block that is indented less than its first line")
        return "\n".join(line[first:] for line in taken) + ("\n" if keep else "")

    def inline(self, text):
        """A flow value or scalar that ends with its line."""
        value, rest = self.flow(text.strip(), False)
        if rest.strip() and not rest.lstrip().startswith("#"):
            self.refuse(f"something behind a value: {rest.strip()!r}", self.at - 1)
        return value

    def flow(self, text, inside):
        text = text.lstrip()
        if text.startswith("{"):
            return self.flow_map(text[1:])
        if text.startswith("["):
            return self.flow_list(text[1:])
        if text.startswith('"'):
            end = re.match(r'"(?:[^"\\]|\\["\\/nt])*"', text)
            if not end:
                self.refuse("a quoted text that does not end on its line", self.at - 1)
            return json.loads(end.group()), text[end.end():]
        if text.startswith("'"):
            end = re.match(r"'(?:[^']|'')*'", text)
            if not end:
                self.refuse("a quoted text that does not end on its line", self.at - 1)
            return end.group()[1:-1].replace("''", "'"), text[end.end():]
        return self.plain(text, inside)

    def plain(self, text, inside):
        if text[:1] in "&*!|>%@`?" or text.startswith("- "):
            self.refuse(f"{text[:1]!r} at the beginning of a value", self.at - 1)
        end = re.search(r"[,\[\]{}]| #" if inside else r" #", text)
        word, rest = (text[:end.start()], text[end.start():]) if end else (text, "")
        if ": " in word or word.endswith(":"):
            self.refuse("':' in a plain text", self.at - 1)
        word = word.strip()
        if word in ("true", "false"):
            return word == "true", rest
        return (int(word) if NUMBER.match(word) else word), rest

    def flow_map(self, text):
        out = {}
        while True:
            text = text.lstrip()
            if text.startswith("}"):
                return out, text[1:]
            match = KEY.match(text)
            if not match or match.group(1).strip('"') in out:
                self.refuse(f"in a flow map, at {text[:20]!r}", self.at - 1)
            out[match.group(1).strip('"')], text = self.flow(text[match.end():], True)
            text = self.separator(text, "}")

    def flow_list(self, text):
        out = []
        while True:
            text = text.lstrip()
            if text.startswith("]"):
                return out, text[1:]
            value, text = self.flow(text, True)
            out.append(value)
            text = self.separator(text, "]")

    def separator(self, text, closing):
        text = text.lstrip()
        if text.startswith(","):
            return text[1:]
        if not text.startswith(closing):
            self.refuse(f"expected ',' or '{closing}' at {text[:20]!r}", self.at - 1)
        return text


def read(path):
    """The document at `path`, as dictionaries, lists, texts, whole numbers and truth values."""
    with open(path, encoding="utf-8") as file:
        reader = Reader(file.read(), path)
    indent = reader.skip()
    if indent != 0:
        reader.refuse("expected a document that begins at the left edge")
    out = reader.value(0)
    if reader.skip() != -1:
        reader.refuse("something that belongs to nothing")
    return out
