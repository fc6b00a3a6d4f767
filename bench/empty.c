/* A process that does nothing: what every figure of bench_assess contains before the first line of Sekisho. */
int main(void)
{
	return 0;
}
