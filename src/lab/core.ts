// The lab as others see it: sites of real Kafka on loopback, a WAN between them, names, processes. Shapes only.
import type { Emit } from '../base/core.ts';
import type { SecuritySpec, SiteName, TopologySpec } from '../scenario/core.ts';

export interface LabOptions {
  readonly topology: TopologySpec;
  /** Folder for configs, data, logs, pids of this run; created; must be empty or absent. */
  readonly runDir: string;
  /** First port; each address of the lab uses a few ports from here. Default 19092. */
  readonly portBase?: number;
  /** Fence on the hosts of these sites: brokers start without their client listener unless the lease authority grants a lease. */
  readonly leaseGuardedSites?: readonly SiteName[];
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  /** Extra broker properties by site. */
  readonly brokerProperties?: Readonly<Record<SiteName, Readonly<Record<string, string>>>>;
  /** Where the lease authority will listen: on the host `<site>.lab`. Required with leaseGuardedSites. */
  readonly leaseAuthority?: LeaseAuthority;
  /** Runs when names and WAN are there and before any broker starts: the place to start the lease authority. */
  readonly beforeBrokers?: (lab: Lab) => Promise<void>;
  /** Other TCP ports that processes will serve at `<site>.lab`, to be reachable from the other sites through the WAN. */
  readonly services?: readonly { readonly site: SiteName; readonly port: number }[];
  /** -Xmx of every Kafka node, megabytes. Default 128. */
  readonly brokerHeapMb?: number;
  /** Keep the brokers' data folders after the end (default: thrown away). */
  readonly keepData?: boolean;
}

export type Signal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGINT';

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A child process of the lab, owned by the warden: it dies with the lab, however the lab dies. */
export interface LabProcess {
  readonly name: string;
  readonly site: SiteName;
  readonly pid: number;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Resolves when the process has ended. */
  readonly exited: Promise<ExitStatus>;
  running(): boolean;
  /** Sends the signal to the whole process group. */
  kill(signal: Signal): void;
  /** SIGTERM, then SIGKILL after the bound; resolves when it is gone. */
  stop(withinMs?: number): Promise<ExitStatus>;
}

