"""The part of count.py that knows Terraform: the arguments in which the resources of a directory are given policies.

It knows the words that AWS's provider uses for such arguments, and how to step over strings, heredocs and comments; not
which resource has which argument, and not what any expression comes to.
"""

import re

NAMES = re.compile(r"(\w+_)?(policy|policies|policy_document)$")
SYNTHESIZED = re.compile(r"aws_(acmpca|cloudwatch_event|lambda|lambda_layer_version|signer_signing_profile)_permission$")
CONTENT = re.compile(r"aws_organizations_(resource_)?policy$")
TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)
      | <<-?(?P<end>\w+)[^\n]*\n.*?^[ \t]*(?P=end)\b
      | (?P<string>")
      | (?P<word>[A-Za-z_][\w-]*)
      | (?P<other>=>|==|.)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def after_string(text, at):
    """The place after the string that starts at `at`; `${ }` may hold others."""
    at += 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\":
            at += 2
        elif text.startswith(("${", "%{"), at) and text[at - 1] != text[at]:
            depth = 1
            at += 2
            while at < len(text) and depth:
                if text[at] == '"':
                    at = after_string(text, at)
                    continue
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
        else:
            at += 1
    return at + 1


def tokens(text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        at = match.end()
        if match["string"]:
            begin, at = match.start(), after_string(text, match.start())
            yield text[begin:at]
        elif match["word"] or match["other"]:
            yield match[0]
        elif not match["blank"]:
            yield '"heredoc"'


class Reader:
    """Top-level blocks (words before the brace, text inside) and the arguments that stand directly in blocks, as (words of
    the top-level block, argument, start of its value)."""

    def __init__(self, text):
        self.tokens = [*tokens(text), "", ""]
        self.at = 0
        self.blocks = []
        self.arguments = []

    def value(self):
        """Steps over an expression: over brackets, and up to the next thing that starts like an argument."""
        depth = 0
        first = self.tokens[self.at]
        while self.tokens[self.at]:
            token = self.tokens[self.at]
            if depth == 0 and token == "}":
                break
            starts_next = re.match(r"[A-Za-z_]", token) and self.tokens[self.at + 1] in ("=", "{")
            labelled = re.match(r"[A-Za-z_]", token) and self.tokens[self.at + 1].startswith('"')
            if depth == 0 and self.tokens[self.at] is not first and (starts_next or labelled):
                break
            depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(token, 0)
            self.at += 1
        return first

    def body(self, labels):
        while self.tokens[self.at] and self.tokens[self.at] != "}":
            words = []
            while self.tokens[self.at] not in ("", "=", "{", "}"):
                words.append(self.tokens[self.at].strip('"'))
                self.at += 1
            opener = self.tokens[self.at]
            self.at += 1
            if opener == "=":
                self.arguments.append((labels, words[-1] if words else "", self.value()))
            elif opener == "{":
                begin = self.at
                self.body(labels or words)
                if not labels:
                    self.blocks.append((words, "".join(self.tokens[begin : self.at])))
                self.at += 1


def count(texts):
    """Arguments that hold a policy, resources that stand for one, policy documents that go into neither: of those only
    called modules, locals and outputs know."""
    readers = [Reader(text) for text in texts]
    for reader in readers:
        reader.body([])
    blocks = [block for reader in readers for block in reader.blocks]
    used = "\n".join(text for words, text in blocks if words[0] in ("resource", "data"))
    number = 0
    for words, _ in blocks:
        number += words[0] == "resource" and len(words) == 3 and bool(SYNTHESIZED.match(words[1]))
        if words[:2] == ["data", "aws_iam_policy_document"]:
            number += not re.search(r"data\.aws_iam_policy_document\.%s(?![\w-])" % re.escape(words[2]), used)
    for labels, name, value in [argument for reader in readers for argument in reader.arguments]:
        if len(labels) != 3 or labels[0] != "resource" or value in ("null", '""'):
            continue
        number += bool(NAMES.match(name)) or (name == "content" and bool(CONTENT.match(labels[1])))
    return number


def found(policies):
    """The same of what was found: instances and blocks of one argument count once, those of called modules not at all, nor
    what has no owner: it is a file of its own."""
    keys = re.compile(r"\[[^\]]*\]")
    pairs = {(keys.sub("", one["owner"]), keys.sub("", one["path"])) for one in policies}
    return sum("." in owner and not owner.startswith("module.") for owner, _ in pairs)
