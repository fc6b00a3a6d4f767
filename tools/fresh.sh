#!/bin/bash
# Everything a newcomer does, in bare Debian 12 trees:
#
#   root    make run and make test as root
#   user    the same as an ordinary user with sudo
#   nosudo  a user without root rights gets the exact install line and a stop; typing that line mends it
#   deb     the package, installed with apt in a tree that has nothing else, plays the first session
#
# FRESH="root deb" chooses; FRESH_KEEP=1 keeps the trees (logs are always kept, in build/fresh); FRESH_MIRROR overrides the
# archive, which is otherwise taken from this machine's own apt sources, as are its proxy and download settings.
set -euo pipefail
repository=$(realpath "$(dirname "$0")/..")
suite=bookworm
steps=${FRESH:-root user nosudo deb}

die() {
	echo "fresh: $*" >&2
	exit 4
}

# Mounts live in a mount namespace of this process: whatever happens, they end with it. The clone is made before, as the
# caller, because the repository may not be root's.
if [ -z "${FRESH_INSIDE-}" ]; then
	work=$(mktemp -d "${TMPDIR:-/tmp}/sekisho-fresh-XXXXXX")
	if ! git clone --quiet --no-hardlinks "$repository" "$work/source" || ! [ -f "$work/source/Makefile" ]; then
		rm -rf "$work"
		die "no clean clone of HEAD: is everything committed?"
	fi
	git -C "$work/source" rev-parse --short HEAD >"$work/commit"
	[ -z "$(git -C "$repository" status --porcelain)" ] || echo "fresh: uncommitted changes are not in the clone" >&2
	variables=("FRESH_INSIDE=$work" "FRESH=$steps" "FRESH_KEEP=${FRESH_KEEP-}" "FRESH_MIRROR=${FRESH_MIRROR-}")
	for name in http_proxy https_proxy no_proxy; do
		[ -z "${!name-}" ] || variables+=("$name=${!name}")
	done
	become=()
	[ "$(id -u)" = 0 ] || become=(sudo)
	exec "${become[@]}" env "${variables[@]}" unshare --mount --propagation private "$0"
fi

work=$FRESH_INSIDE
logs=$work/logs
mkdir -p "$logs"
summary=()
failed=0

unmount() {
	local mount
	awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r mount; do
		umount "$mount" || umount --lazy "$mount"
	done
}

# The logs outlive the trees, owned like the repository.
keep_logs() {
	local kept=$repository/build/fresh
	rm -rf "$kept"
	mkdir -p "$kept"
	cp -r "$logs/." "$kept/"
	chown -R --reference="$repository" "$repository/build/fresh"
}

finish() {
	local code=$?
	unmount
	keep_logs
	if [ -n "${FRESH_KEEP-}" ]; then
		echo "fresh: kept $work"
	elif awk -v work="$work/" 'index($2, work) == 1 { found = 1 } END { exit found }' /proc/self/mounts; then
		rm -rf --one-file-system "$work"
	else
		echo "fresh: something is still mounted below $work: not removed" >&2
	fi
	exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

# ---- the bare tree ---------------------------------------------------------------------------------------------------

# This machine's Debian sources of the suite, one a line, as apt understands them.
sources() {
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
		awk -v suite="$suite" '$4 == "Debian" && ($2 == suite || index($2, suite "-") == 1) {
			print "deb", $1, $2, $3 }' | sort -u
}

# How this machine downloads: proxies, retries, which indexes it wants. Nothing about what it installs.
settings() {
	apt-config dump | grep -E '^Acquire::(http|https|Retries|Languages|Check-Valid-Until|ForceIPv[46]|IndexTargets::deb::[^:]*::DefaultEnabled)\b' |
		grep -v 'Proxy-Auto-Detect' | grep -vE ' "";$' || true
	local name
	for name in http https; do
		local variable=${name}_proxy
		[ -z "${!variable-}" ] || echo "Acquire::$name::Proxy \"${!variable}\";"
	done
}

