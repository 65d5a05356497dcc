// The link's own process with names that lead straight to the brokers. Arguments: path of its specification, path of the names as JSON.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { overlayNames } from '../../src/kafka/index.ts';
import { linkProcessModule } from '../../src/link/index.ts';

const names = JSON.parse(readFileSync(process.argv[3] ?? '', 'utf8')) as Record<string, readonly string[]>;
overlayNames((name) => names[name]);
await import(pathToFileURL(linkProcessModule()).href);
