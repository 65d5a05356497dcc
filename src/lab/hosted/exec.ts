// `lab exec`: runs one of Kafka's tools by short name, or any program, as if it stood at a site of a hosted lab.
import { spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { siblingModule } from '../../base/index.ts';
import { BROKER_ARCHIVE } from '../brokers/warm-up.ts';
import { archiveFile, useArchive } from '../distribution/archive.ts';
import { labError } from '../errors.ts';
import { nameView } from '../names/name-view.ts';
import type { CommandLine } from '../names/name-view.ts';
import { javaArguments } from '../processes/java-arguments.ts';
import { inheritedEnvironment } from '../warden/client.ts';
import type { HostedLab, HostedSite } from './state.ts';
import { connectedArguments, KAFKA_TOOLS } from './tools.ts';
import { stateOf } from './up-down.ts';

const TOOL_HEAP_MB = 256;

export interface LabExecOptions {
  readonly name: string;
  readonly site: string;
  /** A short name of Kafka's tools (`topics`, `console-consumer`, ...) or a program of the path. */
  readonly command: string;
  readonly args: readonly string[];
  /** Default: the terminal's own. */
  readonly stdio?: StdioOptions;
  /** Work as the administrator through the admin listener instead of as a client. */
  readonly admin?: boolean;
}

/** Resolves to the exit code (128 + signal number when a signal ended it). Throws TIDE_LAB_NOT_UP, _UNKNOWN_SITE, _NO_NAME_VIEW, _SPAWN_FAILED. */
export async function labExec(options: LabExecOptions): Promise<number> {
  const line = commandLine(options);
  return new Promise((resolve, reject) => {
    const child = spawn(line.command, [...line.args], {
      env: { ...inheritedEnvironment(), ...line.env },
      stdio: options.stdio ?? 'inherit',
    });
    // Ctrl-C goes to the whole terminal group: the program decides, and its exit code is ours.
    const ignore = (): void => undefined;
    process.on('SIGINT', ignore);
    child.once('error', (error) => {
      process.off('SIGINT', ignore);
      reject(
        labError('TIDE_LAB_SPAWN_FAILED', { name: options.command, reason: error.message, command: line.command }),
      );
    });
    child.once('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** What would be run; for tests and for `--dry-run`. */
export function commandLine(options: LabExecOptions): CommandLine {
  const { lab } = stateOf(options.name);
  const site = lab.sites.find((each) => each.name === options.site);
  if (site === undefined) {
    const known = `the sites ${lab.sites.map((each) => each.name).join(', ')}`;
    throw labError('TIDE_LAB_UNKNOWN_SITE', { kind: 'site', name: options.site, known });
  }
  const target = site.bootstrap.length > 0 ? site.bootstrap : lab.serviceBootstrap;
  const bootstrap = (options.admin === true && site.adminBootstrap.length > 0 ? site.adminBootstrap : target).join(',');
  const configFile = options.admin === true ? site.adminConfig : site.clientConfig;
  const env = environment(lab, site);
  const kafka = KAFKA_TOOLS.find((tool) => tool.name === options.command.replace(/^kafka-/, '').replace(/\.sh$/, ''));
  if (kafka !== undefined) {
    const args = connectedArguments(kafka, options.args, bootstrap, configFile);
    return { command: lab.distribution.java.command, args: javaLine(lab, site, kafka.mainClass, args), env };
  }
  if (basename(options.command) === 'node') {
    const preload = siblingModule(import.meta.url, '../names/preload');
    return { command: options.command, args: ['--import', preload, ...options.args], env };
  }
  const view = nameView(options.command, options.site).wrap(site.hostsFile, options.command, options.args);
  return { ...view, env: { ...env, ...view.env } };
}

function environment(lab: HostedLab, site: HostedSite): Record<string, string> {
  return {
    BOOTSTRAP: (site.bootstrap.length > 0 ? site.bootstrap : lab.serviceBootstrap).join(','),
    ADMIN_BOOTSTRAP: site.adminBootstrap.join(','),
    SERVICE_BOOTSTRAP: lab.serviceBootstrap.join(','),
    TIDEOVER_HOSTS_FILE: site.hostsFile,
    TIDEOVER_SITE: site.name,
    ...(site.clientConfig === null ? {} : { CLIENT_CONFIG: site.clientConfig }),
    ...(site.adminConfig === null ? {} : { ADMIN_CONFIG: site.adminConfig }),
  };
}

function javaLine(lab: HostedLab, site: HostedSite, mainClass: string, args: readonly string[]): readonly string[] {
  return javaArguments({
    distribution: lab.distribution,
    hostsFile: site.hostsFile,
    log4jFile: join(lab.runDir, 'config', 'tools-log4j2.properties'),
    heapMb: TOOL_HEAP_MB,
    archive: useArchive(archiveFile(lab.distribution, BROKER_ARCHIVE)),
    jvmOptions: [],
    mainClass,
    args,
  });
}