make_base() {
	local base=$work/base mirror include=()
	sources >"$work/sources.list"
	mirror=${FRESH_MIRROR:-$(awk -v suite="$suite" '$3 == suite { print $2; exit }' "$work/sources.list")}
	[ -n "$mirror" ] || die "no Debian source for $suite on this machine: set FRESH_MIRROR"
	[ -s "$work/sources.list" ] || echo "deb $mirror $suite main" >"$work/sources.list"
	[[ $mirror != https:* ]] || include=(--include=ca-certificates)
	debootstrap --variant=minbase "${include[@]}" "$suite" "$base" "$mirror" >"$logs/debootstrap.log" 2>&1 ||
		{ tail -20 "$logs/debootstrap.log" >&2; die "debootstrap failed"; }
	cp "$work/sources.list" "$base/etc/apt/sources.list"
	settings >"$base/etc/apt/apt.conf.d/90host"
	cp --dereference /etc/resolv.conf "$base/etc/resolv.conf"
	enter "$base"
	inside "$base" apt-get update -q >"$logs/update.log" 2>&1 || { cat "$logs/update.log" >&2; die "apt-get update failed"; }
	cp -a "$work/source" "$base/opt/source"
	inside "$base" bash -c 'cd /opt/source && tools/packages.sh --size packages/run.txt' >"$logs/size.run"
	inside "$base" bash -c 'cd /opt/source && tools/packages.sh --size packages/run.txt packages/test.txt' >"$logs/size.test"
	rm -rf "$base/opt/source"
	unmount
}

# What a machine has and a bare tree does not: the kernel's file systems, terminals, and the device that tunnels are made with.
enter() {
	mount -t proc proc "$1/proc"
	mount -t sysfs -o ro sysfs "$1/sys"
	mkdir -p "$1/dev/pts"
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
	mkdir -p "$1/dev/net"
	[ -c "$1/dev/net/tun" ] || mknod -m 0666 "$1/dev/net/tun" c 10 200
}

# One command as root in a tree, with nothing of our environment.
inside() {
	local tree=$1
	shift
	chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb "$@" </dev/null
}

# One command line of the ordinary user, in the clone.
as_user() {
	inside "$1" su --login clinic --command "cd source && $2"
}

# A copy of the bare tree. Only make is added: without it nobody can type `make run`.
new_tree() {
	local tree=$work/$1
	cp -a "$work/base" "$tree"
	enter "$tree"
	echo "$tree"
}

add() {
	local tree=$1
	shift
	inside "$tree" apt-get install --yes -q --no-install-recommends "$@" >>"$logs/prepare.log" 2>&1 ||
		die "apt-get install $* failed, see $logs/prepare.log"
}

add_user() {
	inside "$1" useradd --create-home --home-dir /clinic --shell /bin/bash clinic
	cp -a "$work/source" "$1/clinic/source"
	inside "$1" chown -R clinic:clinic /clinic/source
}

# ---- steps -----------------------------------------------------------------------------------------------------------

