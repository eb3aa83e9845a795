import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import { arithmetic, boardBound, serialCycles } from '../gpu/boardBound.ts';
import type { BitPlaneHardware } from './hardware.ts';
import { operandWords, pairsOf, planeShape, unitsOf } from './planeShape.ts';

/**
 * Launch and first load, then every pair of digits at the peak rate, or each cold word once at the data sheet's
 * bandwidth; of the device's units the one with the least.
 */
export function planeBound(operation: Operation, hardware: BitPlaneHardware, clock_hz: number): Bound {
  const { gpu } = hardware;
  const bounds = unitsOf(hardware).map((unit): Bound => {
    const shape = planeShape(operation, hardware, unit);
    const latency = shape.warm ? gpu.l2_latency_us : gpu.load_latency_us;
    const serial = serialCycles(clock_hz, gpu.launch_us, latency);
    const macs = shape.batch * shape.m * shape.n * shape.k * pairsOf(shape);
    const bytes = shape.warm ? 0 : 4 * operandWords(shape);
    return boardBound(serial, bytes, [arithmetic(macs, shape.rate * gpu.sm_count)], gpu, clock_hz);
  });
  return bounds.reduce((least, bound) => (bound.cycles < least.cycles ? bound : least));
}
