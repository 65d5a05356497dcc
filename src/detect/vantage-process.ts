// The vantage process: probes the watched clusters from one site and reports what it saw. Argument: a VantageSpec.
import { vantageMain } from './vantage/run.ts';

await vantageMain(process.argv[2]);
