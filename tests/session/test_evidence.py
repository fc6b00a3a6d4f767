#!/usr/bin/python3
"""A bundle signed by ssh-keygen is verified by the program, and the one signed part by ssh-keygen; what is changed is refused."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SEKISHO = os.path.abspath(os.environ.get("SEKISHO", str(HERE.parents[1] / "build/root/usr/bin/sekisho")))
AT = "2026-11-23T00:00:00Z"
LINES = [
    {"bundle": "sekisho-bundle/1", "collector": "c1", "host": "h1", "sequence": 1, "previous": None, "at": AT,
     "origin": "example", "tool": "test"},
    {"coverage": 1, "kind": "update_state", "subject": "terminal-1", "source": "/var/lib/apt/lists", "status": "absent",
     "method": "observed", "at": AT, "digest": None},
    {"end": {"coverage": 1, "facts": 0}},
]

points = []


def point(ok, name, detail=""):
    points.append(ok)
    print(f"{'ok' if ok else 'not ok'} {len(points)} - {name}")
    if not ok:
        print("\n".join("# " + line for line in str(detail).splitlines()[:20]))


def run(*command, folder, text=None):
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder}
    done = subprocess.run(command, cwd=folder, env=environment, input=text, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def line_of(value):
    return json.dumps(value, separators=(",", ":")) + "\n"


def signed(folder):
    """The text of a bundle that ssh-keygen signed."""
    for name in ("key", "other"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "c1", "-f", name, folder=folder)
    body = "".join(map(line_of, LINES))
    code, armor, errors = run("ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "sekisho-evidence", folder=folder, text=body)
    point(code == 0 and armor.startswith("-----BEGIN SSH SIGNATURE-----"), "ssh-keygen signs", errors)
    return body, armor


def verify(folder, text, key="key.pub"):
    pathlib.Path(folder, "b.jsonl").write_text(text, encoding="utf-8")
    return run(SEKISHO, "evidence", "verify", "b.jsonl", "--key", key, folder=folder)


def check_bundle(folder):
    body, armor = signed(folder)
    whole = body + line_of({"signature": armor})
    code, out, errors = verify(folder, whole)
    point(code == 0 and "update_state" in out and "terminal-1" in out, "a bundle signed by ssh-keygen is verified", out + errors)
    pathlib.Path(folder, "signers").write_text("c1 " + pathlib.Path(folder, "key.pub").read_text(), encoding="utf-8")
    pathlib.Path(folder, "sig").write_text(armor, encoding="utf-8")
    code, _, errors = run("ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "c1", "-n", "sekisho-evidence", "-s", "sig",
                          folder=folder, text=body)
    point(code == 0, "ssh-keygen verifies the bytes before the signature's line", errors)
    refused = {
        "another host": whole.replace('"h1"', '"h2"'),
        "without its signature": body,
        "cut": whole[:-40],
        "something behind the signature": whole + "{}\n",
        "the signature's line written otherwise": whole.replace('{"signature":', '{ "signature":'),
        "a letter of the signature escaped": whole.replace('":"-----BEGIN', '":"\\u002d----BEGIN'),
    }
    for name, text in refused.items():
        code, out, errors = verify(folder, text)
        point(code == 2 and not out and "mend:" in errors, f"refused: {name}", f"{code} {out} {errors}")
    code, out, errors = verify(folder, whole, "other.pub")
    point(code == 2 and not out, "refused: another key", errors)


def check_enrol(folder):
    code, out, errors = run(SEKISHO, "enrol", "host", folder=folder)
    mode = os.stat(os.path.join(folder, "host")).st_mode & 0o777
    point(code == 0 and mode == 0o600, "enrol makes a secret key that only its owner reads", f"{code} {mode:o} {errors}")
    code, line, _ = run("ssh-keygen", "-y", "-f", "host", folder=folder)
    public = pathlib.Path(folder, "host.pub").read_text(encoding="utf-8")
    point(code == 0 and line.split()[:2] == public.split()[:2] and public.split()[1] in out, "ssh-keygen reads it and finds the same public key",
          f"{line} {public} {out}")
    code, armor, _ = run("ssh-keygen", "-q", "-Y", "sign", "-f", "host", "-n", "sekisho-evidence", folder=folder, text="".join(map(line_of, LINES)))
    code, out, errors = verify(folder, "".join(map(line_of, LINES)) + line_of({"signature": armor}), "host.pub")
    point(code == 0, "what that key signs is verified", errors)
    before = pathlib.Path(folder, "host").read_bytes()
    code, out, errors = run(SEKISHO, "enrol", "host", folder=folder)
    point(code == 2 and pathlib.Path(folder, "host").read_bytes() == before, "an existing key is not touched", errors)
    run(SEKISHO, "init", "site", "--configuration", "other", "--kind", "clinic", folder=folder)
    for path in ("site/key2", "site/evidence/key2"):
        code, out, errors = run(SEKISHO, "enrol", path, folder=folder)
        point(code == 2 and not os.path.exists(os.path.join(folder, path)), f"no key in a site: {path}", errors)


def check_question(folder):
    """A line that never ends is no answer; what looks at such input ends all the same."""
    run(SEKISHO, "init", "asked", "--configuration", "other", "--kind", "clinic", folder=folder)
    code, line, _ = run(SEKISHO, "enrol", "asked.key", folder=folder)
    public = pathlib.Path(folder, "asked.key.pub").read_text(encoding="utf-8").strip()
    site = pathlib.Path(folder, "asked/site.yaml")
    site.write_text(site.read_text(encoding="utf-8") + "\ncollectors:\n- {id: c1, host: h1, key: \"" + public +
                    "\", subjects: [terminal-1], valid-from: 2026-01-01}\n", encoding="utf-8")
    pathlib.Path(folder, "asked.jsonl").write_text("".join(map(line_of, LINES)).replace('"example"', '"live"'), encoding="utf-8")
    run(SEKISHO, "evidence", "sign", "asked.jsonl", "--key", "asked.key", folder=folder)
    look = (SEKISHO, "look", "asked.jsonl", "--site", "asked", "--at", AT)
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(look, cwd=folder, env={"LANG": "C.UTF-8"}, stdin=endless, capture_output=True, text=True, timeout=20)
    point(done.returncode == 1 and "Nothing was stored" in done.stdout, "input that never ends is no answer", done.stdout + done.stderr)
    for text, stored in (("n\n", False), ("", False), ("y" * 5000 + "\n", False), ("yes\n", True)):
        _, out, errors = run(*look, folder=folder, text=text)
        point(("Stored." in out) == stored, f"'{text[:5].strip()}' of {len(text)} letters is {'yes' if stored else 'no'}", out + errors)


def check_kinds(folder):
    code, out, _ = run(SEKISHO, "evidence", "kinds", folder=folder)
    point(code == 0 and len(out.splitlines()) >= 25, f"{len(out.splitlines())} kinds are listed", out)
    code, out, _ = run(SEKISHO, "evidence", "kinds", "schema", folder=folder)
    point(code == 0 and json.loads(out), "the schema of a bundle's lines is JSON", out)
    code, out, _ = run(SEKISHO, "evidence", "kinds", "sql", folder=folder)
    point(code == 0 and out.count("CREATE TABLE") == out.count("STRICT"), "all SQL tables are STRICT", out)
    code, _, errors = run(SEKISHO, "evidence", "kinds", "nosuch", folder=folder)
    point(code == 2 and errors, "another form of kinds is refused", errors)


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_bundle(folder)
        check_kinds(folder)
        check_enrol(folder)
        check_question(folder)
    print(f"1..{len(points)}")
    return 0 if all(points) else 1


if __name__ == "__main__":
    sys.exit(main())
