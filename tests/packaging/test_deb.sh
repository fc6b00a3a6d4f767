#!/bin/bash
# The package: the same bytes from two places, the parts a user needs, a program that starts, nothing of the build inside.
set -euo pipefail
cd "$SOURCE_DIR"

number=0
failed=0
point() {
	local words=$1 code=0
	shift
	number=$((number + 1))
	"$@" >"$TMPDIR/why" 2>&1 || code=$?
	if [ $code = 0 ]; then
		echo "ok $number - $words"
	else
		failed=1
		sed 's/^/# /' "$TMPDIR/why"
		echo "not ok $number - $words"
	fi
}

# The second build: a copy of the source in another folder, another time, another umask.
copy=$TMPDIR/elsewhere/source
mkdir -p "$copy" "$TMPDIR/one" "$TMPDIR/two"
tar --exclude=./build --exclude=./.git -cf - . | tar -xf - -C "$copy" --touch
first_build() {
	packaging/deb.sh "$TMPDIR/build" "$TMPDIR/one"
}
second_build() {
	(umask 077 && "$copy/packaging/deb.sh" build/again "$TMPDIR/two")
}
same() {
	cmp "$TMPDIR"/one/*.deb "$TMPDIR"/two/*.deb
}
contains() {
	grep -q " \./usr/$1" "$TMPDIR/contents"
}
started() {
	dpkg-deb -x "$TMPDIR"/one/*.deb "$TMPDIR/root"
	"$TMPDIR/root/usr/bin/sekisho" --version
}
# No path of the build, no file that somebody else could write, everything root's.
clean() {
	[ -s "$TMPDIR/contents" ] && [ -x "$TMPDIR/root/usr/bin/sekisho" ] &&
		! grep -rlF "$TMPDIR" "$TMPDIR/root" && ! grep -rlF "$SOURCE_DIR/" "$TMPDIR/root" &&
		! awk '$2 != "root/root" || $1 !~ /^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--|lrwxrwxrwx)$/ { print; bad = 1 }
			END { exit !bad }' "$TMPDIR/contents"
}
depends() {
	dpkg-deb -f "$TMPDIR"/one/*.deb Depends | tee "$TMPDIR/depends"
	grep -q 'libc6 (>= ' "$TMPDIR/depends" && grep -q 'libfyaml0' "$TMPDIR/depends" &&
		! grep -q -- '-dev' "$TMPDIR/depends"
}

point "the package is built" first_build
point "and once more, elsewhere" second_build
point "both are the same bytes" same
dpkg-deb -c "$TMPDIR"/one/*.deb >"$TMPDIR/contents" 2>/dev/null || true
for path in 'bin/sekisho$' 'bin/sekisho-papers$' 'share/sekisho/catalogue/..*' 'share/sekisho/examples/sakura-sick/site.yaml$' \
	'share/sekisho/examples/sakura-sick/evidence.heads$' 'share/sekisho/examples/sakura-sick/evidence/..*\.jsonl$' \
	'share/sekisho/examples/sakura-sick/brought/..*\.jsonl$' \
	'share/locale/ja/LC_MESSAGES/sekisho.mo$' 'share/man/man1/sekisho.1.gz$' 'share/doc/sekisho/copyright$' \
	'share/doc/sekisho/changelog.gz$'; do
	point "contains usr/$path" contains "$path"
done
point "the program starts from an unpacked package" started
point "nothing of the build folder inside, owners and modes are plain" clean
point "depends on the libraries it links" depends
echo "1..$number"
exit $failed
