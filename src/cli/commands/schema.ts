import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'schema',
  summary: "print the JSON Schema (draft 7) of Winnow's YAML files, for editors",
  positionals: {},
  options: {},
  examples: [
    ['winnow schema > winnow.schema.json', 'then name it in the first line of a YAML file:'],
    [
      '# yaml-language-server: $schema=winnow.schema.json',
      'the modeline that the YAML language server reads',
    ],
  ],
  async run(_, terminal) {
    const { schemaText } = await import('../../schemaText.ts');
    terminal.out(schemaText().trimEnd());
    return exitCode.ok;
  },
});
