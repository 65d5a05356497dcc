// Scheduler: one heap of due times for the whole process; exact to about 0.2 ms without burning a core.
import { performance } from 'node:perf_hooks';

type Job = { readonly at: number; readonly order: number; readonly run: () => void };

/** Milliseconds before a due time at which the kernel's timer (granularity 1 ms, always late) is left for short naps. */
const FINE_MS = 1.5;
/** A nap; epoll cannot wait for less than 1 ms, a futex can. Sockets are served between naps. */
const NAP_MS = 0.1;

const nowhere = new Int32Array(new SharedArrayBuffer(4));

export class Scheduler {
  readonly #heap: Job[] = [];
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #turning = false;

  now(): number {
    return performance.now();
  }

  /** Runs the job at the given time of `now()`, or soon after. Jobs with the same time run in the order given. Jobs cannot be cancelled: they look whether they still apply. */
  at(due: number, run: () => void): void {
    this.#push({ at: due, order: this.#order++, run });
    this.#arm();
  }

  #arm(): void {
    const next = this.#heap[0];
    if (next === undefined || this.#turning) return;
    const wait = next.at - this.now();
    if (wait <= FINE_MS) {
      this.#turning = true;
      setImmediate(() => this.#turn());
      return;
    }
    if (next.at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = next.at;
    this.#timer = setTimeout(
      () => {
        this.#timerAt = Infinity;
        this.#arm();
      },
      Math.floor(wait - FINE_MS) + 0.5,
    );
  }

  #turn(): void {
    this.#turning = false;
    let next = this.#heap[0];
    const wait = next === undefined ? 0 : next.at - this.now();
    if (wait > 0 && wait <= FINE_MS) Atomics.wait(nowhere, 0, 0, Math.min(NAP_MS, wait));
    const now = this.now();
    for (next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
      this.#pop();
      next.run();
    }
    this.#arm();
  }

  #before(a: Job, b: Job): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #push(job: Job): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(job);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(job, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = job;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#before(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}