# Runs one command, keeps its output, notes result and time. What must hold of the output is the fourth word and on.
record() {
	local step=$1 words=$2 code=0 start=$SECONDS log verdict=ok
	shift 2
	log=$logs/$step-${words//[^a-z0-9]/-}.log
	echo "fresh: $step: $words"
	"$@" >"$log" 2>&1 || code=$?
	if [ $code != 0 ]; then
		verdict="FAILED ($code)"
		failed=1
		tail -40 "$log" | sed 's/^/    | /'
	fi
	summary+=("$(printf '%-7s %-34s %-12s %5s s  %s' "$step" "$words" "$verdict" $((SECONDS - start)) "$(gist "$log")")")
	return 0
}

# The one line of a log worth a place in the table.
gist() {
	grep -E '^[0-9]+ passed, [0-9]+ failed$|^packages: .* to fetch$|^play: ' "$1" | tail -1 || true
}

step_root() {
	local tree
	tree=$(new_tree root)
	add "$tree" make
	cp -a "$work/source" "$tree/root/source"
	record root "make run" inside "$tree" make --no-print-directory -C /root/source run
	record root "make test" inside "$tree" make --no-print-directory -C /root/source test
	record root "make deb" inside "$tree" make --no-print-directory -C /root/source deb
	unmount
}

step_user() {
	local tree
	tree=$(new_tree user)
	add "$tree" make sudo
	add_user "$tree"
	echo 'clinic ALL=(ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/clinic"
	record user "make run" as_user "$tree" "make --no-print-directory run"
	record user "make test" as_user "$tree" "make --no-print-directory test"
	unmount
}

# Stops with an error, changes nothing, and prints lines that root can type as they are.
refuses_politely() {
	local tree=$1 goal=$2 before code=0
	before=$(inside "$tree" dpkg-query -W | sha256sum)
	as_user "$tree" "make --no-print-directory $goal" >"$logs/nosudo-lines" 2>&1 || code=$?
	cat "$logs/nosudo-lines"
	[ $code != 0 ] || { echo "make $goal did not stop"; return 1; }
	[ "$before" = "$(inside "$tree" dpkg-query -W | sha256sum)" ] || { echo "packages changed"; return 1; }
	grep -q '^    apt-get install ' "$logs/nosudo-lines"
}

# Types those lines, as root.
type_lines() {
	sed -n 's/^    apt-get/apt-get/p' "$logs/nosudo-lines" >"$logs/nosudo-typed"
	cat "$logs/nosudo-typed"
	inside "$1" env DEBIAN_FRONTEND=noninteractive bash -ec "$(cat "$logs/nosudo-typed")"
}

step_nosudo() {
	local tree
	tree=$(new_tree nosudo)
	add "$tree" make
	add_user "$tree"
	record nosudo "make test stops with a line" refuses_politely "$tree" test
	record nosudo "make run stops with a line" refuses_politely "$tree" run
	record nosudo "root types that line" type_lines "$tree"
	record nosudo "make run afterwards" as_user "$tree" "make --no-print-directory run"
	unmount
}

# The package of the root step, or one built in a tree for it.
find_package() {
	local tree found
	found=$(find "$work/root/root/source/build" -maxdepth 1 -name 'sekisho_*.deb' 2>/dev/null | head -1)
	if [ -z "$found" ]; then
		tree=$(new_tree build)
		add "$tree" make
		cp -a "$work/source" "$tree/root/source"
		inside "$tree" make --no-print-directory -C /root/source deb >"$logs/deb-build.log" 2>&1 || true
		found=$(find "$tree/root/source/build" -maxdepth 1 -name 'sekisho_*.deb' 2>/dev/null | head -1)
	fi
	echo "$found"
}

no_package() {
	cat "$logs/deb-build.log"
	return 1
}

# Nothing of the package stays behind.
removes() {
	inside "$1" dpkg -L sekisho >"$logs/deb-files" || return 1
	inside "$1" apt-get purge --yes -q sekisho || return 1
	local path left=0
	while read -r path; do
		[ ! -f "$1$path" ] || { echo "left behind: $path"; left=1; }
	done <"$logs/deb-files"
	return $left
}

step_deb() {
	local tree package
	package=$(find_package)
	if [ -z "$package" ]; then
		record deb "make deb" no_package
		return
	fi
	tree=$(new_tree deb)
	cp "$package" "$tree/tmp/sekisho.deb"
	record deb "apt install ./sekisho.deb" inside "$tree" bash -c 'cd /tmp && apt-get install --yes ./sekisho.deb'
	inside "$tree" useradd --create-home clinic
	cp "$work/source/tools/play.sh" "$tree/tmp/play.sh"
	record deb "the first session" inside "$tree" su --login clinic --command "bash /tmp/play.sh sekisho"
	record deb "apt purge sekisho" removes "$tree"
	unmount
}

started=$SECONDS
make_base
for step in $steps; do
	case $step in
	root | user | nosudo | deb) "step_$step" ;;
	*) die "FRESH knows root, user, nosudo, deb, not: $step" ;;
	esac
done

echo
echo "fresh: $suite, bare tree of $(du -sm "$work/base" | cut -f1) MB; commit $(cat "$work/commit")"
echo "fresh: run list:           $(sed 's/^packages: //' "$logs/size.run")"
echo "fresh: run and test lists: $(sed 's/^packages: //' "$logs/size.test")"
printf '%s\n' "${summary[@]}"
echo "fresh: $([ $failed = 0 ] && echo everything worked || echo FAILED) in $((SECONDS - started)) s"
exit $failed
