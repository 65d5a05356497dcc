// Errors of the checker: histories that are not there or not ours.
import { type ErrorTable, errorsOf } from '../base/core.ts';

export const CHECK_ERRORS = {
  TIDE_CHECK_NO_FACTS: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `The run directory ${f.directory} holds no readable facts.json, so the run cannot be checked.`,
    why: (f) =>
      `The drill writes facts.json after the workload has ended and before the check; reading it failed: ${f.reason}.`,
    next: () => 'Name a directory of a finished drill, for example runs/<scenario>/latest, or run the drill again.',
  },
  TIDE_CHECK_NO_HISTORY: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `The run directory ${f.directory} holds no history: there is no history/*.jsonl in it.`,
    why: () =>
      'Each process of the workload writes one such file as soon as it starts; none did, or the files were removed.',
    next: (f) => `Look at the logs of the workload under ${f.directory}, then run the drill again.`,
  },
  TIDE_CHECK_FOREIGN_FORMAT: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `${f.file} is not a history that this version can read.`,
    why: (f) => `Its first line must be a header with format "${f.expected}"; found: ${f.found}.`,
    next: () =>
      'Check the run with the version of tideover that wrote it, or remove the file if it is not part of the run.',
  },
  TIDE_CHECK_FOREIGN_RUN: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `${f.file} belongs to run ${f.found}, the facts are those of run ${f.expected}.`,
    why: () => 'Histories of two runs in one directory would be taken for loss and phantom records.',
    next: () => 'Move the file to the directory of its own run, or run the drill into an empty directory.',
  },
  TIDE_CHECK_BAD_LINE: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `Line ${f.line} of ${f.file} is not a history line.`,
    why: (f) =>
      `Only the last line of a file may be torn (its process was killed); this one is followed by others: ${f.reason}.`,
    next: () => 'The file was changed or the disk is damaged: restore it from a copy, or run the drill again.',
  },
} as const satisfies ErrorTable;

export const checkError = errorsOf(CHECK_ERRORS);
