import { type CommandIo, OutputWriter } from './command-io.ts';
import type { EndpointOption } from './command-options.ts';
import { Admin } from './operations.ts';

/** Opens the administration for one command and closes it whatever happens. */
export async function withAdmin(
  io: CommandIo,
  { endpoint }: EndpointOption,
  work: (admin: Admin, out: OutputWriter) => Promise<void>,
): Promise<void> {
  const admin = Admin.open({ endpoint, clock: io.clock });
  try {
    await work(admin, new OutputWriter(io.stdout));
  } finally {
    await admin.close();
  }
}
