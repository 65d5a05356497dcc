// Colours of the canvas: read from the style sheet, again when the scheme changes and for paper.
import { useEffect, useState } from 'preact/hooks';

/** Counts up whenever the colours may have changed; printing always uses the light ones. */
export function usePalette(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const next = (): void => setVersion((old) => old + 1);
    const paper = (on: boolean) => (): void => {
      document.documentElement.classList.toggle('paper', on);
      next();
    };
    const [before, after] = [paper(true), paper(false)];
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', next);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      scheme.removeEventListener('change', next);
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return version;
}

export function colourOf(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
