import { resolve } from 'node:path';
import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'reproduce [papers..]',
  summary: "hold this engine against publications: each claim's published and simulated value",
  positionals: {
    papers: {
      type: 'string',
      array: true,
      describe: 'names (winnow list papers), or folders with expected.yaml',
    },
  },
  options: {
    html: { type: 'string', describe: 'write a page as well (reproduction.html where no file is given)' },
  },
  examples: [
    ['winnow reproduce', 'all papers; exit code 6 when a claim that gates is missed'],
    ['winnow reproduce spdf --html spdf.html', 'one paper, and a page to keep'],
  ],
  async run(args, terminal) {
    const { findPapers } = await import('../reproduce/findPapers.ts');
    const { loadClaims } = await import('../reproduce/loadClaims.ts');
    const { reproducePaper } = await import('../reproduce/reproducePaper.ts');
    const names = ((args['papers'] as string[] | undefined) ?? []).map(String);
    const loaded = findPapers(names).map(loadClaims);
    const done = [];
    for (const [i, paper] of loaded.entries()) {
      if (terminal.signal.aborted) return exitCode.interrupted;
      terminal.note(`${i + 1}/${loaded.length} ${paper.paper.name}`);
      done.push(reproducePaper(paper));
    }
    const code = done.every(({ gating, held }) => held === gating) ? exitCode.ok : exitCode.regression;
    const html = args['html'] as string | undefined;
    if (html !== undefined) {
      const { writeFileSync } = await import('node:fs');
      const { reproductionPage } = await import('../reproduce/reproductionPage.ts');
      const { engineVersion } = await import('../engineVersion.ts');
      const file = resolve(terminal.cwd, html === '' ? 'reproduction.html' : html);
      writeFileSync(file, reproductionPage(done, engineVersion()));
      terminal.note(`Page  ${file}`);
    }
    if (args.json) {
      terminal.out(JSON.stringify({ papers: done }));
      return code;
    }
    const { printReproduction } = await import('../reproduce/printReproduction.ts');
    for (const [i, paper] of done.entries()) {
      if (i > 0) terminal.out('');
      for (const line of printReproduction(paper, terminal.colors)) terminal.out(line);
    }
    return code;
  },
});
