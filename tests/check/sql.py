"""A parser for the SQL that checks are written in (docs/checks.md), and the mutants of a query. What it cannot parse is an error: a clause that
nobody can break in a test is a clause nobody has tested."""
import re

TOKEN = re.compile(r"""(?P<space>\s+|--[^\n]*)|(?P<text>'(?:[^']|'')*')|(?P<number>\d+)(?![\w.])|(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><=|>=|<>|!=|==|\|\||<<|>>|[-+*/%(),.<>=&|~])""", re.X)
RESERVED = set("""select from where and or not exists in between is null union all as on join left inner cross case when then else end distinct with
    except intersect order by limit group having values true false cast""".split())
OPPOSITE = {"=": "<>", "==": "<>", "<>": "=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
BESIDE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
SWAPPED = {"+": "-", "-": "+", "*": "/", "/": "*"}
DEFAULTS = ("coalesce", "ifnull")


class Unparsed(Exception):
    """SQL outside the subset."""


class Node:
    """A piece of the query: what it is, where it stands, what is in it."""

    def __init__(self, kind, start, parts=(), **more):
        self.kind, self.start, self.end, self.parts = kind, start, start, [part for part in parts if part]
        self.gone = False  # a mutant without it has been made
        self.__dict__.update(more)

    def walk(self):
        yield self
        for part in self.parts:
            yield from part.walk()


class Parser:
    """Recursive descent, in the order of SQLite's precedence."""

    def __init__(self, text):
        self.text, self.tokens, at = text, [], 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise Unparsed(f"at {text[at:at + 30]!r}")
            if match.lastgroup != "space":
                word = match.group()
                self.tokens.append((match.lastgroup, word.lower() if match.lastgroup == "name" else word, match.start(), match.end()))
            at = match.end()
        self.tokens.append(("end", "", len(text), len(text)))
        self.at = 0

    # ---- tokens ----

    def word(self, ahead=0):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)][1]

    def start(self):
        return self.tokens[self.at][2]

    def take(self, *words):
        if self.tokens[self.at][0] in ("name", "sign") and self.word() in words:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def need(self, word):
        if not self.take(word):
            raise Unparsed(f"expected {word} at {self.text[self.start():self.start() + 30]!r}")

    def close(self, node):
        node.end = self.tokens[self.at - 1][3]
        return node

    def name(self):
        kind, word, *_ = self.tokens[self.at]
        if kind != "name" or word in RESERVED:
            raise Unparsed(f"expected a name at {self.text[self.start():self.start() + 30]!r}")
        self.at += 1
        return word

    # ---- queries ----

    def whole(self):
        node = self.query()
        if self.tokens[self.at][0] != "end":
            raise Unparsed(f"something behind the query: {self.text[self.start():self.start() + 30]!r}")
        return node

    def query(self):
        start = self.start()
        branches = [self.select()]
        while self.word() in ("union", "except", "intersect"):
            operator = self.take("union", "except", "intersect")
            if not (operator == "union" and self.take("all")):
                raise Unparsed(f"{operator} without ALL")
            branches.append(self.select())
        return self.close(Node("query", start, branches, branches=branches))

    def select(self):
        start = self.start()
        self.need("select")
        self.take("distinct")
        columns = [self.column()]
        while self.take(","):
            columns.append(self.column())
        self.need("from")
        sources = self.sources()
        where = None
        if self.take("where"):
            where = self.condition("where")
        return self.close(Node("select", start, columns + sources + [where], columns=columns, sources=sources, where=where))

    def column(self):
        node = self.expression()
        if self.take("as"):
            self.name()
        return node

    def sources(self):
        out = [self.source()]
        while True:
            start = self.start()
            if self.take(","):
                out.append(self.source())
                continue
            left = bool(self.take("left"))
            if not left:
                self.take("inner", "cross")
            if self.word() != "join":
                return out
            left_end = self.start()
            self.need("join")
            source = self.source()
            on = self.condition("on") if self.take("on") else None
            join = Node("join", start, [source, on], left=left, left_end=left_end)
            out.append(self.close(join))

    def source(self):
        start = self.start()
        query = None
        if self.take("("):
            query = self.query()
            self.need(")")
        else:
            self.name()
        if self.take("as"):
            self.name()
        elif self.tokens[self.at][0] == "name" and self.word() not in RESERVED:
            self.name()
        return self.close(Node("source", start, [query]))

    def condition(self, where):
        start = self.start()
        return self.close(Node("condition", start, [self.expression()], where=where))

    # ---- expressions ----

    def chain(self, word, below):
        start, first = self.start(), below()
        parts, glue = [first], []
        while self.take(word):
            glue.append(self.tokens[self.at - 1][2:4])
            parts.append(below())
        return first if len(parts) == 1 else self.close(Node(word, start, parts, glue=glue))

    def expression(self):
        return self.chain("or", lambda: self.chain("and", self.negation))

    def negation(self):
        start = self.start()
        if self.word() == "not" and self.word(1) != "exists":
            self.take("not")
            return self.close(Node("not", start, [self.negation()]))
        return self.equality()

    def equality(self):
        start, left = self.start(), self.inequality()
        while True:
            at = self.start()
            sign = self.take("=", "==", "<>", "!=")
            if sign:
                end = self.tokens[self.at - 1][3]
                left = self.close(Node("compare", start, [left, self.inequality()], sign=sign, at=at, to=end))
            elif self.take("is"):
                negative = bool(self.take("not"))
                end = self.tokens[self.at - 1][3]
                left = self.close(Node("is", start, [left, self.inequality()], negative=negative, at=at, to=end))
            elif self.word() in ("in", "between") or (self.word() == "not" and self.word(1) in ("in", "between")):
                left = self.membership(start, left)
            else:
                return left

    def membership(self, start, left):
        at = self.start()
        negative = bool(self.take("not"))
        if self.take("between"):
            end = self.tokens[self.at - 1][3]
            low = self.inequality()
            self.need("and")
            return self.close(Node("between", start, [left, low, self.inequality()], negative=negative, at=at, to=end))
        self.need("in")
        end = self.tokens[self.at - 1][3]
        self.need("(")
        if self.word() == "select":
            parts = [left, self.query()]
        else:
            parts = [left, *self.list_of()]
        self.need(")")
        return self.close(Node("in", start, parts, negative=negative, at=at, to=end))

    def list_of(self):
        out = [self.expression()]
        while self.take(","):
            out.append(self.expression())
        return out

    def binary(self, signs, below):
        start, left = self.start(), below()
        while True:
            at = self.start()
            sign = self.take(*signs)
            if not sign:
                return left
            end = self.tokens[self.at - 1][3]
            left = self.close(Node("compare" if sign in BESIDE else "arithmetic", start, [left, below()], sign=sign, at=at, to=end))

    def inequality(self):
        return self.binary(("<", "<=", ">", ">="), self.bits)

    def bits(self):
        return self.binary(("&", "|", "<<", ">>"), self.addition)

    def addition(self):
        return self.binary(("+", "-"), self.product)

    def product(self):
        return self.binary(("*", "/", "%"), self.joined)

    def joined(self):
        return self.binary(("||",), self.unary)

    def unary(self):
        start = self.start()
        if self.take("-", "+", "~"):
            return self.close(Node("unary", start, [self.unary()]))
        return self.primary()

    def primary(self):
        start, (kind, word, *_) = self.start(), self.tokens[self.at]
        if kind in ("text", "number"):
            self.at += 1
            return self.close(Node(kind, start, value=word))
        if self.take("null", "true", "false"):
            return self.close(Node("constant", start, value=word))
        if self.take("("):
            return self.parenthesis(start)
        if word == "not" or word == "exists":
            negative = bool(self.take("not"))
            self.need("exists")
            self.need("(")
            query = self.query()
            self.need(")")
            return self.close(Node("exists", start, [query], negative=negative))
        if self.take("case"):
            return self.case(start)
        return self.named(start)

    def parenthesis(self, start):
        if self.word() == "select":
            parts, kind = [self.query()], "scalar"
        else:
            parts = self.list_of()
            kind = "parenthesis" if len(parts) == 1 else "row"
        self.need(")")
        return self.close(Node(kind, start, parts))

    def named(self, start):
        first = self.name()
        if self.take("."):
            return self.close(Node("column", start, alias=first, name=self.name()))
        if not self.take("("):
            return self.close(Node("column", start, alias=None, name=first))
        parts = []
        if not self.take("*") and self.word() != ")":
            self.take("distinct")
            parts = self.list_of()
        self.need(")")
        return self.close(Node("call", start, parts, name=first))

    def case(self, start):
        parts, whens, other = [], [], None
        if self.word() != "when":
            parts.append(self.expression())
        while True:
            at = self.start()
            if not self.take("when"):
                break
            condition = self.condition("when")
            self.need("then")
            value = self.expression()
            whens.append(self.close(Node("when", at, [condition, value])))
        if self.take("else"):
            other = self.expression()
        self.need("end")
        if not whens:
            raise Unparsed("CASE without WHEN")
        return self.close(Node("case", start, parts + whens + [other], whens=whens, other=other))


