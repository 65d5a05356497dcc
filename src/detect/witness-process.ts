// The witness process: a vantage outside all failure domains that also serves the lease. Argument: a VantageSpec with `lease`.
import { vantageMain } from './vantage/run.ts';

await vantageMain(process.argv[2]);
