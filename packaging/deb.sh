#!/bin/bash
# Builds sekisho_VERSION_ARCH.deb, byte for byte the same from the same source.
#
#   packaging/deb.sh [BUILD_FOLDER [OUTPUT_FOLDER]]      (build/deb, build)
#
# The date inside is the newest release date in CHANGELOG.md, so a clone, a copy and an archive give the same package.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C TZ=UTC
umask 022

build=${1:-build/deb}
output=${2:-build}
mkdir -p "$output"
output=$(realpath "$output")

version=$(meson introspect --projectinfo meson.build | sed -n 's/.*"version": "\([^"]*\)".*/\1/p')
[ -n "$version" ] || { echo "deb: meson.build names no version" >&2; exit 2; }
released=$(sed -n 's/^## .* - \([0-9]\{4\}-[0-9]\{2\}-[0-9]\{2\}\)$/\1/p' CHANGELOG.md | head -1)
[ -n "$released" ] || { echo "deb: CHANGELOG.md names no release date" >&2; exit 2; }
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$released" +%s)}
architecture=$(dpkg --print-architecture)

# A clean build of its own: what somebody configured for development does not reach the package.
rm -rf "$build"
mkdir -p "$build"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
	"$@" >"$log" 2>&1 || { cat "$log" >&2; exit 4; }
}
# Without -g, and with source paths as seen from the top: the place of the build leaves no trace.
source_prefix=$(realpath --relative-to="$build" .)
quietly meson setup "$build" -Doptimization=2 -Ddebug=false -Dwerror=true -Dtests=false --prefix=/usr \
	-Dc_args="-ffile-prefix-map=$source_prefix/="
quietly ninja -C "$build"
build=$(realpath "$build")
root=$build/package
DESTDIR=$root quietly meson install -C "$build" --no-rebuild

# The programs of the package.
programs() {
	find "$root/usr" -type f -perm -u+x -exec sh -c 'head -c 4 "$1" | grep -q ELF' _ {} \; -print | sort
}

# What one program needs: each library it names, by the table Debian's packages bring for that purpose.
needs() {
	local library
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | while read -r library; do
		case $library in
		ld-linux*) continue ;;
		esac
		dependency "$library"
	done
}

dependency() {
	local name=${1%.so.*} number=${1##*.so.} found
	found=$(cat /var/lib/dpkg/info/*.shlibs | awk -v name="$name" -v number="$number" \
		'$1 == name && $2 == number { $1 = $2 = ""; sub(/^ +/, ""); print }' | sort -u | head -1)
	[ -n "$found" ] || { echo "deb: no Debian package is known for $1" >&2; exit 4; }
	echo "$found"
}

mapfile -t list < <(programs)
[ ${#list[@]} -gt 0 ] || { echo "deb: the build installs no program" >&2; exit 4; }
depends=$(for program in "${list[@]}"; do needs "$program"; done | sort -u | paste -sd, | sed 's/,/, /g')
# The report as PDF is set in one font, read where this package puts it.
depends="$depends, fonts-ipaexfont-gothic"
[ -d "$root/usr/share/man" ] || { echo "deb: the build installs no manual page" >&2; exit 4; }
strip --strip-unneeded --remove-section=.comment "${list[@]}"

documents=$root/usr/share/doc/sekisho
mkdir -p "$documents" "$root/DEBIAN"
cp packaging/copyright "$documents/copyright"
gzip -9n <CHANGELOG.md >"$documents/changelog.gz"
find "$root/usr/share/man" -type f ! -name '*.gz' -exec gzip -9n {} +

cat >"$root/DEBIAN/control" <<EOF
Package: sekisho
Version: $version
Architecture: $architecture
Maintainer: Sekisho maintainers <maintainers@sekisho.invalid>
Section: admin
Priority: optional
Installed-Size: $(du -k --apparent-size -s "$root/usr" | cut -f1)
Depends: $depends
Description: security assessment of a clinic's online eligibility verification
 Reads a folder that describes a clinic, hospital or pharmacy connected to
 Japan's online insurance-eligibility verification and says where it stands
 under the ministry's published security assessment, what is unknown, and
 which step to take next.
EOF
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"

# One owner, one time, one set of modes; one compression thread, because block limits depend on their number.
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -exec chmod u=rwX,go=rX {} +
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$output/sekisho_${version}_$architecture.deb
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$package" >/dev/null
echo "deb: $package ($(stat -c %s "$package") bytes, sha256 $(sha256sum "$package" | cut -d' ' -f1))"
echo "deb: Depends: $depends"