export interface SpawnOptions {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface JavaOptions extends SpawnOptions {
  readonly mainClass: string;
  readonly args: readonly string[];
  /** Megabytes for -Xmx. */
  readonly heapMb: number;
  readonly jvmOptions?: readonly string[];
  /** What standard output is for: the log (default), or data of a tool that somebody reads; then the log goes to standard error. */
  readonly stdout?: 'log' | 'data';
  /** Key of the class-data-sharing archive to use and, when absent, to dump at exit; e.g. `broker`, `mirrormaker`. */
  readonly archive?: string;
}

export interface NodeOptions extends SpawnOptions {
  /** Absolute path of the module (see base siblingModule). */
  readonly module: string;
  readonly args: readonly string[];
}

export interface CommandOptions extends SpawnOptions {
  readonly command: string;
  readonly args: readonly string[];
}

/** Connection settings of a cluster for some kind of client, as Java client properties (no bootstrap.servers). */
export type ClientProperties = Readonly<Record<string, string>>;

export interface LabSite {
  readonly name: SiteName;
  /** `host:port` of the client listener of every broker, by the site's own advertised names. */
  readonly bootstrap: readonly string[];
  /** `host:port` of the listener for replication and tools; open even when the site is fenced. */
  readonly adminBootstrap: readonly string[];
  /** `host:port` of the controllers. */
  readonly controllers: readonly string[];
  readonly clusterId: string;
  readonly brokerIds: readonly number[];
  /** /etc/hosts-like file of this site: what its processes see of all sites (other sites through the WAN). Rewritten in place by zone changes. */
  readonly hostsFile: string;
  /** Properties a client needs beside bootstrap.servers (security). */
  readonly clientProperties: ClientProperties;
  readonly adminProperties: ClientProperties;
  /** For the controller listener. */
  readonly controllerProperties: ClientProperties;
  /** An authenticated user without any right (the same as the others where the lab is plaintext). */
  readonly strangerProperties: ClientProperties;
  broker(id: number): LabProcess | undefined;
  /** True when the site's brokers run with their client listener. */
  readonly clientListener: 'open' | 'closed' | 'down';
}

/** Start command of the stock tools for this site, e.g. for VerifiableProducer and the console consumer. */
export interface JavaCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type WanMode = 'ok' | 'pause' | 'drop';

/** The WAN between sites: every byte between two sites passes one of its proxies. */
export interface Wan {
  /** Both directions between two sites: `drop` = blackhole for established and new connections, nothing is answered, no FIN, no RST. */
  setMode(
    between: readonly [SiteName, SiteName],
    mode: WanMode,
    direction?: 'both' | 'forward' | 'backward',
  ): Promise<void>;
  /** All links of one site at once. */
  isolate(site: SiteName, mode: WanMode): Promise<void>;
  heal(site?: SiteName): Promise<void>;
  /** RST to every established connection between the two sites. */
  reset(between: readonly [SiteName, SiteName]): Promise<void>;
  set(between: readonly [SiteName, SiteName], knobs: Partial<WanKnobs>): Promise<void>;
  /** Swallows the responses of these Kafka API keys on the link (the requests arrive and are executed). Empty list: none. */
  dropResponses(between: readonly [SiteName, SiteName], apiKeys: readonly number[]): Promise<void>;
  stats(): Promise<WanStats>;
}

export interface WanKnobs {
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly bandwidthBytesPerSecond: number | null;
  readonly windowBytes: number | null;
}

export interface WanStats {
  readonly links: readonly {
    readonly between: readonly [SiteName, SiteName];
    readonly mode: { readonly forward: WanMode; readonly backward: WanMode };
    readonly connections: number;
    readonly bytes: { readonly forward: number; readonly backward: number };
    readonly droppedBytes: number;
  }[];
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** The lab's zone: service names that clients know and that the engine may switch; one view per site. */
export interface Zone {
  /** The service names (`kafka-1.service.lab:port`, ...), for `bootstrap.servers` of every stock client. */
  readonly bootstrap: readonly string[];
  /** Which site the service names point to now. */
  readonly target: SiteName;
  /** Points the service names to the brokers of another site, in every site's hosts file. Returns when all files are written. */
  switchTo(site: SiteName): Promise<void>;
}

export interface Lab {
  readonly id: string;
  readonly runDir: string;
  readonly kafkaVersion: string;
  /** What `java -version` says of itself. */
  readonly javaVersion: string;
  readonly security: SecuritySpec;
  readonly sites: Readonly<Record<SiteName, LabSite>>;
  readonly wan: Wan;
  readonly zone: Zone;
  /** Overlay for this process's own connections, as seen from a site: hostname -> addresses, undefined for names it does not know. */
  lookup(fromSite: SiteName): (hostname: string) => readonly string[] | undefined;
  spawnJava(site: SiteName, options: JavaOptions): Promise<LabProcess>;
  /** A Node process whose host names resolve through the site's hosts file. */
  spawnNode(site: SiteName, options: NodeOptions): Promise<LabProcess>;
  /** Any program (Python client, ...) whose host names resolve through the site's hosts file, where this machine can do that; else throws TIDE_LAB_NO_NAME_VIEW. */
  spawnCommand(site: SiteName, options: CommandOptions): Promise<LabProcess>;
  /** The command line that runs a Java class with the site's view, for wrappers that spawn it themselves. */
  javaCommand(site: SiteName, options: Omit<JavaOptions, 'name'>): JavaCommand;
  /**
   * Arms the lease guard on a site that runs open and holds the lease, so that moving the lease closes it: for a planned move away.
   * Does nothing where a guard is armed. Throws TIDE_LAB_NO_LEASE when the site does not hold the lease.
   */
  guardSite(site: SiteName): Promise<void>;
  /** Kills all processes of the site's brokers and controllers with SIGKILL. */
  killSite(site: SiteName): Promise<void>;
  /** Starts a site's brokers again on their old data; whether the client listener opens is up to the lease guard, if armed. */
  startSite(site: SiteName, withinMs?: number): Promise<void>;
  startBroker(site: SiteName, id: number): Promise<void>;
  /** Stops everything and waits until all processes are gone and all ports are free. */
  stop(): Promise<void>;
}

/** Who may hold the client listeners of a pair of sites open: asked by the hosts' guards, moved by the failover engine. Lives at the witness site. */
export interface LeaseAuthority {
  /** Address as seen from each site, for guards. */
  readonly site: SiteName;
  readonly port: number;
}
