import { packTree } from './packTree.ts';
import type { ReportData } from './reportData.ts';

/** The report's data as one binary: root 0 is everything but the details, then their results, specs and gaps. */
export function encodeReport(data: ReportData, shown: { readonly total: number }): Uint8Array {
  const { details, ...rest } = data;
  const reasons: Record<string, string> = Object.assign(Object.create(null), data.reasons);
  for (const { result } of details)
    for (const reason of Object.keys(result.breakdown)) reasons[reason] ??= '';
  return packTree([
    { ...rest, reasons, total: shown.total, detailRows: Uint32Array.from(details, (d) => d.row) },
    ...details.map((d) => d.result),
    ...details.map((d) => d.spec),
    ...details.map((d) => d.gaps),
  ]);
}