# ---- mutants ------------------------------------------------------------------------------------------------------

class Mutants:
    """All mutants of one query: [(name, sql)]. A name tells the branch, the kind of change and what was changed."""

    def __init__(self, sql):
        self.sql, self.found, self.names, self.seen = sql, [], {}, {sql}
        self.root = Parser(sql).whole()
        for branch in self.root.branches:
            self.branch = self.label(branch)
            if len(self.root.branches) > 1:
                self.drop_branch(branch)
            self.visit(branch)

    def text(self, node):
        return " ".join(self.sql[node.start:node.end].split())

    def label(self, branch):
        """The reasons a branch can give: where its second column is worked out, every text that stands at the end of a way through it."""
        texts = [node.value.strip("'") for node in outcomes(branch.columns[1])] if len(branch.columns) > 1 else []
        return "/".join(texts) or "?"

    def edit(self, kind, about, *edits):
        """A mutant by replacing [start, end) by a text, several at once."""
        out, at = [], 0
        for start, end, new in sorted(edits):
            out += [self.sql[at:start], new]
            at = end
        mutated = "".join(out) + self.sql[at:]
        if mutated in self.seen:
            return
        self.seen.add(mutated)
        name = f"{self.branch}: {kind} {about}"
        self.names[name] = self.names.get(name, 0) + 1
        self.found.append((name if self.names[name] == 1 else f"{name} #{self.names[name]}", mutated))

    def replace(self, kind, node, new):
        self.edit(kind, self.text(node), (node.start, node.end, new))

    def drop_branch(self, branch):
        """A branch that finds nothing."""
        self.edit("branch dropped", "", (branch.columns[0].start, branch.columns[0].start, ""),
                  *self.never(branch))

    def never(self, branch):
        if branch.where:
            body = branch.where.parts[0]
            return [(body.start, body.start, "0 AND ("), (body.end, body.end, ")")]
        return [(branch.end, branch.end, " WHERE 0")]

    # ---- visiting ----

    def visit(self, node, boolean=False):
        """`boolean`: only the truth of this expression counts."""
        if boolean and node.kind not in ("and", "or", "not", "compare", "is", "in", "between", "exists", "parenthesis"):
            self.edit("NOT added to", self.text(node), (node.start, node.start, "NOT ("), (node.end, node.end, ")"))
        handler = getattr(self, "on_" + node.kind, None)
        if handler:
            handler(node)
        inner = boolean and node.kind in ("and", "or", "not", "parenthesis") or node.kind == "condition"
        if node.kind == "exists":  # what EXISTS selects does not matter
            for branch in node.parts[0].branches:
                branch.parts = [part for part in branch.parts if part not in branch.columns]
        for part in node.parts:
            self.visit(part, inner)

    def on_condition(self, node):
        body = node.parts[0]
        if node.where != "when" and body.kind not in ("and", "or"):
            self.replace("widened" if joins(body) else "dropped", body, "1")
            body.gone = True

    def on_query(self, node):
        if node is not self.root and len(node.branches) > 1:
            for branch in node.branches:
                self.edit("inner branch dropped", self.text(branch), *self.never(branch))

    def on_and(self, node):
        self.chain(node)
        self.group(node)

    def on_or(self, node):
        self.chain(node)
        self.group(node)

    def group(self, node):
        self.edit("NOT added to", self.text(node), (node.start, node.start, "NOT ("), (node.end, node.end, ")"))

    def chain(self, node):
        for i, part in enumerate(node.parts):
            start, end = (node.glue[i - 1][0], part.end) if i else (part.start, node.glue[0][1])
            self.edit("widened" if joins(part) else "dropped", self.text(part), (start, end, ""))
            part.gone = node.kind == "and"

    def on_not(self, node):
        self.edit("NOT dropped", self.text(node), (node.start, node.parts[0].start, ""))

    def on_compare(self, node):
        left, right = node.parts
        about = self.text(node)
        self.edit("flipped", about, (node.at, node.to, OPPOSITE[node.sign]))
        if node.sign in BESIDE:
            self.edit("off by one", about, (node.at, node.to, BESIDE[node.sign]))
        elif joins(node) and not node.gone:
            self.replace("widened", node, "1")

    def on_is(self, node):
        self.edit("flipped", self.text(node), (node.at, node.to, "IS" if node.negative else "IS NOT"))
        if joins(node) and not node.gone:
            self.replace("widened", node, "1")

    def on_in(self, node):
        self.edit("flipped", self.text(node), (node.at, node.to, "IN" if node.negative else "NOT IN"))
        if node.parts[0].kind == "row" and node.parts[1].kind == "query":
            self.row_members(node, *node.parts)

    def row_members(self, node, row, query):
        """(a, b) IN (SELECT x, y ...) is a join, too: without one of the pairs."""
        for gone, member in enumerate(row.parts):
            edits = [(row.start, row.end, f"({self.without(row.parts, gone)})")]
            edits += [(branch.columns[0].start, branch.columns[-1].end, self.without(branch.columns, gone)) for branch in query.branches]
            self.edit("widened", f"{self.text(member)} of {self.text(node)[:60]}", *edits)

    def without(self, parts, gone):
        return ", ".join(self.sql[part.start:part.end] for i, part in enumerate(parts) if i != gone)

    def on_between(self, node):
        value, low, high = node.parts
        texts = [self.sql[part.start:part.end] for part in (value, low, high)]
        no = "NOT " if node.negative else ""
        self.edit("flipped", self.text(node), (node.at, node.to, "BETWEEN" if node.negative else "NOT BETWEEN"))
        for kind, first, second in (("low end open", ">", "<="), ("high end open", ">=", "<"), ("low end dropped", None, "<="),
                                    ("high end dropped", ">=", None)):
            parts = [f"({texts[0]}) {sign} ({text})" for sign, text in ((first, texts[1]), (second, texts[2])) if sign]
            self.replace(kind, node, f"{no}({' AND '.join(parts)})")

    def on_exists(self, node):
        query = self.sql[self.sql.index("(", node.start):node.end]
        self.replace("flipped", node, f"{'' if node.negative else 'NOT '}EXISTS {query}")

    def on_number(self, node):
        number = int(node.value)
        for other in {number + 1, number - 1} - {-1}:
            self.edit(f"{number} to {other}", self.line_of(node), (node.start, node.end, str(other)))

    def on_text(self, node):
        self.edit("text changed", f"{node.value} in {self.line_of(node)}", (node.start, node.end, node.value[:-1] + "~'"))

    def line_of(self, node):
        """The smallest surrounding thing that tells which literal it is."""
        around = [other for other in self.root.walk() if other.start <= node.start and other.end >= node.end and
                  other.kind in ("compare", "is", "in", "between", "arithmetic", "call", "select")]
        around.sort(key=lambda other: other.end - other.start)
        return self.text(around[0])[:100]

    def on_arithmetic(self, node):
        if node.sign in SWAPPED:
            self.edit(f"{node.sign} to {SWAPPED[node.sign]}", self.text(node), (node.at, node.to, SWAPPED[node.sign]))

    def on_call(self, node):
        texts = [self.sql[part.start:part.end] for part in node.parts]
        if node.name in DEFAULTS:
            self.replace("default dropped", node, texts[0])
            last = node.parts[-1]
            if last.kind == "number":
                flipped = str(1 - int(last.value)) if int(last.value) < 2 else "0"
                self.edit("default flipped", self.text(node), (last.start, last.end, flipped))
        elif node.name == "iif":
            self.edit("flipped", self.text(node), (node.parts[0].start, node.parts[0].start, "NOT ("), (node.parts[0].end, node.parts[0].end, ")"))
        elif node.name in ("max", "min"):
            self.edit("other end", self.text(node), (node.start, node.start + 3, "min" if node.name == "max" else "max"))

    def on_join(self, node):
        if node.left:
            self.edit("LEFT dropped", self.text(node)[:100], (node.start, node.left_end, ""))

    def on_case(self, node):
        for when in node.whens:
            if len(node.whens) > 1:
                self.edit("WHEN dropped", self.text(when), (when.start, when.end, ""))
        if node.other:
            self.replace("ELSE to NULL", node.other, "NULL")


def joins(node):
    """An equality between columns of two tables."""
    if not ((node.kind == "compare" and node.sign in ("=", "==")) or (node.kind == "is" and not node.negative)):
        return False
    left, right = node.parts
    return left.kind == right.kind == "column" and left.alias != right.alias


def outcomes(node):
    """The texts an expression can come to, as far as it shows."""
    if node.kind == "text":
        return [node]
    if node.kind == "case":
        parts = [when.parts[1] for when in node.whens] + [node.other]
    else:
        parts = node.parts[1:] if node.kind == "call" and node.name == "iif" else node.parts if node.kind in ("parenthesis", "call") else []
    return [text for part in parts if part for text in outcomes(part)]


def mutants(sql):
    """[(name, mutated sql)] of a check's query."""
    return Mutants(sql).found
