#!/usr/bin/python3
"""Calls that src/ must not make: the dangerous ones, those that go past the one door to the outside (`env`), and the
heap outside base/. Exceptions stand in allow.txt: `banned PATH CALL -- reason`.
"""
import re

import gate

DANGEROUS = """strcpy strcat sprintf vsprintf gets strtok system popen atoi atol atoll atof rand srand alloca setjmp longjmp
sigsetjmp siglongjmp strncpy strncat scanf sscanf fscanf mktemp tmpnam""".split()
# Clock, random, files, environment: src/port is where the door leads.
OUTSIDE = """fopen freopen fdopen open openat creat read pread write pwrite rename renameat renameat2 unlink unlinkat remove
stat lstat fstatat access readlink realpath mkdir mkdirat rmdir mkstemp mkdtemp opendir fdopendir scandir nftw fsync
fdatasync time clock_gettime gettimeofday localtime localtime_r mktime getenv secure_getenv setenv unsetenv getrandom
getentropy random srandom getcwd chdir""".split()
HEAP = "malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf aligned_alloc".split()
CALL = re.compile(r"(?<![\w.])(?<!->)([a-z_][a-z0-9_]*)\s*\(")
GOTO = re.compile(r"\b(goto)\b")


def banned_in(path):
    """{call: why} for the folder the file is in."""
    banned = {name: "is dangerous" for name in DANGEROUS}
    if not path.startswith("src/port/"):
        banned.update({name: "goes past env, the only door to the outside (src/port)" for name in OUTSIDE})
    if not path.startswith("src/base/"):
        banned.update({name: "uses the heap outside src/base" for name in HEAP})
    return banned


def check_file(root, path, allowed):
    text, banned, findings = gate.bare_c(gate.read(root, path)), banned_in(path), []
    for match in [*CALL.finditer(text), *GOTO.finditer(text)]:
        name = match.group(1)
        why = "is not our style: SK_CLEANUP or a smaller function" if name == "goto" else banned.get(name)
        if why and not allowed.allows(path, name):
            line = text.count("\n", 0, match.start()) + 1
            findings.append(f"{path}:{line}: {name} {why}")
    return findings


def check(root):
    allowed, findings = gate.Allowed(root, "banned"), []
    for path in gate.files(root, (".c", ".h"), "src"):
        findings += check_file(root, path, allowed)
    return findings + allowed.leftovers()


GOOD = {
    "src/base/a.c": 'void f(void) { free(malloc(3)); } /* gets(x) */ const char *s = "system(\\"ls\\") goto";\n',
    "src/port/linux/p.c": "int g(void) { return open(name, 0); }\n",
    "src/yaml/y.c": "void h(struct e *e) { e->read(e); e.write(1); sk_read(e); prefree(e); free(e); }\n",
    "tests/gates/allow.txt": "# why\nbanned src/yaml/y.c free -- the parser hands over heap memory\n",
}
BAD = {
    "strcpy": ({"src/base/b.c": "void f(void) { strcpy (a, b); }\n"}, "src/base/b.c:1: strcpy"),
    "goto": ({"src/base/b.c": "void f(void) {\n\tgoto out;\n}\n"}, "src/base/b.c:2: goto"),
    "open outside port": ({"src/yaml/b.c": "int f(void) { return open(a, 0); }\n"}, "goes past env"),
    "a clock in a header": ({"src/yaml/b.h": "static inline long f(void) { return time(NULL); }\n"}, "time goes past env"),
    "malloc outside base": ({"src/yaml/b.c": "void *f(void) { return malloc(3); }\n"}, "uses the heap"),
    "a call behind a string with a quote": ({"src/base/b.c": "char c = '\"'; int f(void) { return system(a); }\n"}, "system"),
    "an exception nobody needs": ({"src/yaml/y.c": ""}, "nothing needs this exception"),
    "an exception without a reason": ({"tests/gates/allow.txt": "banned src/yaml/y.c free\n"}, "not `gate path name"),
}

if __name__ == "__main__":
    gate.main("banned: no dangerous call, one door to the outside, one place for the heap", check, GOOD, BAD)
