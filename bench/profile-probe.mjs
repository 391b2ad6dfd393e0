/**
 * Preloaded into a server under the rpc bench's --profile: SIGUSR2 begins a CPU profile, the next one ends it and
 * writes it to $POCKETMQ_BENCH_PROFILES/<pid>.cpuprofile, under another name first so that nobody reads half of it.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const session = new Session();
session.connect();
let running = false;

process.on('SIGUSR2', () => {
  if (!running) {
    running = true;
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 250 });
    session.post('Profiler.start');
    return;
  }
  running = false;
  session.post('Profiler.stop', (error, result) => {
    if (error !== null) {
      throw error;
    }
    const path = join(process.env['POCKETMQ_BENCH_PROFILES'] ?? '.', `${process.pid}.cpuprofile`);
    writeFileSync(`${path}.part`, JSON.stringify(result.profile));
    renameSync(`${path}.part`, path);
  });
});
