import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { assert, suite } from '../harness.ts';
import { inFolder, smallSweep, winnow } from './runWinnow.ts';

const files = suite('result files');

files('hold the same values in CSV and Parquet, read by another program', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 's.yaml'), smallSweep);
    const quick = ['--quiet', '--executor', 'in-process', '--set', 'arch.scratchpad.a_kib=[1,64]'];
    await winnow(['sweep', 's.yaml', ...quick], { cwd: folder });
    const path = (name: string): string => join(folder, 'runs/small', name);
    const connection = await (await DuckDBInstance.create()).connect();
    const rows = async (source: string) =>
      (await connection.runAndReadAll(`SELECT * FROM ${source}`)).getRowsJson();
    const parquet = await rows(`'${path('results.parquet')}'`);
    const names = (
      await connection.runAndReadAll(`SELECT * FROM '${path('results.parquet')}'`)
    ).columnNames();
    const [header, ...lines] = readFileSync(path('results.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(names, header!.split(','));
    assert.is(parquet.length, 24);
    const csv = await rows(`read_csv('${path('results.csv')}', all_varchar = true)`);
    assert.is(lines.length, 24);
    for (const [i, row] of parquet.entries())
      for (const [c, value] of row.entries()) {
        const text = csv[i]![c] as string | null;
        // Numbers of the CSV are the shortest text that reads back to the same double.
        if (value === null || typeof value === 'string' || typeof value === 'boolean')
          assert.is(value === null ? null : String(value), text, names[c]);
        else assert.is(value, Number(text), names[c]);
      }
  }),
);

files.run();
