import { compileNest, type NestProblem } from '../../mapping/nest/nestProblem.ts';
import { operationEinsum } from '../../mapping/nest/operationEinsum.ts';
import type { Operation } from '../../workload/operation.ts';
import type { NestHardware } from './hardware.ts';
import { nestArchitectureOf } from './nestArchitectureOf.ts';

const known = new WeakMap<NestHardware, WeakMap<Operation, NestProblem>>();

/** An operation on the hardware, energies left out: what counts are asked of. Kept per pair of objects. */
export function nestProblemOf(operation: Operation, hardware: NestHardware): NestProblem {
  let ofHardware = known.get(hardware);
  if (ofHardware === undefined) {
    ofHardware = new WeakMap();
    known.set(hardware, ofHardware);
  }
  let problem = ofHardware.get(operation);
  if (problem === undefined) {
    const einsum = operationEinsum(operation, operation.kind);
    if (einsum === null) throw new TypeError(`no product behind ${operation.kind}`);
    problem = compileNest(einsum, nestArchitectureOf(hardware, 'architecture', null));
    ofHardware.set(operation, problem);
  }
  return problem;
}
