import { join } from 'node:path';
import type { Architecture } from '../../../engine/architectureSpec.ts';
import { parseArchitecture } from '../../../engine/parseArchitecture.ts';
import { shippedLibrary } from '../../../engine/shippedLibrary.ts';
import { loadDocument } from '../../../io/loadDocument.ts';
import { packageRoot } from '../../../io/shippedFiles.ts';
import { toValue } from '../../../io/sourceNode.ts';

/** An architecture of `configs/arch`, validated: `gpu/h200`. */
export function shippedArchitecture(name: string): Architecture {
  const { root } = loadDocument(join(packageRoot(), 'configs', 'arch', `${name}.yaml`));
  return parseArchitecture(toValue(root) as Record<string, unknown>, shippedLibrary).architecture;
}
