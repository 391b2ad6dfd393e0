/**
 * Loaded into the server that is soaked (node --import): every few seconds it collects the garbage and writes what is left,
 * as JSON, to the file that SOAK_PROBE_FILE names. Without that, memory rises and falls by a hundred MiB between two
 * collections that may be minutes apart, and says nothing.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const file = process.env['SOAK_PROBE_FILE'];
if (file !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const probe = () => {
    collect();
    writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()));
    renameSync(`${file}.new`, file);
  };
  probe();
  setInterval(probe, 5000).unref();
}
