// ArchiveFile: a file of an archive, hashed while it is written, on disk before it has its name; and the way back.
import { type Hash, createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TailFile } from './contract.ts';
import { divergenceError } from './errors.ts';
import { Opener, Sealer } from './seal.ts';

const WRITE_BYTES = 1 << 20;
const READ_BYTES = 1 << 20;

/** Written as `<name>.part`; `finish` flushes it to disk and gives it its name. */
export class ArchiveFile {
  readonly #directory: string;
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #sealer: Sealer | null;
  readonly #onDisk: Hash = createHash('sha256');
  readonly #content: Hash = createHash('sha256');
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #bytes = 0;

  private constructor(directory: string, name: string, file: FileHandle, sealer: Sealer | null) {
    this.#directory = directory;
    this.#name = name;
    this.#file = file;
    this.#sealer = sealer;
  }

  static async create(directory: string, name: string, key: Buffer | null): Promise<ArchiveFile> {
    const path = join(directory, `${name}.part`);
    const file = await open(path, 'w', 0o600).catch((error: unknown) => Promise.reject(diskError(path, error)));
    const sealer = key === null ? null : new Sealer(key, randomBytes(16), name);
    const made = new ArchiveFile(directory, name, file, sealer);
    if (sealer !== null) made.#put(sealer.head);
    return made;
  }

  /** The bytes are copied or on their way to the disk when it resolves; the caller may reuse nothing before that. */
  async write(content: Buffer): Promise<void> {
    this.#content.update(content);
    if (this.#sealer === null) this.#put(Buffer.from(content));
    else for (const part of this.#sealer.seal(content)) this.#put(part);
    if (this.#waitingBytes >= WRITE_BYTES) await this.#flush();
  }

  /** On disk (fsync) and under its name, or not at all. The folder is synced by whoever writes the manifest. */
  async finish(): Promise<TailFile> {
    if (this.#sealer !== null) for (const part of this.#sealer.end()) this.#put(part);
    await this.#flush();
    const path = join(this.#directory, this.#name);
    try {
      await this.#file.sync();
      await this.#file.close();
      await rename(`${path}.part`, path);
    } catch (error) {
      throw diskError(path, error);
    }
    return {
      name: this.#name,
      bytes: this.#bytes,
      sha256: this.#onDisk.digest('hex'),
      contentSha256: this.#content.digest('hex'),
    };
  }

  /** Gives the room back; the file never was. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(join(this.#directory, `${this.#name}.part`), { force: true });
  }

  #put(part: Buffer): void {
    this.#onDisk.update(part);
    this.#waiting.push(part);
    this.#waitingBytes += part.length;
    this.#bytes += part.length;
  }

  async #flush(): Promise<void> {
    const parts = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (parts.length === 0) return;
    try {
      await this.#file.appendFile(Buffer.concat(parts));
    } catch (error) {
      throw diskError(join(this.#directory, `${this.#name}.part`), error);
    }
  }
}

/** Writes a whole file, or leaves nothing of it behind. */
export async function writeArchiveFile(
  directory: string,
  name: string,
  key: Buffer | null,
  fill: (file: ArchiveFile) => Promise<void>,
): Promise<TailFile> {
  const file = await ArchiveFile.create(directory, name, key);
  try {
    await fill(file);
    return await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** The content of a file in chunks. Throws TIDE_DIVERGENCE_ARCHIVE when, at its end, size or hashes are not those noted. */
export async function* readArchiveFile(
  directory: string,
  file: TailFile,
  key: Buffer | null,
): AsyncGenerator<Buffer, void> {
  const refuse = (why: string, cause?: unknown): Error =>
    divergenceError('TIDE_DIVERGENCE_ARCHIVE', { directory, file: file.name, why }, cause);
  const handle = await open(join(directory, file.name), 'r').catch((error: unknown) =>
    Promise.reject(refuse(`it cannot be opened: ${codeOf(error)}`, error)),
  );
  const onDisk = createHash('sha256');
  const content = createHash('sha256');
  const opener = key === null ? null : new Opener(key, file.name);
  let bytes = 0;
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, null);
      if (bytesRead === 0) break;
      bytes += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      onDisk.update(chunk);
      for (const part of opener === null ? [chunk] : opener.open(chunk)) {
        content.update(part);
        yield part;
      }
    }
  } finally {
    await handle.close();
  }
  if (bytes !== file.bytes) throw refuse(`it has ${bytes} bytes; ${file.bytes} were written`);
  if (onDisk.digest('hex') !== file.sha256) throw refuse('its SHA-256 is not the one in the manifest: it was altered');
  opener?.end();
  if (content.digest('hex') !== file.contentSha256)
    throw refuse('the SHA-256 of its content is not the one in the manifest');
}

/** Makes new names in the folder survive a power loss. */
export async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

const DISK_SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full (ENOSPC)',
  EDQUOT: 'The quota of this user is used up (EDQUOT)',
  EFBIG: 'The file is larger than a file may be here (EFBIG)',
  EACCES: 'This user may not write there (EACCES)',
  EROFS: 'The file system is read-only (EROFS)',
};

export function diskError(path: string, error: unknown): Error {
  const code = codeOf(error);
  return divergenceError('TIDE_DIVERGENCE_DISK', { file: path, detail: DISK_SENTENCES[code] ?? code, code }, error);
}
