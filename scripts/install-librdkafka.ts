// Installs the stock librdkafka client into the cache, as `drill run --with-librdkafka` does; CI does it before the tests.
import { installLibrdkafka } from '../src/drill/index.ts';

const { python, version } = await installLibrdkafka();
process.stdout.write(`librdkafka ${version} in ${python}\n`);
