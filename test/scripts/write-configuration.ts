/** Writes conf/standalone.conf from the option table: `npm run configuration`. */
import { writeFileSync } from 'node:fs';
import { renderConfigurationFile } from '../../src/runtime/configuration.ts';

writeFileSync(new URL('../../conf/standalone.conf', import.meta.url), renderConfigurationFile());
