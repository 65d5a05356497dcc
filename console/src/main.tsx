// Entry of the page: finds the result in the file it lies in, and draws it.
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/theme.css';
import './styles/page.css';
import './styles/banner.css';
import './styles/figures.css';
import './styles/tables.css';
import './styles/print.css';
import { Page } from './page.tsx';
import { readEmbedded } from './embedded.ts';

const root = document.getElementById('page');
if (root === null) throw new Error('the page has no element #page');

try {
  const result = await readEmbedded(document);
  render(<Page result={result} />, root);
} catch (error) {
  render(
    <main class="sheet">
      <h1>This report cannot be shown</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>The same facts stand in report.json beside this file.</p>
    </main>,
    root,
  );
}
