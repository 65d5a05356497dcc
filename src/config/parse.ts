// Text of tideover.yaml to a Deployment, or one error with every problem and its line.
import { LineCounter, parseDocument } from 'yaml';
import { configError } from './errors.ts';
import { placeOf, pathText, problemsOf } from './problems.ts';
import type { Problem } from './problems.ts';
import { referenceProblems } from './references.ts';
import { deploymentSchema } from './schema/deployment.ts';
import type { Deployment } from './schema/deployment.ts';

/**
 * Parses and checks a deployment. `file` is the name shown in messages.
 * Throws TIDE_CONFIG_INVALID with all problems (syntax; or schema; or, when the schema holds, references).
 */
export function parseDeployment(text: string, file: string): Deployment {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const syntax = [...document.errors].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, path: '', say: error.message };
  });
  if (syntax.length > 0) throw invalid(file, syntax);

  const parsed = deploymentSchema.safeParse(document.toJS() ?? undefined);
  if (!parsed.success) {
    throw invalid(
      file,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines)),
    );
  }
  const references = referenceProblems(parsed.data).map(({ path, say }) => ({
    ...placeOf(document, lines, path),
    path: pathText(path),
    say,
  }));
  if (references.length > 0) throw invalid(file, references);
  return parsed.data;
}

function invalid(file: string, problems: readonly Problem[]): Error {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const text = sorted
    .map(({ line, column, path, say }) => `  ${file}:${line}:${column}  ${path === '' ? '' : `${path}: `}${say}`)
    .join('\n');
  return configError('TIDE_CONFIG_INVALID', { file, count: sorted.length, problems: text });
}
