import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportAssets } from './writeReport.ts';

/** The bundled page from a folder (`dist/report` of the package). */
export function readReportAssets(folder: string): ReportAssets {
  return {
    script: readFileSync(join(folder, 'app.js'), 'utf8'),
    style: readFileSync(join(folder, 'app.css'), 'utf8'),
    engine: readFileSync(join(folder, 'engine.js'), 'utf8'),
  };
}
