// Installs the stock librdkafka client into the cache, as `drill run --with-librdkafka` does; CI does it before the tests.

interface Installer {
  readonly installLibrdkafka: () => Promise<{ readonly python: string; readonly version: string }>;
}

// @ts-ignore: AWAITED in test/architecture/awaited.ts
const { installLibrdkafka } = (await import('../src/drill/workload/index.ts')) as Installer;
const { python, version } = await installLibrdkafka();
process.stdout.write(`librdkafka ${version} in ${python}\n`);
