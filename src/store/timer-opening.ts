import type { Clock } from '../runtime/clock.ts';
import type { Disk } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import { JsonConfigFile } from './config-file.ts';
import type { StorePaths } from './store-directory.ts';
import type { StoreParts } from './store-opening.ts';
import type { StoreOptions } from './store-options.ts';
import { Timer } from './timer.ts';
import { TimerCheckFile } from './timer-check.ts';
import { TimerLog } from './timer-log.ts';
import { timerSettingsOf } from './timer-options.ts';
import { TimerWheel } from './timer-wheel.ts';

/** Puts the timer together and has it begin; undefined when the options ask for none. */
export async function openTimer(
  options: StoreOptions,
  environment: { readonly disk: Disk; readonly clock: Clock; readonly logger: Logger },
  paths: StorePaths,
  parts: StoreParts,
  clean: boolean,
): Promise<Timer | undefined> {
  if (options.timer === undefined) {
    return undefined;
  }
  const { disk, clock, logger } = environment;
  const settings = timerSettingsOf(options.timer, options.retention?.reservedMs);
  const checkFile = new TimerCheckFile(disk, paths.config);
  try {
    return await Timer.open(
      {
        ...parts,
        settings,
        checkFile,
        wheel: new TimerWheel(disk, paths.root, settings.wheelSlots),
        log: new TimerLog(disk, paths.root, settings.logFileBytes, parts.files),
        levelFile: new JsonConfigFile(disk, paths.config, 'delayOffset.json', logger),
        host: options.storeHost,
        clock,
        logger,
        failed: (what, error) => parts.commitLog.fail(what, error),
      },
      clean,
    );
  } catch (error) {
    await checkFile.close();
    throw error;
  }
}
