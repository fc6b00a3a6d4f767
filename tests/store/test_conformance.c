/* The suite over the store that is a file of SQLite: on the real disk, and on the simulated one. */
#include "clinic.h"
#include "cmocka_all.h"
#include "conformance.h"
#include "port/port.h"
#include "sim_vfs.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

static char home[PATH_MAX];
static struct sim_env *sim;

static struct sk_store *open_on(const struct sk_env *env)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};

	if (sk_failed(sk_store_open(env, "history.db", &store, &error)))
		fail_msg("%s: %s", sk_error_name(error.id), error.argument[0]);
	return store;
}

static struct sk_store *open_real(void)
{
	return open_on(sk_port_env());
}

static void begin_real(void)
{
	char folder[] = "/tmp/sekisho-conformance-XXXXXX";

	assert_true(getcwd(home, sizeof(home)) && mkdtemp(folder) && chdir(folder) == 0);
}

static void end_real(void)
{
	char folder[PATH_MAX];

	assert_true(getcwd(folder, sizeof(folder)) && system("rm -f history.db*") == 0 && chdir(home) == 0 && rmdir(folder) == 0);
}

static struct sk_store *open_simulated(void)
{
	return open_on(sim_env_table(sim));
}

static void begin_simulated(void)
{
	sim = sim_env_new();
	sim_vfs_use(sim);
}

static void end_simulated(void)
{
	sim_vfs_use(NULL);
	sim_env_free(sim);
}

int main(int argc, char **argv)
{
	static const struct conformance real = {"a file", 20000, open_real, begin_real, end_real}, simulated = {"a simulated file", 1000, open_simulated, begin_simulated, end_simulated};
	int failed;

	if (argc != 2)
		return 2;
	clinic_open(argv[1]);
	failed = conformance_run(&real) + conformance_run(&simulated);
	clinic_close();
	return failed;
}
