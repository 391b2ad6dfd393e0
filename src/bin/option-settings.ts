import { parseSetting, parseSettings, type Setting } from '../runtime/configuration.ts';
import { diskProblem } from '../runtime/disk-problem.ts';
import { readText } from '../runtime/files.ts';

export interface SettingFlags {
  readonly conf?: string;
  readonly set?: readonly string[];
}

/** What `--conf` and `--set` say, in the order in which it counts. */
export async function settingsOf({ conf, set = [] }: SettingFlags): Promise<Setting[]> {
  const settings: Setting[] = [];
  if (conf !== undefined) {
    const text = await readText(conf).catch((error) => {
      throw diskProblem(error, `the file '${conf}' of --conf cannot be read`);
    });
    settings.push(...parseSettings(text, conf));
  }
  settings.push(...set.map(parseSetting));
  return settings;
}
